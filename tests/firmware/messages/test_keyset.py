"""The centre's signed key set: overlap, no way back, keys that live as long as outboxes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from firmware.messages.envelope import CENTRE
from firmware.messages.errors import (
    BadKey,
    BadSignature,
    HeaderRefused,
    KeySetGap,
    KeySetRollback,
    MalformedMessage,
    MessageError,
    NoValidKey,
    TooLarge,
    Truncated,
    UnknownField,
    UnknownSigner,
)
from firmware.messages.jose import sign
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.keyset import (
    MAX_KEYSET_BYTES,
    MIN_OVERLAP,
    OUTBOX_LIFE,
    KeyEntry,
    KeySet,
    open_keyset,
    sign_keyset,
)
from firmware.messages.tokens import KEYSET_TYPE
from tests.firmware.messages.plain_jose import PlainKey, compact_json

ROOT = SigningKey.of(PlainKey("root").private, "root")
T0 = datetime(2026, 4, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def signing(name: str) -> SigningKey:
    return SigningKey.of(PlainKey(f"sig {name}").private, CENTRE)


def decryption(name: str) -> DecryptionKey:
    return DecryptionKey.of(PlainKey(f"enc {name}").private, CENTRE)


def sig(name: str, begin: datetime = T0, end: datetime = T0 + YEAR) -> KeyEntry:
    return KeyEntry.of(signing(name).public(), begin, end)


def enc(name: str, begin: datetime = T0, end: datetime = T0 + YEAR) -> KeyEntry:
    return KeyEntry.of(decryption(name).public(), begin, end)


ROLLING = KeySet(
    2,
    (
        sig("1", T0, T0 + 100 * DAY),
        sig("2", T0 + 90 * DAY, T0 + 200 * DAY),
        enc("1", T0, T0 + 100 * DAY),
        enc("2", T0 + 90 * DAY, T0 + 200 * DAY),
    ),
)


def opened(keyset: KeySet, known_version: int = 0) -> KeySet:
    return open_keyset(sign_keyset(keyset, ROOT), ROOT.public(), known_version)


def signed_json(value: Any) -> bytes:
    return sign(compact_json(value), ROOT, KEYSET_TYPE)


def plain(keyset: KeySet) -> Any:
    return msgspec.json.decode(msgspec.json.encode(keyset))


def test_what_is_signed_opens() -> None:
    assert opened(ROLLING) == ROLLING


def test_the_class_of_a_key_says_its_use() -> None:
    assert [entry.use for entry in ROLLING.keys] == ["sig", "sig", "enc", "enc"]
    assert ROLLING.keys[0].kid == signing("1").kid


@pytest.mark.parametrize(
    ("day", "verifying", "encryption"),
    [
        (0, ["1"], "1"),
        (89, ["1"], "1"),
        (90, ["1", "2"], "2"),
        (99, ["1", "2"], "2"),
        (100, ["2"], "2"),
        (199, ["2"], "2"),
    ],
)
def test_keys_change_over_with_overlap(day: int, verifying: list[str], encryption: str) -> None:
    keyset = opened(ROLLING)
    now = T0 + day * DAY
    assert keyset.verifying(now) == {signing(name).kid: signing(name).public() for name in verifying}
    assert keyset.encryption(now) == decryption(encryption).public()


def test_outside_all_times_there_is_no_key() -> None:
    for now in (T0 - TICK, T0 + 200 * DAY):
        assert ROLLING.verifying(now) == {}
        with pytest.raises(NoValidKey) as caught:
            ROLLING.encryption(now)
        assert (caught.value.use, caught.value.version) == ("enc", 2)


def test_an_unsure_clock_takes_every_listed_key_and_encrypts_to_the_newest() -> None:
    assert set(ROLLING.verifying(None)) == {signing("1").kid, signing("2").kid}
    assert ROLLING.encryption(None) == decryption("2").public()


def test_every_key_belongs_to_the_centre() -> None:
    assert {key.owner for key in ROLLING.verifying(None).values()} == {CENTRE}
    assert ROLLING.encryption(None).owner == CENTRE


def test_a_decryption_key_lives_as_long_as_an_outbox_may() -> None:
    assert timedelta(days=30) == OUTBOX_LIFE
    one, two = decryption("1").kid, decryption("2").kid
    last_use = T0 + 100 * DAY
    assert ROLLING.decryption_kids(T0 - YEAR) == {one, two}
    assert ROLLING.decryption_kids(last_use + OUTBOX_LIFE - TICK) == {one, two}
    assert ROLLING.decryption_kids(last_use + OUTBOX_LIFE) == {two}


def test_an_older_set_is_refused_and_the_same_taken_again() -> None:
    token = sign_keyset(ROLLING, ROOT)
    assert open_keyset(token, ROOT.public(), known_version=2) == ROLLING
    with pytest.raises(KeySetRollback) as caught:
        open_keyset(token, ROOT.public(), known_version=3)
    assert (caught.value.version, caught.value.known_version) == (2, 3)


def test_only_the_root_can_sign_one() -> None:
    stranger = SigningKey.of(PlainKey("stranger").private, "root")
    with pytest.raises(UnknownSigner):
        open_keyset(sign_keyset(ROLLING, stranger), ROOT.public(), 0)
    header, payload, _ = sign_keyset(ROLLING, ROOT).split(b".")
    signature = sign_keyset(KeySet(3, ROLLING.keys), ROOT).split(b".")[2]
    with pytest.raises(BadSignature):
        open_keyset(b".".join((header, payload, signature)), ROOT.public(), 0)
    with pytest.raises(HeaderRefused):
        open_keyset(sign(b"{}", ROOT, "uketsuke-message"), ROOT.public(), 0)


def test_truncated_and_oversized() -> None:
    token = sign_keyset(ROLLING, ROOT)
    for end in range(len(token)):
        with pytest.raises(Truncated):
            open_keyset(token[:end], ROOT.public(), 0)
    with pytest.raises(TooLarge) as caught:
        open_keyset(b"A" * (MAX_KEYSET_BYTES + 1), ROOT.public(), 0)
    assert caught.value.limit == MAX_KEYSET_BYTES


def test_the_largest_set_is_within_the_limit() -> None:
    keys = tuple(maker(str(number)) for maker in (sig, enc) for number in range(8))
    assert opened(KeySet(2**31, keys)).keys == keys


@pytest.mark.parametrize("use", ["sig", "enc"])
def test_keys_must_overlap_long_enough(use: str) -> None:
    make, other = (sig, enc("x")) if use == "sig" else (enc, sig("x"))
    change = T0 + 100 * DAY

    def keyset(overlap: timedelta) -> KeySet:
        return KeySet(1, (make("2", change - overlap, change + YEAR), other, make("1", T0, change)))

    assert opened(keyset(MIN_OVERLAP)).version == 1
    with pytest.raises(KeySetGap) as caught:
        sign_keyset(keyset(MIN_OVERLAP - TICK), ROOT)
    assert (caught.value.use, caught.value.until) == (use, change)


def test_a_long_key_covers_the_gap_between_short_ones() -> None:
    keys = (sig("long", T0, T0 + YEAR), sig("a", T0, T0 + DAY), sig("b", T0 + 100 * DAY, T0 + YEAR), enc("1"))
    assert opened(KeySet(1, keys)).version == 1


@pytest.mark.parametrize(
    "keys",
    [
        (sig("1"), enc("1"), sig("1")),
        (sig("1"), enc("1", T0, T0)),
        (sig("1"), enc("1", T0, T0 - DAY)),
        (sig("1"), msgspec.structs.replace(enc("1"), kid=enc("2").kid)),
        # One key for both uses is a key listed twice.
        (sig("1"), msgspec.structs.replace(sig("1"), use="enc")),
    ],
)
def test_entries_that_are_not_what_they_say(keys: tuple[KeyEntry, ...]) -> None:
    with pytest.raises(BadKey):
        sign_keyset(KeySet(1, keys), ROOT)
    with pytest.raises(BadKey):
        open_keyset(signed_json(plain(KeySet(1, keys))), ROOT.public(), 0)


@pytest.mark.parametrize("keys", [(sig("1"), sig("2")), (enc("1"), enc("2"))])
def test_a_set_needs_both_uses(keys: tuple[KeyEntry, ...]) -> None:
    with pytest.raises(NoValidKey):
        sign_keyset(KeySet(1, keys), ROOT)
    with pytest.raises(NoValidKey):
        open_keyset(signed_json(plain(KeySet(1, keys))), ROOT.public(), 0)


def test_forms_that_are_refused_even_when_the_root_signed_them() -> None:
    right = plain(ROLLING)
    key = right["keys"][0]
    wrong: list[tuple[Any, type[MessageError]]] = [
        (right | {"owner": "x"}, UnknownField),
        (right | {"keys": [key | {"owner": "x"}, *right["keys"][1:]]}, UnknownField),
        (right | {"keys": [key | {"jwk": key["jwk"] | {"d": "AAAA"}}, *right["keys"][1:]]}, UnknownField),
        (right | {"version": 0}, MalformedMessage),
        (right | {"version": 2**31 + 1}, MalformedMessage),
        (right | {"version": "2"}, MalformedMessage),
        (right | {"keys": []}, MalformedMessage),
        (right | {"keys": right["keys"] * 5}, MalformedMessage),
        (right | {"keys": [key | {"use": "both"}, *right["keys"][1:]]}, MalformedMessage),
        (right | {"keys": [key | {"not_before": "2026-04-01T00:00:00"}, *right["keys"][1:]]}, MalformedMessage),
        (right | {"keys": [key | {"jwk": key["jwk"] | {"x": "A" * 43}}, *right["keys"][1:]]}, BadKey),
        ([], MalformedMessage),
    ]
    for value, error in wrong:
        with pytest.raises(MessageError) as caught:
            open_keyset(signed_json(value), ROOT.public(), 0)
        assert type(caught.value) is error, value
