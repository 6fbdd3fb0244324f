"""The audit file: whole lines that stay, a past that is bounded, and what a full or torn disk does."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from firmware.reader.staff.audit import FILE, LONGEST_LINE, PAST_FILES, Audit
from firmware.reader.staff.chain import BEGINNING, Verdict
from firmware.reader.staff.errors import StaffFileUnusable
from tests.firmware.reader.fakes import START, HandClock
from tests.firmware.reader.staff.support import ID, VISIT

SMALL = 1000
"""Two or three lines a file."""


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return Audit(tmp_path, HandClock(), SMALL)


def add(audit: Audit, count: int = 1) -> None:
    for _ in range(count):
        audit.add(Verdict.WRONG, ID, VISIT)


def numbers(audit: Audit) -> list[int]:
    checked = audit.check()
    assert checked.broken == ()
    return [entry.number for entry in checked.entries]


def test_an_entry_says_when_who_and_what_and_nothing_of_a_patient(audit: Audit) -> None:
    audit.add(Verdict.ACCEPTED, ID, VISIT)
    entry = msgspec.json.decode(audit.path.read_bytes())["entry"]
    assert entry == {
        "number": 1,
        "before": BEGINNING,
        "at": "2026-04-01T09:00:00Z",
        "clock_sure": True,
        "verdict": "accepted",
        "staff": ID,
        "visit": VISIT,
    }
    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600


def test_nothing_yet_is_an_unbroken_audit(audit: Audit) -> None:
    checked = audit.check()
    assert (checked.entries, checked.broken, checked.head.number) == ((), (), 0)


def test_the_longest_line_fits(tmp_path: Path) -> None:
    clock = HandClock()
    clock.wall = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    audit = Audit(tmp_path, clock)
    audit.add(Verdict.OTHER_PERSON, "9999", "v" * 64)
    assert audit.path.stat().st_size < LONGEST_LINE / 2
    assert numbers(audit) == [1]


@pytest.mark.parametrize(
    ("staff", "visit"), [("407", VISIT), ("40710", VISIT), ("patient", VISIT), (ID, ""), (ID, "v" * 65)]
)
def test_what_could_not_be_read_again_is_not_written(audit: Audit, staff: str, visit: str) -> None:
    add(audit)
    with pytest.raises(ValueError, match="no ids"):
        audit.add(Verdict.WRONG, staff, visit)
    assert numbers(audit) == [1]


def test_each_way_to_begin_continues_the_same_chain(tmp_path: Path, audit: Audit) -> None:
    add(audit)
    add(Audit(tmp_path, HandClock(), SMALL), 2)
    add(audit)
    assert numbers(audit) == [1, 2, 3, 4]


def test_full_files_become_the_past_and_the_chain_goes_through_them(audit: Audit) -> None:
    kept = 0
    for count in range(1, 40):
        add(audit)
        found = numbers(audit)
        assert found == list(range(found[0], count + 1))
        kept = max(kept, len(found))
        assert len(found) >= min(count, kept - 4), "only a whole oldest file is dropped"
    files = sorted(path.name for path in audit.path.parent.glob(f"{FILE}*"))
    assert files == [FILE, *(f"{FILE}.{number}" for number in range(1, PAST_FILES + 1))]
    assert all((audit.path.parent / name).stat().st_size <= SMALL + LONGEST_LINE for name in files)
    assert found[0] > 1


def test_where_nothing_was_dropped_yet_the_first_line_cannot_go(audit: Audit) -> None:
    add(audit, 3)
    whole = audit.path.read_bytes()
    audit.path.write_bytes(whole[whole.index(b"\n") + 1 :])
    (broken,) = audit.check().broken
    assert (broken.line, broken.problem) == (1, "is number 2 where 1 belongs")


def test_a_file_of_the_past_that_is_gone_is_found(audit: Audit) -> None:
    add(audit, 12)
    audit.path.with_name(f"{FILE}.2").unlink()
    assert [broken.problem.split()[:2] for broken in audit.check().broken] == [["is", "number"]]


@pytest.mark.parametrize("made", [False, True])
def test_power_gone_after_the_renaming_breaks_nothing(audit: Audit, made: bool) -> None:
    add(audit, 2)
    audit.path.rename(audit.path.with_name(f"{FILE}.1"))
    if made:
        audit.path.touch(0o600)
    add(audit)
    assert numbers(audit) == [1, 2, 3]
    assert audit.path.with_name(f"{FILE}.1").exists()


def test_power_gone_anywhere_in_a_line_takes_that_line_and_no_other(audit: Audit) -> None:
    add(audit)
    first = audit.path.read_bytes()
    add(audit)
    both = audit.path.read_bytes()
    for size in range(len(first), len(both), 9):
        audit.path.write_bytes(both[:size])
        add(audit)
        assert numbers(audit) == [1, 2]


def test_power_gone_in_the_first_line_begins_anew(audit: Audit) -> None:
    add(audit)
    audit.path.write_bytes(audit.path.read_bytes()[:100])
    add(audit)
    assert numbers(audit) == [1]


def test_a_damaged_end_stops_nobody_and_is_found(audit: Audit) -> None:
    add(audit)
    audit.path.write_bytes(audit.path.read_bytes().replace(b"wrong", b"WRONG"))
    add(audit, 2)
    checked = audit.check()
    assert [broken.line for broken in checked.broken] == [1]
    assert [entry.number for entry in checked.entries] == [1, 2]


def test_a_disk_that_takes_a_part_gets_none_of_it(audit: Audit, mocker) -> None:
    add(audit)
    before = audit.path.read_bytes()
    mocker.patch("firmware.reader.staff.files.os.fsync", side_effect=OSError(28, "No space left"))
    with pytest.raises(OSError, match="No space"):
        add(audit)
    mocker.stopall()
    assert audit.path.read_bytes() == before
    add(audit)
    assert numbers(audit) == [1, 2]


def test_every_entry_is_on_the_disk_before_anybody_is_told(audit: Audit, mocker) -> None:
    synced: list[bytes] = []
    real = os.fsync

    def watch(handle: int) -> None:
        synced.append(audit.path.read_bytes())
        real(handle)

    mocker.patch("firmware.reader.staff.files.os.fsync", watch)
    add(audit)
    assert synced[0].endswith(b"\n")
    assert len(synced) == 2, "the line, and the name of the new file"


def test_a_file_that_is_not_ours_is_left_as_it_is(audit: Audit) -> None:
    audit.path.write_bytes(bytes(SMALL + LONGEST_LINE + 1))
    audit.path.chmod(0o600)
    with pytest.raises(StaffFileUnusable):
        add(audit)
    assert audit.path.stat().st_size == SMALL + LONGEST_LINE + 1


def test_a_clock_that_goes_back_or_is_not_sure_is_written_as_it_is(tmp_path: Path) -> None:
    clock = HandClock()
    audit = Audit(tmp_path, clock)
    add(audit)
    clock.wall, clock.is_sure = START.replace(year=1970), False
    add(audit)
    assert [(entry.at.year, entry.clock_sure) for entry in audit.check().entries] == [(2026, True), (1970, False)]
