"""Sealing: an envelope signed by its sender (JWS, ES256), then encrypted to its reader (JWE, ECDH-ES, A256GCM).

The broker and the link process see only the outside. Both layers are compact, with protected headers only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from firmware.messages.envelope import Envelope, decode_envelope, encode_envelope
from firmware.messages.errors import (
    Expired,
    TooLarge,
    UnknownRecipientKey,
    UnknownSigner,
    WrongAudience,
    WrongSource,
)
from firmware.messages.jose import check_signature, decrypt, encrypt, sign
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey, VerifyingKey
from firmware.messages.tokens import MESSAGE_TYPE, SignatureType, read_sealed, read_signed

# The largest message of today (identify: certificate, signature, nonce) seals to about 7 kB; ten times that leaves
# room for a result with lists, and two still fit into one 128 KiB frame between reader and link. A stranger can make
# us hold and decrypt no more than this. Base64 is applied twice, so the envelope itself may have about 36 kB.
MAX_SEALED_BYTES = 65536

Signers = Mapping[str, VerifyingKey] | Callable[[str], VerifyingKey | None]


def seal(envelope: Envelope, signer: SigningKey, recipient: EncryptionKey) -> bytes:
    """The envelope as a compact token of at most MAX_SEALED_BYTES.

    Raises what the other side would raise: WrongSource when `signer` is not the key that the envelope names,
    WrongAudience when `recipient` is somebody else's key, MalformedMessage, TooLarge.
    """
    if (envelope.kid, envelope.source) != (signer.kid, signer.owner):
        raise WrongSource(envelope.source, signer.owner, signer.kid)
    if envelope.audience != recipient.owner:
        raise WrongAudience(envelope.audience, recipient.owner)
    token = encrypt(sign(encode_envelope(envelope), signer, MESSAGE_TYPE), recipient)
    if len(token) > MAX_SEALED_BYTES:
        raise TooLarge(len(token), MAX_SEALED_BYTES)
    return token


def open_sealed(
    token: bytes,
    *,
    own: Mapping[str, DecryptionKey],
    signers: Signers,
    audience: str,
    now: datetime | None,
) -> Envelope:
    """The envelope in a token, when everything about it is right; safe for hostile bytes.

    `own` maps kid to our decryption keys, old ones included; `signers` gives the accepted key of a kid; `audience` is
    who we are; `now` is the wall time, or None when the clock is not sure (then expiry is not looked at and the caller
    relies on correlation and its monotonic clock). Does not look into `data`: that is `decode_data`.

    Raises, in this order: TooLarge, Truncated, Malformed, HeaderRefused, UnknownRecipientKey, NotDecryptable, the
    same for the signed layer, UnknownSigner, BadSignature, MalformedMessage, UnknownField, WrongSource,
    WrongAudience, Expired. Replay is the caller's to check, with the id and a ReplayWindow or its inbox.
    """
    if len(token) > MAX_SEALED_BYTES:
        raise TooLarge(len(token), MAX_SEALED_BYTES)
    payload, signer = verify(_decrypt(token, own), signers, MESSAGE_TYPE)
    envelope = decode_envelope(payload)
    if (envelope.kid, envelope.source) != (signer.kid, signer.owner):
        raise WrongSource(envelope.source, signer.owner, signer.kid)
    if envelope.audience != audience:
        raise WrongAudience(envelope.audience, audience)
    if now is not None and envelope.expirytime is not None and envelope.expirytime < now:
        raise Expired(envelope.expirytime, now)
    return envelope


def verify(token: bytes, signers: Signers, typ: SignatureType) -> tuple[bytes, VerifyingKey]:
    """The payload of a compact JWS made for this purpose, and the key that signed it.

    Raises Truncated, Malformed, HeaderRefused, UnknownSigner, BadSignature.
    """
    signed = read_signed(token, typ)
    kid = signed.header.kid
    signer = signers(kid) if callable(signers) else signers.get(kid)
    if signer is None or signer.kid != kid:
        raise UnknownSigner(kid)
    check_signature(signed, signer)
    return signed.payload, signer


def _decrypt(token: bytes, own: Mapping[str, DecryptionKey]) -> bytes:
    sealed = read_sealed(token)
    key = own.get(sealed.header.kid)
    if key is None:
        raise UnknownRecipientKey(sealed.header.kid)
    return decrypt(sealed, key)
