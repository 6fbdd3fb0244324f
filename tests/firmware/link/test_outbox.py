"""The outbox: what it keeps, what goes first when it is full."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.link.errors import OutboxFull
from firmware.link.ipc import RecordClass, Store
from firmware.link.outbox import Outbox
from firmware.link.outbox_file import open_outbox

SMALL = 200_000


def record(name: str, record_class: RecordClass = "usage", size: int = 100) -> Store:
    return Store(id=name, record_class=record_class, created=1.5, branch="up/evt", body=b"s" * size)


@pytest.fixture
def outbox(quick_dir: Path) -> Iterator[Outbox]:
    box, aside = open_outbox(quick_dir / "outbox.sqlite", SMALL)
    assert aside is None
    yield box
    box.close()


def ids(box: Outbox) -> list[str]:
    return [header.id for header in box.pending(1_000_000)]


def fill(box: Outbox, prefix: str, record_class: RecordClass, size: int = 5_000) -> list[str]:
    """Put until it is full or something would have to go; return what is in it."""
    for number in range(1_000):
        before = ids(box)
        try:
            gone = box.put(record(f"{prefix}{number}", record_class, size))
        except OutboxFull:
            return before
        if gone:
            return ids(box)
    raise AssertionError("never full")


def test_a_record_stays_as_it_was_until_it_is_forgotten(outbox: Outbox) -> None:
    kept = Store(id="a", record_class="job", created=-1.25, branch="up/job", body=bytes(range(256)))
    assert outbox.put(kept) == ()
    assert outbox.read("a") == kept
    assert outbox.forget("a")
    assert outbox.read("a") is None
    assert not outbox.forget("a")


def test_order_is_that_of_arrival_and_counts_are_by_class(outbox: Outbox) -> None:
    for name, record_class in (("z", "usage"), ("a", "job"), ("m", "usage")):
        outbox.put(record(name, record_class))  # type: ignore[arg-type]  # three of the literals
    assert ids(outbox) == ["z", "a", "m"]
    assert outbox.pending(1) == (("z", "usage"),)
    assert outbox.counts() == {"telemetry": 0, "job": 1, "usage": 2}


def test_the_same_id_again_keeps_the_first(outbox: Outbox) -> None:
    outbox.put(record("a", size=10))
    assert outbox.put(record("a", size=20)) == ()
    kept = outbox.read("a")
    assert kept is not None
    assert len(kept.body) == 10
    assert len(ids(outbox)) == 1


def test_everything_is_there_after_reopening(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    box, _ = open_outbox(path, SMALL)
    for number in range(20):
        box.put(record(f"r{number}"))
    box.forget("r3")
    box.close()
    box.close()
    again, aside = open_outbox(path, SMALL)
    assert aside is None
    assert ids(again) == [f"r{number}" for number in range(20) if number != 3]
    again.close()


def test_full_of_telemetry_the_oldest_telemetry_goes(outbox: Outbox) -> None:
    before = fill(outbox, "t", "telemetry")
    gone = outbox.put(record("new", "usage", 5_000))
    assert gone
    assert list(gone) == before[: len(gone)]
    assert "new" in ids(outbox)


def test_telemetry_goes_before_jobs_and_jobs_before_nothing_else(outbox: Outbox) -> None:
    for number in range(3):
        outbox.put(record(f"t{number}", "telemetry", 5_000))
    fill(outbox, "j", "job")
    gone: list[str] = []
    for number in range(8):
        gone += outbox.put(record(f"u{number}", "usage", 5_000))
    assert gone
    assert [name for name in gone if name[0] == "t"] + [name for name in gone if name[0] == "j"] == gone
    assert all(f"u{number}" in ids(outbox) for number in range(8))


@pytest.mark.parametrize("newcomer", ["telemetry", "job", "usage"])
def test_full_of_usage_records_nothing_goes_and_the_newcomer_is_refused(outbox: Outbox, newcomer: RecordClass) -> None:
    before = fill(outbox, "u", "usage")
    with pytest.raises(OutboxFull) as caught:
        outbox.put(record("new", newcomer, 5_000))
    assert not caught.value.disk
    assert ids(outbox) == before


def test_telemetry_never_drives_a_job_out(outbox: Outbox) -> None:
    before = fill(outbox, "j", "job")
    with pytest.raises(OutboxFull):
        outbox.put(record("new", "telemetry", 5_000))
    assert ids(outbox) == before


def test_forgetting_makes_room(outbox: Outbox) -> None:
    before = fill(outbox, "u", "usage")
    with pytest.raises(OutboxFull):
        outbox.put(record("new", "usage", 5_000))
    for name in before[:2]:
        outbox.forget(name)
    assert outbox.put(record("new", "usage", 5_000)) == ()


def test_the_largest_record_may_need_the_room_of_many_small_ones(outbox: Outbox) -> None:
    fill(outbox, "t", "telemetry", size=500)
    gone = outbox.put(record("big", "usage", 65_536))
    assert len(gone) > 16
    assert outbox.read("big") is not None


def test_the_file_stays_within_its_limit(outbox: Outbox, quick_dir: Path) -> None:
    fill(outbox, "t", "telemetry")
    for number in range(200):
        outbox.put(record(f"n{number}", "telemetry", 3_000))
    assert (quick_dir / "outbox.sqlite").stat().st_size <= SMALL
    # The WAL is copied back at 1 MB; a transaction of the largest record may lie on top.
    assert (quick_dir / "outbox.sqlite-wal").stat().st_size <= 250 * 4_200 + 4 * 65_536


STEP = st.tuples(st.sampled_from(["put", "forget"]), st.integers(0, 30), st.sampled_from(["telemetry", "job", "usage"]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=60))
def test_a_usage_record_leaves_only_when_it_is_forgotten(
    quick_dir: Path, steps: list[tuple[str, int, RecordClass]]
) -> None:
    box, _ = open_outbox(Path(tempfile.mkdtemp(dir=quick_dir)) / "outbox.sqlite", 80_000)
    must_be: dict[str, Store] = {}
    for verb, number, record_class in steps:
        name = f"{record_class}{number}"
        if verb == "forget":
            box.forget(name)
            must_be.pop(name, None)
            continue
        new = record(name, record_class, 2_000 + number)
        try:
            gone = box.put(new)
        except OutboxFull:
            continue
        assert not any(one.startswith("usage") for one in gone)
        must_be = {key: value for key, value in must_be.items() if key not in gone} | {name: new}
    assert {name: box.read(name) for name in ids(box)} == must_be
    box.close()
