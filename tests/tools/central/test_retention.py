"""What is kept for how long, and registers of the version before."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.messages.schema import InquireRequest, ReaderAnswer, UsageRecord
from tests.tools.central.terminal_world import ask_in_new_visit, open_desk
from tests.tools.central.world import ANSWERS, World
from tools.central.errors import ConfigurationError
from tools.central.service import Retention
from tools.central.settings import RetentionSettings, load_settings
from tools.central.sqlite import _SCHEMA, SqliteRepository


def counts(world: World) -> dict[str, int]:
    return {table: len(world.rows(table)) for table in ("usage", "terminal", "consent")}


def visit(world: World) -> None:
    open_desk(world)
    ask_in_new_visit(world)
    one = world.reader.new_id()
    world.identified(one)
    assert isinstance(world.ask(InquireRequest(ANSWERS), one), ReaderAnswer)
    assert world.centre.handle(world.reader.topic("up/evt"), world.reader.sealed(UsageRecord("done"))) is not None


def test_what_is_old_is_forgotten_at_the_start_and_once_a_day(world: World) -> None:
    world.centre.retention = Retention(timedelta(days=40), timedelta(days=400))
    visit(world)
    world.clock.advance(40 * 86400)
    world.centre.tidy()
    assert counts(world) == {"usage": 1, "terminal": 1, "consent": 1}
    world.clock.advance(86399)
    world.centre.tidy()
    assert counts(world) == {"usage": 1, "terminal": 1, "consent": 1}, "not yet a day"
    world.clock.advance(1)
    world.centre.tidy()
    assert counts(world) == {"usage": 0, "terminal": 0, "consent": 1}
    world.clock.advance(360 * 86400)
    restarted = world.new_service()
    restarted.retention = world.centre.retention
    restarted.tidy()
    assert counts(world) == {"usage": 0, "terminal": 0, "consent": 0}


def test_a_purge_that_fails_is_tried_again(world: World) -> None:
    world.centre.retention = Retention(timedelta(days=40), timedelta(days=40))
    visit(world)
    world.clock.advance(41 * 86400)
    world.repository._connection.execute(
        "CREATE TRIGGER failing BEFORE DELETE ON usage BEGIN SELECT RAISE(ABORT, 'disk'); END"
    )
    world.centre.tidy()
    assert world.centre.counts["tidy.SQLITE_CONSTRAINT_TRIGGER"] == 1
    assert counts(world)["consent"] == 1
    world.repository._connection.execute("DROP TRIGGER failing")
    world.centre.tidy()
    assert counts(world) == {"usage": 0, "terminal": 0, "consent": 0}


def test_defaults_are_those_of_the_settings() -> None:
    told = RetentionSettings()
    assert Retention() == Retention(timedelta(days=told.usage_days), timedelta(days=told.consent_days))
    assert told.consent_days >= 5 * 365


@pytest.mark.parametrize(
    ("line", "problem"), [("usage_days = 30", "usage_days"), ("consent_days = 0", "consent_days"), ("x = 1", "x")]
)
def test_a_retention_that_loses_records_is_refused(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "central.toml"
    path.write_text(f"[central.retention]\n{line}\n")
    with pytest.raises(ConfigurationError, match=problem):
        load_settings(path)


def test_a_register_of_version_1_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    old = sqlite3.connect(path)
    old.executescript(f"{_SCHEMA} PRAGMA user_version=1;")
    old.execute("INSERT INTO usage VALUES ('demo-reader-1', 'id', x'00', x'7b7d', 1.0)")
    old.commit()
    old.close()
    for _ in range(2):
        store = SqliteRepository(path)
        with store.transaction() as work:
            assert work.alarms() == ()
            assert work.boots("demo-reader-1") == ()
        assert store._connection.execute("SELECT count(*) FROM usage").fetchone() == (1,)
        assert store._connection.execute("PRAGMA user_version").fetchone() == (2,)
        store.close()
