"""A wire that forges, drops, doubles, reorders, cross-delivers and replays: no record is erased, no answer accepted."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.link.ipc import Arrived
from firmware.messages.codec import encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import RANDOM_BYTES, uuid7
from firmware.messages.keys import DecryptionKey, EncryptionKey, SigningKey
from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    Identified,
    Message,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    Validity,
)
from firmware.messages.sealing import seal
from firmware.reader.inbox import LinkSaid
from hal.virtual.card.files import load_card
from tests.faults.conftest import MakeReader, summaries
from tests.support.scripted import Script, keys_of, play
from tests.support.whole_reader import WholeReader

SEED = 4
PIN = Script("pin", "asagao", "P#1", "completed")
DEVICE = "demo-reader-1"
ANSWERS: tuple[Message, ...] = (
    ChallengeGiven(nonce=bytes(64), centre_time=datetime(2026, 4, 1, tzinfo=UTC)),
    Identified(registered=True),
    ReaderAnswer(Validity.VALID, ratio=0),
    Refusal(RefusalReason.CANNOT_BE_USED),
    Acknowledgement(),
)


class Forger:
    """Makes messages that are wrong in exactly one way."""

    def __init__(self, issued: Path) -> None:
        device = issued / "readers" / DEVICE
        self._centre = SigningKey.from_pem((issued / "central" / "signing.pem").read_bytes(), CENTRE)
        self._device = SigningKey.from_pem((device / "signing.pem").read_bytes(), DEVICE)
        self._reader = DecryptionKey.from_pem((device / "decryption.pem").read_bytes(), DEVICE).public()
        self._stranger = SigningKey.generate(CENTRE)
        self._random = random.Random(SEED)

    def forgeries(self, visit: str, correlation: str | None) -> Iterator[bytes]:
        """Every message of the centre, made by a stranger, by the reader itself, or by the centre for another."""
        other = DecryptionKey.generate("other-reader").public()
        for message in ANSWERS:
            yield self._sealed(message, self._stranger, self._reader, visit, correlation)
            yield self._sealed(message, self._device, self._reader, visit, correlation)
            yield self._sealed(message, self._centre, other, visit, correlation)
            yield self._sealed(message, self._centre, self._reader, visit, self._id())
            yield self._sealed(message, self._centre, self._reader, "another-visit", correlation)
            yield self._sealed(message, self._centre, self._reader, visit, correlation, device="other-reader")
            yield self._altered(self._sealed(message, self._centre, self._reader, visit, correlation))

    def acknowledgements(self, record: str) -> Iterator[bytes]:
        """Acknowledgements of a record, none of them the centre's word to this reader."""
        said = Acknowledgement()
        other = DecryptionKey.generate("other-reader").public()
        yield self._sealed(said, self._stranger, self._reader, "", record)
        yield self._sealed(said, self._device, self._reader, "", record)
        yield self._sealed(said, self._centre, other, "", record)
        yield self._sealed(said, self._centre, self._reader, "", record, device="other-reader")
        yield self._sealed(Identified(registered=True), self._centre, self._reader, "", record)
        yield self._sealed(said, self._centre, self._reader, "", None)
        yield self._altered(self._sealed(said, self._centre, self._reader, "", record))
        yield b""

    def _sealed(
        self,
        message: Message,
        signer: SigningKey,
        recipient: EncryptionKey,
        visit: str,
        correlation: str | None,
        device: str | None = None,
    ) -> bytes:
        now = datetime.now(UTC)
        envelope = Envelope(
            id=self._id(),
            source=signer.owner,
            type=type_name(message),
            time=now,
            audience=recipient.owner,
            device=device or recipient.owner,
            kid=signer.kid,
            subject=visit,
            data=encode_data(message),
            correlationid=correlation,
            expirytime=now + timedelta(minutes=1),
        )
        return seal(envelope, signer, recipient)

    def _altered(self, body: bytes) -> bytes:
        at = self._random.randrange(len(body))
        return body[:at] + (b"A" if body[at : at + 1] != b"A" else b"B") + body[at + 1 :]

    def _id(self) -> str:
        return uuid7(datetime.now(UTC), self._random.randbytes(RANDOM_BYTES))


def outstanding(reader: WholeReader) -> tuple[str, str | None]:
    """The visit's id and the id of the question that waits for an answer."""
    waiting = reader.desks.centre._open
    correlation = next(iter(waiting), None)
    return (waiting[correlation].visit_id, correlation) if correlation else ("", None)


def attack(reader: WholeReader, bodies: Iterator[bytes]) -> int:
    """Deliver on both branches what a hostile broker may; how many were delivered. Nothing may change."""
    count = 0
    for body in bodies:
        for branch in ("dn/elig", "dn/ack", "dn/cmd"):
            before, records = reader.conductor.visit, dict(reader.wire.outbox)
            reader.app.take(LinkSaid(Arrived(branch, body)))
            reader.run()
            assert reader.conductor.visit == before
            assert reader.wire.outbox == records
            count += 1
    return count


def test_forged_answers_are_not_accepted_at_any_point(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader, forger = make_reader(), Forger(demo)
    yesterday = _answers_of_an_earlier_visit(reader, demo, tmp_path)
    keys = keys_of(PIN, demo)
    attacks = 0
    for pressed in (0, 4, 5):
        reader.wire.silent = True
        if pressed == 0:
            reader.bench.insert(load_card(demo / "cards" / f"{PIN.person}.card"))
            reader.run()
        else:
            reader.keys(keys[pressed])
        attacks += attack(reader, forger.forgeries(*outstanding(reader)))
        attacks += attack(reader, iter(yesterday))
        reader.wire.silent = False
        reader.wait(1.1)
        attacks += attack(reader, iter(reader.wire.crossed[-1:]))
        if pressed == 0:
            reader.keys(keys[:4])
    assert reader.place == "done"
    assert attacks > 300


def test_forged_acknowledgements_erase_nothing(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader, forger = make_reader(), Forger(demo)
    play(reader, PIN, demo, tmp_path)
    (record,) = reader.wire.outbox
    attack(reader, forger.acknowledgements(record))
    assert list(reader.wire.outbox) == [record]
    reader.wire.deliver_outbox()
    reader.run()
    assert not reader.wire.outbox


@pytest.mark.parametrize("mischief", ["double", "reorder", "late"])
def test_doubled_reordered_and_late_answers_change_nothing(
    mischief: str, make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    reader = make_reader()
    held: list[bytes] = []
    reader.wire.down = _mischief(reader, mischief, held)  # type: ignore[method-assign]  # the wire is what is hostile
    play(reader, PIN, demo, tmp_path)
    attack(reader, iter(held))
    assert reader.place == "idle"
    assert reader.conductor.vault_empty
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == ("card_removed" if mischief == "late" else "completed")


def _mischief(reader: WholeReader, kind: str, held: list[bytes]) -> Callable[[str, bytes], None]:
    def down(branch: str, body: bytes) -> None:
        copies = [*held[-1:], body, body] if kind == "reorder" else [body, body]
        held.append(body)
        if kind != "late":
            for copy in copies:
                reader.app.take(LinkSaid(Arrived(branch, copy)))

    return down


def _answers_of_an_earlier_visit(reader: WholeReader, demo: Path, tmp_path: Path) -> list[bytes]:
    play(reader, PIN, demo, tmp_path)
    reader.wire.deliver_outbox()
    reader.run()
    return list(reader.wire.crossed)
