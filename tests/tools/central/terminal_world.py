"""Terminal authentication in the small world: a desk with a policy, and what an honest reader attests."""

from dataclasses import replace

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from firmware.messages.schema import (
    Attestation,
    FaceAttestation,
    IdentifyRequest,
    Liveness,
    Message,
    Method,
    StaffAttestation,
    TerminalAuthRequest,
)
from hal.card.cv import issue_certificate
from tests.tools.central.world import VISIT, World
from tools.central.anchors import Mode
from tools.central.challenge import Challenger
from tools.central.store import Alarm
from tools.central.terminal import TerminalDesk, TerminalKey
from tools.central.terminal_policy import Matcher, TerminalPolicy

MODEL = "ab" * 32
CALIBRATION = "site-1"
THRESHOLD = 0.46
POLICY = TerminalPolicy((Matcher(CALIBRATION, THRESHOLD, MODEL),), staff=True)
CARD_CHALLENGE = bytes(range(32))
FACE = FaceAttestation(VISIT, "demo-reader-1", 0.375, THRESHOLD, MODEL, CALIBRATION, Liveness.PASSED, ("dark",))
STAFF = StaffAttestation(VISIT, "demo-reader-1", "0042")


def open_desk(world: World, policy: TerminalPolicy = POLICY, mode: Mode = "demo") -> TerminalDesk:
    """Let the world's centre sign for cards; its own key is the third, its authority the fourth of the world's keys."""
    certificate = issue_certificate(world.keys[3], world.keys[2].public_key())
    desk = TerminalDesk(TerminalKey(certificate, world.keys[2]), policy, mode, Challenger(bytes(range(32))))
    world.centre.reception = replace(world.centre.reception, terminal=desk)
    return desk


def terminal_key(world: World) -> rsa.RSAPublicKey:
    return world.keys[2].public_key()


def of_visit(attestation: Attestation, visit: str) -> Attestation:
    return msgspec.structs.replace(attestation, visit=visit)


def request(world: World, attestation: Attestation = FACE, visit: str = VISIT) -> TerminalAuthRequest:
    """What a reader sends that has just got the visit's challenge."""
    return TerminalAuthRequest(CARD_CHALLENGE, world.nonce(visit), attestation)


def ask(world: World, attestation: Attestation = FACE, visit: str = VISIT) -> Message:
    return world.ask(request(world, attestation, visit), visit)


def new_visit(world: World) -> str:
    world.clock.advance(0.001)
    return world.reader.new_id()


def ask_in_new_visit(world: World, attestation: Attestation = FACE) -> Message:
    visit = new_visit(world)
    return ask(world, of_visit(attestation, visit), visit)


def identify(world: World, method: Method, visit: str = VISIT) -> Message:
    signed = world.card.identify(world.reader.device, world.nonce(visit), visit)
    by_method: IdentifyRequest = msgspec.structs.replace(signed, method=method)
    return world.ask(by_method, visit)


def alarms(world: World) -> dict[str, int]:
    """Kind → how often, over all devices."""
    return {alarm.kind.value: alarm.count for alarm in all_alarms(world)}


def all_alarms(world: World) -> tuple[Alarm, ...]:
    with world.repository.transaction() as work:
        return work.alarms()
