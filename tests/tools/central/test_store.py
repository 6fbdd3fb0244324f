import stat
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.messages.schema import Consent, ConsentAnswer, ConsentItem, Method
from tests.tools.central.world import NOW, VISIT, World, insurance, person
from tools.central.errors import StoreError
from tools.central.register import CertificateName, Device, Person
from tools.central.sqlite import SqliteRepository
from tools.central.store import ConsentRecord, FleetEntry, StoredAnswer, VisitState, fill_register

NAME = CertificateName("aa", "01")
STATE = VisitState("asagao", NAME, Method.PIN, False, (ConsentItem.MEDICINE,), (), NOW + timedelta(minutes=15))
CONSENT = ConsentRecord(
    "reader-1", VISIT, "id-1", "asagao", Method.PIN, (ConsentAnswer(ConsentItem.MEDICINE, Consent.NO),), NOW
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.sqlite"


@pytest.fixture
def store(path: Path) -> SqliteRepository:
    return SqliteRepository(path)


def count(path: Path, table: str) -> int:
    other = SqliteRepository(path, read_only=True)
    (found,) = other._connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  a test's own word
    other.close()
    return int(found)


def test_what_was_committed_is_there_after_a_new_start(store: SqliteRepository, path: Path) -> None:
    somebody = person(certificates=(NAME,))
    with store.transaction() as work:
        work.put_person(somebody)
        work.keep_visit("reader-1", VISIT, STATE)
        work.keep_answer("reader-1", "id-1", StoredAnswer(b"digest", b"sealed"), NOW)
    store.close()
    with SqliteRepository(path).transaction() as work:
        assert work.holder(NAME) == somebody
        assert work.person("asagao") == somebody
        assert work.visit("reader-1", VISIT, NOW) == STATE
        assert work.answer("reader-1", "id-1") == StoredAnswer(b"digest", b"sealed")


def test_durability_is_that_of_full_synchronisation(store: SqliteRepository) -> None:
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_nobody_else_may_read_the_register(store: SqliteRepository, path: Path) -> None:
    fill_register(store, (), (person(),))
    files = list(path.parent.glob("register.sqlite*"))
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_an_error_inside_undoes_everything(store: SqliteRepository, path: Path) -> None:
    class Stop(Exception):
        pass

    def fail() -> None:
        with store.transaction() as work:
            work.put_person(person(certificates=(NAME,)))
            work.keep_consent(CONSENT)
            raise Stop

    with pytest.raises(Stop):
        fail()
    assert (count(path, "person"), count(path, "consent"), count(path, "certificate")) == (0, 0, 0)
    with store.transaction() as work:
        work.keep_consent(CONSENT)
    assert count(path, "consent") == 1


def test_a_second_consent_of_a_visit_is_refused(store: SqliteRepository, path: Path) -> None:
    with store.transaction() as work:
        work.keep_consent(CONSENT)
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT"), store.transaction() as work:
        work.keep_consent(CONSENT)
    assert count(path, "consent") == 1


def test_a_registration_at_a_reader_survives_every_import(store: SqliteRepository) -> None:
    somebody = person(registered=False, certificates=(NAME,))
    renewed = msgspec.structs.replace(somebody, certificates=(CertificateName("aa", "02"),))
    with store.transaction() as work:
        work.put_person(somebody)
        work.register("asagao", NOW)
        for imported in (somebody, renewed):
            work.put_person(imported)
            assert work.person("asagao") == msgspec.structs.replace(imported, registered=True)
        assert work.holder(NAME) is None
        assert work.holder(CertificateName("aa", "02")) == msgspec.structs.replace(renewed, registered=True)


def test_a_registration_by_the_file_goes_with_the_file(store: SqliteRepository) -> None:
    with store.transaction() as work:
        for registered in (True, False, True):
            work.put_person(person(registered=registered))
            assert work.person("asagao") == person(registered=registered)


def test_every_field_of_a_person_survives(store: SqliteRepository) -> None:
    full = person(
        certificates=(NAME,),
        insurances=(insurance(lost=date(2026, 1, 1), linked=False, ratio=10, elderly_ratio=20),),
        protected=True,
        suspended=True,
    )
    with store.transaction() as work:
        work.put_person(full)
        assert work.person("asagao") == full
        assert work.person("somebody") is None


def test_a_challenge_is_spent_once(store: SqliteRepository) -> None:
    with store.transaction() as work:
        assert work.spend_challenge("aa", NOW) is True
    with store.transaction() as work:
        assert work.spend_challenge("aa", NOW) is False
        assert work.spend_challenge("bb", NOW) is True


def test_a_visit_ends_with_its_time_or_when_told(store: SqliteRepository) -> None:
    with store.transaction() as work:
        work.keep_visit("reader-1", VISIT, STATE)
        assert work.visit("reader-1", VISIT, STATE.expires) == STATE
        assert work.visit("reader-1", VISIT, STATE.expires + timedelta(seconds=1)) is None
        assert work.visit("reader-2", VISIT, NOW) is None
        assert work.visit("reader-1", VISIT + "x", NOW) is None
        work.end_visit("reader-1", VISIT)
        assert work.visit("reader-1", VISIT, NOW) is None


def test_a_usage_record_is_kept_once_by_its_id(store: SqliteRepository, path: Path) -> None:
    record = msgspec.Raw(b'{"outcome":"done"}')
    for _ in range(3):
        with store.transaction() as work:
            assert work.keep_usage("reader-1", "id-1", b"digest", record, NOW) is True
    with store.transaction() as work:
        assert work.keep_usage("reader-1", "id-1", b"another", record, NOW) is False
        assert work.keep_usage("reader-2", "id-1", b"another", record, NOW) is True
    assert count(path, "usage") == 2


def test_the_last_word_of_each_kind_is_kept(store: SqliteRepository) -> None:
    first = FleetEntry("reader-1", "state", msgspec.Raw(b'{"state":"online"}'), NOW)
    second = FleetEntry("reader-1", "state", msgspec.Raw(b'{"state":"offline"}'), NOW + timedelta(seconds=1))
    other = FleetEntry("reader-1", "tel", msgspec.Raw(b'{"outbox":0}'), NOW)
    with store.transaction() as work:
        for entry in (first, other, second):
            work.keep_fleet(entry)
        assert [bytes(entry.body) for entry in work.fleet()] == [b'{"state":"offline"}', b'{"outbox":0}']
        assert work.fleet_entry("reader-1", "info") is None


def test_tidying_forgets_what_has_ended_and_nothing_else(store: SqliteRepository, path: Path) -> None:
    late = NOW + timedelta(hours=1)
    with store.transaction() as work:
        work.keep_visit("reader-1", VISIT, STATE)
        work.keep_visit("reader-2", VISIT, msgspec.structs.replace(STATE, expires=late))
        work.spend_challenge("old", STATE.expires)
        work.spend_challenge("new", late)
        work.keep_answer("reader-1", "old", StoredAnswer(b"", b""), NOW)
        work.keep_answer("reader-1", "new", StoredAnswer(b"", b""), late)
        work.keep_consent(CONSENT)
        work.keep_usage("reader-1", "id", b"", msgspec.Raw(b"{}"), NOW)
    with store.transaction() as work:
        work.tidy(late, late)
    counts = {table: count(path, table) for table in ("visit", "challenge", "inbox", "consent", "usage")}
    assert counts == {"visit": 1, "challenge": 1, "inbox": 1, "consent": 1, "usage": 1}


def test_devices_are_taken_in_and_replaced(store: SqliteRepository) -> None:
    device = Device("reader-1", "13", {"kty": "EC"}, {"kty": "EC"})
    fill_register(store, (device,), ())
    blocked = msgspec.structs.replace(device, standing="blocked")
    fill_register(store, (blocked,), ())
    with store.transaction() as work:
        assert work.device("reader-1") == blocked
        assert work.devices() == (blocked,)
        assert work.device("reader-2") is None


def test_a_register_of_another_version_is_refused(path: Path) -> None:
    store = SqliteRepository(path)
    store._connection.execute("PRAGMA user_version=9")
    store.close()
    with pytest.raises(StoreError, match="version 9"):
        SqliteRepository(path)


def test_a_file_that_is_no_register_is_refused(path: Path) -> None:
    path.write_text("this is no database, but long enough to be taken for the header of one, is it not?" * 20)
    with pytest.raises(StoreError, match="SQLITE_NOTADB"):
        SqliteRepository(path)


def test_a_register_can_be_read_beside_its_owner_and_without_one(store: SqliteRepository, path: Path) -> None:
    fill_register(store, (), (person(),))
    beside = SqliteRepository(path, read_only=True)
    with beside.reading() as work:
        assert work.person("asagao") is not None
    with pytest.raises(StoreError, match="READONLY"), beside.transaction() as work:
        work.put_person(person(name="x"))
    beside.close()
    store.close()
    assert count(path, "person") == 1


@pytest.mark.parametrize("table", ["person", "device"])
def test_a_record_that_cannot_be_read_is_a_failure_of_the_store(world: World, table: str) -> None:
    world.identified()
    world.repository._connection.execute(f"UPDATE {table} SET record = 'x'")  # noqa: S608  a test's own word
    with world.repository.transaction() as work:
        read = {"person": lambda: work.person("asagao"), "device": lambda: work.device("demo-reader-1")}[table]
        with pytest.raises(StoreError, match="record_unreadable"):
            read()


def test_records_of_persons_show_nothing_in_their_repr(world: World) -> None:
    texts = repr((world.person(), insurance(), NAME))
    assert texts == "(<Person>, <Insurance>, <CertificateName>)"
    assert isinstance(world.person(), Person)


def test_a_register_can_be_read_while_no_centre_runs_and_not_be_written(tmp_path: Path) -> None:
    SqliteRepository(tmp_path / "register.sqlite").close()
    reader = SqliteRepository(tmp_path / "register.sqlite", read_only=True)
    try:
        with reader.reading() as work:
            assert work.devices() == ()
        with pytest.raises(StoreError), reader.transaction() as work:
            work.end_visit("demo-reader-1", "visit")
    finally:
        reader.close()
