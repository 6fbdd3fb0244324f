"""What is issued fits together: the centre's terminal key opens an issued card without its PIN."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.card.detect import CardKind
from firmware.card.errors import NotVerified
from firmware.card.session import CardSession
from firmware.messages.challenge import to_be_signed
from firmware.messages.envelope import CENTRE
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.schema import (
    Attestation,
    ChallengeGiven,
    ChallengeRequest,
    FaceAttestation,
    Identified,
    IdentifyRequest,
    Liveness,
    Message,
    Method,
    StaffAttestation,
    TerminalAuthGiven,
    TerminalAuthRequest,
)
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.files import read_card_file
from hal.virtual.nfc import VirtualNfc
from tests.firmware.card.support import PROFILES
from tests.tools.central.world import NOW, VISIT, Dice, HandClock, Reader
from tools.central.assembly import assemble
from tools.central.settings import load_settings
from tools.central.sqlite import SqliteRepository
from tools.issue.place import Place

DEVICE = "demo-reader-1"
Say = Callable[[Message], Message]


@pytest.fixture
def say(demo: Place, tmp_path: Path) -> Iterator[Say]:
    """What the issued reader hears from the issued centre."""
    clock = HandClock(NOW)
    signing = SigningKey.from_pem(demo.read("central/signing.pem"), CENTRE)
    decryption = DecryptionKey.from_pem(demo.read("central/decryption.pem"), CENTRE)
    reader = Reader(DEVICE, "13", signing.public(), decryption.public(), clock, Dice())
    reader.signing = SigningKey.from_pem(demo.read(f"readers/{DEVICE}/signing.pem"), DEVICE)
    reader.decryption = DecryptionKey.from_pem(demo.read(f"readers/{DEVICE}/decryption.pem"), DEVICE)
    repository = SqliteRepository(tmp_path / "register.sqlite")
    centre = assemble(load_settings(demo.root / "central/central.toml"), repository, clock)
    yield lambda message: reader.message(centre.handle(reader.topic(), reader.sealed(message)))
    repository.close()


@pytest.mark.parametrize(
    "attestation",
    [
        FaceAttestation(VISIT, DEVICE, 0.4, 0.46, "ab" * 32, "demo", Liveness.PASSED),
        StaffAttestation(VISIT, DEVICE, "0042"),
    ],
)
def test_an_issued_card_is_opened_without_its_pin(demo: Place, say: Say, attestation: Attestation) -> None:
    file, bench = read_card_file(demo.root / "cards/asagao.card"), Bench()
    bench.insert(VirtualCard(file.contents, file.counters))
    given = say(ChallengeRequest())
    assert isinstance(given, ChallengeGiven)
    message = to_be_signed(DEVICE, VISIT, given.nonce)
    with CardSession(VirtualNfc(bench, NfcSettings()), PROFILES) as session:
        assert session.detect() is CardKind.MY_NUMBER
        certificate = session.authentication.read_certificate()
        with pytest.raises(NotVerified):
            session.authentication.sign(message)
        terminal = session.terminal()
        opened = say(TerminalAuthRequest(terminal.challenge(), given.nonce, attestation))
        assert isinstance(opened, TerminalAuthGiven)
        terminal.authenticate(opened.certificate, opened.signature)
        signature = session.authentication.sign(message)
    method = Method.FACE if isinstance(attestation, FaceAttestation) else Method.STAFF
    assert isinstance(say(IdentifyRequest(method, certificate, signature, given.nonce)), Identified)
