from pathlib import Path

from tools.demo.journal import ReaderJournal, Status


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
