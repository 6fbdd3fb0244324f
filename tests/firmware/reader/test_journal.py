"""The journal: codes and numbers, written together, lost without harm."""

from pathlib import Path

import msgspec
import pytest

from firmware.reader.journal import REFUSALS_A_SPELL, SPELL_S, WRITES_WAITING, Journal
from firmware.visit.model import Phase, Place, State
from tests.firmware.reader.fakes import HandClock, LaterWorker, journal_in


def lines(path: Path) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_what_happened_is_written_with_its_time_when_flushed(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    clock.pass_time(1.5)
    journal.state(Place(State.PIN, Phase.ENTERING))
    journal.step(3, "pin_asked", 12.345)
    journal.message("up", "ChallengeRequest", 900)
    journal.refused("CardLeft in idle")
    journal.finished({"visit": 3, "outcome": None})
    assert not (tmp_path / "activity.jsonl").exists()
    journal.flush()
    assert lines(tmp_path / "activity.jsonl") == [
        {"ms": 1500.0, "kind": "state", "place": "pin/entering"},
        {"ms": 1500.0, "kind": "step", "visit": 3, "name": "pin_asked", "since_card_ms": 12.3},
        {"ms": 1500.0, "kind": "message", "direction": "up", "name": "ChallengeRequest", "bytes": 900},
        {"ms": 1500.0, "kind": "refused", "what": "CardLeft in idle"},
    ]
    assert lines(tmp_path / "visits.jsonl") == [{"visit": 3, "outcome": None, "version": "1.2.3"}]
    assert (journal.messages, journal.lost) == (1, 0)


def test_a_flood_of_refusals_does_not_wear_the_disk_out(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    for _ in range(10 * REFUSALS_A_SPELL):
        journal.refused("message Malformed")
    clock.pass_time(SPELL_S)
    journal.refused("message Expired")
    journal.close()
    found = lines(tmp_path / "activity.jsonl")
    assert len(found) == REFUSALS_A_SPELL + 1
    assert found[-1]["what"] == "message Expired"


def test_a_disk_that_fails_costs_lines_and_nothing_else(tmp_path: Path, mocker) -> None:
    journal = journal_in(tmp_path, HandClock())
    mocker.patch("os.write", side_effect=OSError(28, "No space left on device"))
    journal.state(Place(State.IDLE))
    journal.finished({"visit": 1})
    journal.flush()
    assert journal.lost == 2
    mocker.stopall()
    journal.state(Place(State.IDLE))
    journal.flush()
    assert len(lines(tmp_path / "activity.jsonl")) == 1
    assert journal.lost == 2


def test_a_disk_that_hangs_does_not_fill_the_memory(tmp_path: Path) -> None:
    disk = LaterWorker(at_once=False)
    journal = Journal(tmp_path, HandClock(), "1", disk)
    for _ in range(2 * WRITES_WAITING):
        journal.state(Place(State.IDLE))
        journal.flush()
    assert len(disk.waiting) == WRITES_WAITING
    assert journal.lost == WRITES_WAITING
    disk.work()
    journal.state(Place(State.IDLE))
    journal.flush()
    disk.work()
    assert len(lines(tmp_path / "activity.jsonl")) == WRITES_WAITING + 1


def test_a_directory_that_cannot_be_made_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotADirectoryError):
        journal_in(tmp_path / "file" / "state", HandClock())


def test_the_directory_is_the_own_users_alone(tmp_path: Path) -> None:
    journal_in(tmp_path / "state", HandClock())
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
