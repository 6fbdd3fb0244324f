"""Signs for a card that a terminal may use its key without the PIN (特定機関認証), once a visit, for what is attested.

EMULATED, see `hal.card.terminal`: key and certificate are a demo's; real ones are given to approved operators only.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from firmware.messages.schema import Message, Refusal, RefusalReason, TerminalAuthGiven, TerminalAuthRequest
from hal.card.cv import CvError, parse_certificate
from hal.card.terminal import BadChallenge, to_be_signed
from tools.central.anchors import Mode
from tools.central.challenge import Challenger
from tools.central.errors import ChallengeNotValid, ConfigurationError
from tools.central.request import Request
from tools.central.store import TerminalAuth, Transaction
from tools.central.terminal_policy import TerminalPolicy
from tools.central.terminal_rules import DAY, MINUTE, Case, judge, method_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TerminalKey:
    """The terminal authority's key for this centre, and its card-verifiable certificate as it goes to cards."""

    certificate: bytes
    key: rsa.RSAPrivateKey

    def __repr__(self) -> str:
        return "<TerminalKey>"

    def sign(self, card_challenge: bytes) -> TerminalAuthGiven:
        """The answer to a card's challenge. Raises BadChallenge for one of a length that no card draws."""
        signature = self.key.sign(to_be_signed(card_challenge), padding.PKCS1v15(), SHA256())
        return TerminalAuthGiven(self.certificate, signature)


@dataclass(frozen=True, slots=True)
class TerminalDesk:
    """Answers one kind of request. `policy` is that of devices without one of their own."""

    key: TerminalKey
    policy: TerminalPolicy
    mode: Mode
    challenger: Challenger

    def answer(self, work: Transaction, request: Request, message: TerminalAuthRequest) -> Message:
        """Sign, or say why not; what is given or alarming is noted in the same transaction. Raises StoreError."""
        try:
            challenge = self.challenger.take(message.nonce, request.device, request.visit, request.at)
        except ChallengeNotValid:
            return Refusal(RefusalReason.CHALLENGE_NOT_VALID)
        if work.challenge_spent(challenge.number):
            return Refusal(RefusalReason.CHALLENGE_NOT_VALID)
        ruling = judge(self._case(work, request), message.attestation)
        if ruling is not None:
            log.info("terminal_auth.%s", ruling.why)
            if ruling.alarm is not None:
                work.raise_alarm(request.device, ruling.alarm, request.at)
            return Refusal(ruling.reason)
        try:
            given = self.key.sign(message.card_challenge)
        except BadChallenge:
            return Refusal(RefusalReason.CENTRE_FAILED)
        method = method_of(message.attestation)
        work.keep_terminal_auth(request.device, request.visit, TerminalAuth(method, request.at), message.attestation)
        return given

    def _case(self, work: Transaction, request: Request) -> Case:
        return Case(
            device=request.device,
            visit=request.visit,
            at=request.at,
            mode=self.mode,
            policy=request.sender.terminal or self.policy,
            given_before=work.terminal_auth(request.device, request.visit) is not None,
            in_minute=work.terminal_auths_since(request.device, request.at - MINUTE),
            in_day=work.terminal_auths_since(request.device, request.at - DAY),
        )


def load_terminal_key(key_file: Path, certificate_file: Path) -> TerminalKey:
    """Read key (PEM) and certificate. Raises ConfigurationError, also where they do not belong together."""
    try:
        key = load_pem_private_key(_read(key_file), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(key_file, "is not a private key in PEM without a password") from error
    raw = _read(certificate_file)
    try:
        certificate = parse_certificate(raw)
    except CvError as error:
        raise ConfigurationError(certificate_file, f"is not a card-verifiable certificate ({error})") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.key:
        raise ConfigurationError(certificate_file, f"does not certify the key in {key_file.name}")
    return TerminalKey(raw, key)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
