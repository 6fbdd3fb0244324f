"""Messages that are wrong in one way each: used by the tests and, as vectors, by other implementations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from firmware.messages.envelope import CENTRE
from firmware.messages.errors import (
    BadSignature,
    Expired,
    HeaderRefused,
    Malformed,
    MalformedMessage,
    MessageError,
    NotDecryptable,
    Replayed,
    TooLarge,
    Truncated,
    UnknownField,
    UnknownRecipientKey,
    UnknownSigner,
    UnknownType,
    UnknownVersion,
    WrongAudience,
    WrongSource,
)
from firmware.messages.sealing import MAX_SEALED_BYTES
from tests.firmware.messages.plain_jose import PlainKey, b64, encrypt
from tests.firmware.messages.world import NOW, READER, World, message_id

CANARY = "yamada-taro-1980"
OTHER = "demo-reader-2"


@dataclass(frozen=True)
class Wrong:
    """What is wrong, how to make it, the error it must give and facts that the error must carry."""

    name: str
    error: type[MessageError]
    make: Callable[[World], bytes]
    facts: dict[str, Any] = field(default_factory=dict)
    twice: bool = False


def altered(token: bytes, segment: int) -> bytes:
    """One bit of the first byte of a segment flipped."""
    parts = token.split(b".")
    first = b"A" if parts[segment][:1] != b"A" else b"B"
    parts[segment] = first + parts[segment][1:]
    return b".".join(parts)


def right(world: World, **changes: Any) -> bytes:
    """A token with the reader's signature over a changed envelope."""
    return world.sealed(world.signed(world.wire_envelope(**changes)))


def signed_by(world: World, signer: PlainKey, header_kid: str, **changes: Any) -> bytes:
    return world.sealed(world.signed(world.wire_envelope(**changes), signer, kid=header_kid))


WRONGS: tuple[Wrong, ...] = (
    # Before anything is decrypted.
    Wrong(
        "too_large",
        TooLarge,
        lambda w: b"A" * (MAX_SEALED_BYTES + 1),
        {"size": MAX_SEALED_BYTES + 1, "limit": MAX_SEALED_BYTES},
    ),
    Wrong("empty", Truncated, lambda w: b"", {"part": "sealed"}),
    Wrong("cut_in_the_ciphertext", Truncated, lambda w: right(w)[:600], {"part": "sealed"}),
    Wrong("cut_by_one_character", Truncated, lambda w: right(w)[:-1], {"part": "sealed"}),
    Wrong("one_segment_too_many", Malformed, lambda w: right(w) + b".", {"part": "sealed"}),
    Wrong("not_base64url", Malformed, lambda w: right(w)[:-1] + b"+", {"part": "sealed"}),
    Wrong("signed_but_not_sealed", Truncated, lambda w: w.signed(w.wire_envelope()).encode(), {"part": "sealed"}),
    Wrong(
        "sealed_header_with_zip",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope()), zip="DEF"),
        {"part": "sealed"},
    ),
    Wrong(
        "sealed_header_with_crit",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope()), crit=["exp"], exp=1),
        {"part": "sealed"},
    ),
    Wrong(
        "another_key_algorithm",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope()), alg="ECDH-ES+A256KW"),
        {"part": "sealed"},
    ),
    Wrong(
        "another_content_algorithm",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope()), enc="A128GCM"),
        {"part": "sealed"},
    ),
    Wrong(
        "to_another_key",
        UnknownRecipientKey,
        lambda w: encrypt(
            w.sealed_header(kid=w.stranger.decryption.kid),
            w.signed(w.wire_envelope()).encode(),
            w.stranger.plain_decryption,
        ).encode(),
    ),
    # Decrypting.
    Wrong(
        "names_our_key_but_made_for_another",
        NotDecryptable,
        lambda w: encrypt(
            w.sealed_header(), w.signed(w.wire_envelope()).encode(), w.stranger.plain_decryption
        ).encode(),
    ),
    Wrong("ciphertext_altered", NotDecryptable, lambda w: altered(right(w), 3)),
    Wrong("tag_altered", NotDecryptable, lambda w: altered(right(w), 4)),
    Wrong(
        "one_time_key_off_the_curve",
        NotDecryptable,
        lambda w: w.sealed(w.signed(w.wire_envelope()), epk=PlainKey("one-time").jwk | {"x": b64(bytes(32))}),
    ),
    # The signed part.
    Wrong("cut_before_sealing", Truncated, lambda w: w.sealed(w.signed(w.wire_envelope())[:-1]), {"part": "signed"}),
    Wrong(
        "no_signature",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope(), alg="none")),
        {"part": "signed"},
    ),
    Wrong(
        "signed_header_with_crit",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope(), crit=["b64"], b64=False)),
        {"part": "signed"},
    ),
    Wrong(
        "signed_for_another_purpose",
        HeaderRefused,
        lambda w: w.sealed(w.signed(w.wire_envelope(), typ="uketsuke-keyset")),
        {"part": "signed"},
    ),
    Wrong(
        "signed_by_a_stranger",
        UnknownSigner,
        lambda w: signed_by(w, w.stranger.plain_signing, w.stranger.signing.kid, kid=w.stranger.signing.kid),
    ),
    Wrong(
        "signed_by_a_stranger_under_the_readers_kid",
        BadSignature,
        lambda w: signed_by(w, w.stranger.plain_signing, w.reader.signing.kid),
    ),
    # The envelope.
    Wrong(
        "not_json",
        MalformedMessage,
        lambda w: w.sealed(w.signed(CANARY.encode())),
        {"part": "envelope", "path": "$"},
    ),
    Wrong(
        "not_utf8",
        MalformedMessage,
        lambda w: w.sealed(w.signed(b'{"id":"\xff"}')),
        {"part": "envelope", "path": "$"},
    ),
    Wrong(
        "field_of_another_shape",
        MalformedMessage,
        lambda w: right(w, subject=f"{CANARY} {CANARY}"),
        {"part": "envelope", "path": "$.subject"},
    ),
    Wrong("field_missing", MalformedMessage, lambda w: right(w, audience=...), {"part": "envelope", "path": "$"}),
    Wrong("unknown_field", UnknownField, lambda w: right(w, **{CANARY: 1}), {"part": "envelope", "path": "$"}),
    Wrong(
        "resigned_by_another_reader",
        WrongSource,
        lambda w: signed_by(w, w.other_reader.plain_signing, w.other_reader.signing.kid),
        {"source": READER, "owner": OTHER},
    ),
    Wrong(
        "resigned_by_another_reader_with_its_kid",
        WrongSource,
        lambda w: signed_by(
            w, w.other_reader.plain_signing, w.other_reader.signing.kid, kid=w.other_reader.signing.kid
        ),
        {"source": READER, "owner": OTHER},
    ),
    Wrong(
        "names_another_kid_than_the_one_that_signed",
        WrongSource,
        lambda w: right(w, kid=w.other_reader.signing.kid),
        {"source": READER, "owner": READER},
    ),
    Wrong(
        "in_another_readers_name",
        WrongSource,
        lambda w: right(w, source=OTHER),
        {"source": OTHER, "owner": READER},
    ),
    Wrong(
        "for_another_audience",
        WrongAudience,
        lambda w: right(w, audience=OTHER),
        {"audience": OTHER, "expected": CENTRE},
    ),
    Wrong(
        "expired",
        Expired,
        lambda w: right(w, expirytime="2026-04-01T08:59:59Z"),
        {"expirytime": NOW - timedelta(seconds=1), "now": NOW},
    ),
    Wrong("replayed", Replayed, right, {"message_id": message_id(2)}, twice=True),
    # The data.
    Wrong(
        "unknown_version",
        UnknownVersion,
        lambda w: right(w, type="uketsuke.challenge_request.v2"),
        {"version": 2, "served": (1,)},
    ),
    Wrong(
        "unknown_type",
        UnknownType,
        lambda w: right(w, type="uketsuke.coffee_request.v1"),
        {"type_name": "uketsuke.coffee_request.v1"},
    ),
    Wrong(
        "unknown_field_in_the_data",
        UnknownField,
        lambda w: right(w, data={CANARY: 1}),
        {"part": "data", "path": "$"},
    ),
    Wrong(
        "data_of_another_form",
        MalformedMessage,
        lambda w: right(w, type="uketsuke.reader_answer.v1", data={"validity": "1", "limit": CANARY}),
        {"part": "data", "path": "$.limit"},
    ),
)
