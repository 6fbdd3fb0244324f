from pathlib import Path

import pytest

from tools.demo.journal import Follower, ReaderJournal, Status


def test_only_whole_lines_are_read_and_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "log"
    follower = Follower(path)
    assert follower.new_lines() == []
    with path.open("ab") as file:
        for text, lines in ((b"one\ntw", [b"one"]), (b"o\n", [b"two"]), (b"", []), (b"three\n", [b"three"])):
            file.write(text)
            file.flush()
            assert follower.new_lines() == lines
    follower.close()
    follower.close()


def test_nothing_is_lost_when_the_file_is_renamed(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\n")
    follower = Follower(path)
    assert follower.new_lines() == [b"one"]
    with path.open("ab") as file:
        file.write(b"two\n")
    path.rename(tmp_path / "log.1")
    assert follower.new_lines() == [b"two"]
    path.write_bytes(b"three\n")
    assert follower.new_lines() == [b"three"]
    follower.close()


def test_the_journal_of_a_reader_is_read(tmp_path: Path) -> None:
    with ReaderJournal(tmp_path) as journal:
        assert journal.status() == Status()
        (tmp_path / "activity.jsonl").write_text(
            '{"ms": 1.5, "kind": "state", "place": "idle"}\n'
            '{"ms": 2, "kind": "message", "direction": "up", "name": "X", "bytes": 7}\n'
        )
        (tmp_path / "visits.jsonl").write_text(
            '{"visit": 1, "outcome": "completed", "steps": {"card_seen": 0.0}, "apdus": 12, "mqtt_messages": 8,'
            ' "tries_left": 3, "states": ["reading"], "version": "1", "something_new": 1}\n'
        )
        (tmp_path / "status.json").write_text('{"link": "connected", "place": "idle", "more": {}}')
        first, second = journal.entries()
        assert (first.kind, first.place) == ("state", "idle")
        assert (second.direction, second.bytes) == ("up", 7)
        (summary,) = journal.summaries()
        assert (summary.outcome, summary.apdus) == ("completed", 12)
        assert journal.status().link == "connected"
        assert journal.entries() == []


@pytest.mark.parametrize("rest", [b"", b"half"])
def test_a_half_line_is_forgotten_with_its_file(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\n" + rest)
    follower = Follower(path)
    assert follower.new_lines() == [b"one"]
    path.rename(tmp_path / "log.1")
    path.write_bytes(b"two\n")
    assert follower.new_lines() == [b"two"]
    follower.close()
