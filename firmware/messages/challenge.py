"""The bytes that a card signs. Reader and centre make them alike; neither ever signs what somebody else composed."""

from firmware.messages.errors import BadChallenge

AUTHENTICATION_CONTEXT = b"uketsuke-auth-v1"
# The centre's nonce is an AEAD token of about 100 bytes; the floor keeps a guessable one out.
MIN_NONCE_BYTES = 16
MAX_NONCE_BYTES = 1024
MAX_NAME_BYTES = 64


def to_be_signed(device: str, visit: str, nonce: bytes) -> bytes:
    """The message whose SHA-256 the card signs: context ‖ len16 device ‖ len16 visit ‖ nonce.

    Lengths are big-endian byte counts, so no two (device, visit, nonce) give the same bytes; names are UTF-8.
    The context keeps this signature apart from any other that the card's authentication key makes. `device` and
    `visit` have 1–64 bytes, `nonce` 16–1024. Raises BadChallenge.
    """
    if not MIN_NONCE_BYTES <= len(nonce) <= MAX_NONCE_BYTES:
        raise BadChallenge("nonce", len(nonce))
    return AUTHENTICATION_CONTEXT + _prefixed("device", device) + _prefixed("visit", visit) + nonce


def _prefixed(part: str, name: str) -> bytes:
    encoded = name.encode()
    if not 1 <= len(encoded) <= MAX_NAME_BYTES:
        raise BadChallenge(part, len(encoded))
    return len(encoded).to_bytes(2, "big") + encoded
