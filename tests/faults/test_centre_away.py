"""Broker or centre stopped at every point of a visit: a clear screen when the deadline passes, nothing lost."""

import sqlite3
from pathlib import Path

import pytest

from firmware.visit.policy import Policy
from hal.virtual.card.files import load_card
from tests.faults.conftest import MakeReader, summaries
from tests.support.scripted import Script, keys_of
from tests.support.whole_reader import WholeReader

DEADLINE_S = 3.0
BEFORE_IT_S = 2.9
AFTER_IT_S = 0.2

PIN = Script("pin", "asagao", "P#1", "completed")
REGISTER = Script("register", "hajime", "P#11", "completed")
# How many keys are pressed before the centre goes away, and where the person then stands.
WAITING = [
    (PIN, 0, "pin/entering"),
    (PIN, 4, "pin/identifying"),
    (PIN, 5, "inquiring/asking"),
    (REGISTER, 5, "registering/sending"),
]


def until(reader: WholeReader, script: Script, issued: Path, pressed: int) -> None:
    """Lay the card down and press so many keys."""
    if pressed == 0:
        reader.wire.silent = True
    reader.bench.insert(load_card(issued / "cards" / f"{script.person}.card"))
    reader.run()
    keys = keys_of(script, issued)
    reader.keys(keys[:pressed])


def usage_rows(register: Path) -> int:
    """Usage records that the centre keeps."""
    with sqlite3.connect(register) as database:
        return int(database.execute("SELECT count(*) FROM usage").fetchone()[0])


@pytest.mark.parametrize(("script", "pressed", "place"), WAITING)
def test_a_silent_centre_is_said_when_its_deadline_passes(
    script: Script, pressed: int, place: str, make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    reader = make_reader()
    until(reader, script, demo, pressed)
    reader.wire.silent = True
    if pressed:
        reader.keys(keys_of(script, demo)[pressed])
    assert reader.place == place
    reader.wait(BEFORE_IT_S)
    assert reader.place == place
    reader.wait(AFTER_IT_S)
    assert reader.place == "refused"
    assert reader.conductor.vault_empty
    reader.bench.remove()
    reader.run()
    assert reader.place == "idle"
    assert summaries(tmp_path / "state-0")[0]["outcome"] == "centre_silent"
    reader.wire.silent = False
    reader.wire.deliver_outbox()
    reader.wire.deliver_outbox()
    reader.run()
    assert not reader.wire.outbox
    assert usage_rows(tmp_path / "register-0.sqlite") == 1


@pytest.mark.parametrize(("script", "pressed", "place"), WAITING)
def test_a_question_that_cannot_be_sent_is_said_at_once(
    script: Script, pressed: int, place: str, make_reader: MakeReader, demo: Path
) -> None:
    reader = make_reader()
    if pressed:
        until(reader, script, demo, pressed)
    reader.wire.broken = True
    if pressed:
        reader.keys(keys_of(script, demo)[pressed])
    else:
        until(reader, script, demo, pressed)
    assert reader.place == "refused"
    assert reader.conductor.vault_empty


@pytest.mark.parametrize(("script", "pressed", "place"), WAITING)
def test_a_lost_answer_is_asked_for_once_more_with_the_same_id(
    script: Script, pressed: int, place: str, make_reader: MakeReader, demo: Path
) -> None:
    reader = make_reader(Policy())
    if pressed:
        until(reader, script, demo, pressed)
    reader.wire.deaf = True
    if pressed:
        reader.keys(keys_of(script, demo)[pressed])
    else:
        reader.bench.insert(load_card(demo / "cards" / f"{script.person}.card"))
        reader.run()
    sent = len(reader.wire.crossed)
    reader.wire.deaf = False
    reader.wait(1.1)
    assert reader.wire.crossed[sent] == reader.wire.crossed[sent - 1]
    assert reader.wire.centre.service.counts["repeated"] == 1
    assert reader.place != place or pressed == 0
    reader.wait(BEFORE_IT_S)
    assert reader.place != "refused"
