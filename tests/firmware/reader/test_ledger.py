"""Usage records reach the centre once each, whatever link, its disk and our own do meanwhile."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.link.ipc import Forget, NotStored, Store, Stored, Why
from firmware.messages.schema import Acknowledgement, Identified, Method, RecordRefusal, UsageRecord
from firmware.reader.ledger import ANSWER_S, BUSY_S, FULL_S, IN_FLIGHT, MAX_UNSAVED, SPOOL_AFTER_S, Ledger
from firmware.reader.post_office import PostOffice
from firmware.reader.spool import Spool
from firmware.visit.effects import RecordUsage
from firmware.visit.model import Outcome
from tests.firmware.reader.fakes import START, FakeCentre, HandClock, LaterWorker, LinkSpy, journal_in

ENDED = RecordUsage(Outcome.COMPLETED, method=Method.PIN)
VISIT = "0190a1b2-0000-7000-8000-000000000009"


@dataclass
class Book:
    """A ledger with everything around it."""

    place: Path
    centre: FakeCentre
    clock: HandClock
    link: LinkSpy
    disk: LaterWorker

    def open(self) -> Ledger:
        office = PostOffice(self.centre.identity, self.clock)
        self.journal = journal_in(self.place, self.clock)
        return Ledger(office, self.link.send, self.clock, self.journal, Spool(self.place / "unsaved"), self.disk)

    @property
    def offered(self) -> list[str]:
        return [message.id for message in self.link.sent if isinstance(message, Store)]

    @property
    def spooled(self) -> int:
        return len(list((self.place / "unsaved").glob("*.record")))


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path, FakeCentre(), HandClock(), LinkSpy(), LaterWorker())


def write(ledger: Ledger, count: int = 1) -> None:
    for _ in range(count):
        ledger.record(ENDED, VISIT, {"pin_asked": 900}, 42.0)


def test_a_record_says_how_the_visit_went_and_when_it_began(book: Book) -> None:
    ledger = book.open()
    ledger.record(ENDED, VISIT, {"pin_asked": 900, "result": 90_000_000}, 42.0)
    (store,) = book.link.sent
    assert isinstance(store, Store)
    assert (store.record_class, store.branch, store.created) == ("usage", "up/evt", START.timestamp())
    envelope, record = book.centre.open(store.body)
    assert envelope.subject == VISIT
    steps = {"pin_asked": 900, "result": 86_400_000}
    assert record == UsageRecord("completed", Method.PIN, START - timedelta(seconds=42), steps)
    assert ledger.unsaved == 1
    ledger.stored(Stored(store.id))
    assert ledger.unsaved == 0
    assert book.spooled == 0


def test_a_visit_without_authentication_says_no_method(book: Book) -> None:
    book.open().record(RecordUsage(Outcome.CANCELLED, method=None), VISIT, {}, 1.0)
    (store,) = book.link.sent
    assert isinstance(store, Store)
    _, record = book.centre.open(store.body)
    assert isinstance(record, UsageRecord)
    assert (record.outcome, record.method) == ("cancelled", None)


def test_what_link_did_not_take_is_offered_when_it_is_back_and_not_more_than_it_can_hold(book: Book) -> None:
    ledger = book.open()
    book.link.away = True
    write(ledger, 40)
    assert (ledger.unsaved, book.offered) == (40, [])
    book.link.away = False
    ledger.link_is_away()
    ledger.tick()
    assert len(book.offered) == IN_FLIGHT
    ledger.tick()
    assert len(book.offered) == IN_FLIGHT, "no more before link answered"
    while ledger.unsaved:
        ledger.stored(Stored(book.offered[len(book.offered) - min(IN_FLIGHT, ledger.unsaved)]))
        ledger.tick()
    assert len(book.offered) == len(set(book.offered)) == 40


@pytest.mark.parametrize(
    ("why", "pause"), [(Why.BUSY, BUSY_S), (Why.FULL, FULL_S), (Why.DISK_FULL, FULL_S), (Why.STORE_FAILED, FULL_S)]
)
def test_a_link_that_cannot_keep_a_record_now_is_asked_again(book: Book, why: str, pause: float) -> None:
    ledger = book.open()
    write(ledger)
    (first,) = book.offered
    ledger.not_stored(NotStored(first, why))
    book.clock.pass_time(pause - 0.1)
    ledger.tick()
    assert len(book.offered) == 1
    book.clock.pass_time(0.2)
    ledger.tick()
    assert book.offered == [first, first]
    assert (ledger.unsaved, ledger.lost) == (1, 0)


@pytest.mark.parametrize("why", [Why.BAD_BRANCH, Why.TOO_LARGE])
def test_a_record_that_link_will_never_keep_is_counted_and_let_go(book: Book, why: str) -> None:
    ledger = book.open()
    write(ledger)
    ledger.not_stored(NotStored(book.offered[0], why))
    ledger.not_stored(NotStored(book.offered[0], why))
    assert (ledger.unsaved, ledger.lost) == (0, 1)


def test_a_link_that_forgot_to_answer_is_asked_again(book: Book) -> None:
    ledger = book.open()
    write(ledger)
    book.clock.pass_time(ANSWER_S)
    ledger.tick()
    assert len(book.offered) == 2
    assert len(set(book.offered)) == 1


def test_while_link_is_away_records_are_on_the_own_disk_and_outlive_the_process(book: Book) -> None:
    book.link.away = True
    ledger = book.open()
    write(ledger, 3)
    ledger.tick()
    assert book.spooled == 0, "link is usually back before that is needed"
    book.clock.pass_time(SPOOL_AFTER_S)
    ledger.tick()
    assert book.spooled == 3
    # the process is killed here; another one starts
    book.link.away = False
    again = book.open()
    assert again.unsaved == 3
    again.tick()
    assert len(set(book.offered)) == 3
    for record_id in list(book.offered):
        again.stored(Stored(record_id))
    assert (again.unsaved, book.spooled) == (0, 0)


def test_the_end_of_the_process_keeps_what_link_does_not_have(book: Book) -> None:
    ledger = book.open()
    write(ledger, 2)
    ledger.stored(Stored(book.offered[0]))
    ledger.close()
    assert book.spooled == 1
    assert book.open().unsaved == 1


def test_a_full_disk_of_our_own_costs_only_the_safety_of_the_copy(book: Book, mocker) -> None:
    book.link.away = True
    ledger = book.open()
    write(ledger)
    mocker.patch("firmware.reader.spool.os.fsync", side_effect=OSError(28, "No space left on device"))
    book.clock.pass_time(SPOOL_AFTER_S)
    ledger.tick()
    assert (book.journal.lost, ledger.unsaved) == (1, 1)
    book.link.away = False
    ledger.tick()
    assert len(book.offered) == 1


def test_only_the_newest_are_held_when_link_is_away_for_very_long(book: Book, mocker) -> None:
    book.link.away = True
    ledger = book.open()
    letter = mocker.patch.object(ledger._office, "write")
    for number in range(MAX_UNSAVED + 5):
        letter.return_value = mocker.Mock(id=f"{number:08x}", body=b"sealed")
        letter.return_value.name = "UsageRecord"
        write(ledger)
    assert (ledger.unsaved, ledger.lost) == (MAX_UNSAVED, 5)
    assert next(iter(ledger._waiting)) == f"{5:08x}"


def test_a_key_set_out_of_its_time_loses_the_record_and_not_the_reader(book: Book) -> None:
    book.centre = FakeCentre(START - timedelta(days=60), START - timedelta(days=30))
    ledger = book.open()
    write(ledger)
    book.journal.flush()
    assert (ledger.unsaved, ledger.lost, book.offered) == (0, 1, [])
    (line,) = (book.place / "activity.jsonl").read_bytes().splitlines()
    assert msgspec.json.decode(line)["what"] == "usage record not sealed: NoValidKey"


def test_only_the_centres_acknowledgement_lets_a_record_be_forgotten(book: Book) -> None:
    ledger = book.open()
    write(ledger)
    (record,) = book.offered
    ledger.acknowledged(FakeCentre().answer(Acknowledgement(), "", record, "dn/ack"))
    ledger.acknowledged(book.centre.answer(Identified(True), "", record, "dn/ack"))
    ledger.acknowledged(book.centre.answer(Acknowledgement(), "", None, "dn/ack"))
    assert (ledger.unsaved, book.link.of(Forget)) == (1, [])
    ledger.acknowledged(book.centre.answer(Acknowledgement(), "", record, "dn/ack"))
    assert (ledger.unsaved, book.link.of(Forget)) == (0, [Forget(record)])


def test_a_record_that_the_centre_will_never_know_is_let_go_counted_and_logged(book: Book) -> None:
    ledger = book.open()
    write(ledger, 2)
    first, second = book.offered
    refused = Acknowledgement(refused=RecordRefusal.UNKNOWN)
    ledger.acknowledged(FakeCentre().answer(refused, "", first, "dn/ack"))
    assert (ledger.unsaved, ledger.lost, book.link.of(Forget)) == (2, 0, [])
    ledger.acknowledged(book.centre.answer(refused, "", first, "dn/ack"))
    ledger.acknowledged(book.centre.answer(Acknowledgement(), "", second, "dn/ack"))
    assert (ledger.unsaved, ledger.lost, book.link.of(Forget)) == (0, 1, [Forget(first), Forget(second)])
    book.journal.flush()
    said = [msgspec.json.decode(line) for line in (book.place / "activity.jsonl").read_bytes().splitlines()]
    refusals = [line["what"] for line in said if line["kind"] == "refused"]
    assert refusals[-1] == "usage record refused by the centre: unknown to it"


def test_answers_to_nothing_change_nothing(book: Book) -> None:
    ledger = book.open()
    ledger.stored(Stored("0190"))
    ledger.not_stored(NotStored("0190", Why.FULL))
    ledger.tick()
    assert (ledger.unsaved, ledger.lost, book.link.sent) == (0, 0, [])
