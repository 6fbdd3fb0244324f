"""What both sides of a terminal authentication (特定機関認証) agree on.

EMULATED. That an approved operator's terminal may have the authentication key used without the PIN is law
(公的個人認証法 第38条の2), and that its certificate goes to the card by `80 A2` in two parts is known from public
probing. Which challenge and answer follow is not published; the form of both here is Uketsuke's own, spoken by its
virtual card, its reader and its demo centre.
"""

from hal.card import tlv
from hal.card.cv import CvError, parse_certificate
from hal.card.names import CertificateTag

CONTEXT = b"uketsuke-terminal-auth-v1"
CHALLENGE_BYTES = 32
"""Drawn by the card. 256 bits: no two challenges of all cards are ever the same."""


class BadChallenge(ValueError):
    """A challenge of another length than the card draws."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a challenge has {CHALLENGE_BYTES} bytes, not {length}")
        self.length = length


def to_be_signed(challenge: bytes) -> bytes:
    """What the terminal's key signs (PKCS#1 v1.5, SHA-256): context, length of the challenge (u16), challenge.

    The context begins like no other message of the product, and the length closes the form. Raises BadChallenge.
    """
    if len(challenge) != CHALLENGE_BYTES:
        raise BadChallenge(len(challenge))
    return CONTEXT + len(challenge).to_bytes(2, "big") + challenge


def for_the_card(certificate: bytes) -> tuple[bytes, bytes]:
    """The two parts in which a terminal's certificate goes to the card: 7F21 { 5F4E }, then 5F37. Raises CvError."""
    parsed = parse_certificate(certificate)
    body = tlv.encode(CertificateTag.CERTIFICATE, tlv.encode(CertificateTag.BODY, parsed.body))
    return body, tlv.encode(CertificateTag.SIGNATURE, parsed.signature)


def body_from_terminal(data: bytes) -> bytes:
    """The body out of the first part. Raises CvError."""
    try:
        whole = tlv.read(data)
        inner = tlv.read(whole.value)
    except tlv.TlvError as error:
        raise CvError(f"first part: {error}") from error
    found = (whole.tag, inner.tag, whole.raw == data, inner.raw == whole.value)
    if found != (CertificateTag.CERTIFICATE, CertificateTag.BODY, True, True):
        raise CvError("first part: not one body in one certificate")
    return inner.value


def signature_from_terminal(data: bytes) -> bytes:
    """The signature out of the second part. Raises CvError."""
    try:
        found = tlv.read(data)
    except tlv.TlvError as error:
        raise CvError(f"second part: {error}") from error
    if found.tag != CertificateTag.SIGNATURE or found.raw != data:
        raise CvError("second part: not one signature")
    return found.value
