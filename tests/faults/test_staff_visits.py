"""Visits in which staff confirms the person, with the whole reader and the whole centre in one thread."""

from pathlib import Path

import pytest

from tests.faults.conftest import MakeReader, summaries
from tests.support.scripted import Script, play

STAFF_ID, CODE = "4071", "83920461"
TYPED = f"{STAFF_ID}#{CODE}#"
MISTYPED = f"{STAFF_ID}#{CODE[:-1]}0#"

SCRIPTS = (
    Script("yes", "asagao", f"*6{TYPED}11", "completed"),
    Script("no", "asagao", f"*6{TYPED}2", "staff_said_no"),
    Script("PIN locked", "lockmaru", f"{TYPED}11", "completed"),
    Script("card without a PIN", "kaoru", f"{TYPED}11", "completed"),
    Script("PIN not known", "asagao", f"*4{TYPED}11", "completed"),
    Script("last try kept", "atoichi", f"2{TYPED}11", "completed"),
    Script("wrong passcode, then right", "asagao", f"*6{MISTYPED}{TYPED}11", "completed"),
    Script("back to the PIN", "asagao", f"*6{STAFF_ID}#*4P#1", "completed"),
    Script("PIN locked, then a pause", "lockmaru", MISTYPED * 6, "staff_unavailable"),
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_visit_ends_as_its_script_says(script: Script, make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader = make_reader()
    reader.add_staff(STAFF_ID, CODE)
    played = play(reader, script, demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == script.outcome
    assert reader.place == "idle"
    assert reader.conductor.vault_empty
    assert played.tries_lost == 0


def test_without_staff_a_locked_pin_ends_the_visit(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader = make_reader()
    play(reader, Script("locked", "lockmaru", "", "pin_locked"), demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == "pin_locked"


def test_staff_that_cannot_be_read_is_no_way(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader = make_reader()
    reader.add_staff(STAFF_ID, CODE)
    (tmp_path / "state-0" / "staff.json").write_bytes(b"rubbish")
    play(reader, Script("locked", "lockmaru", "", "pin_locked"), demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == "pin_locked"


def test_the_audit_holds_what_staff_did_and_no_passcode(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader = make_reader()
    reader.add_staff(STAFF_ID, CODE)
    play(reader, SCRIPTS[0], demo, tmp_path)
    audit = (tmp_path / "state-0" / "staff-audit.jsonl").read_text()
    assert [word in audit for word in ("accepted", "same_person", STAFF_ID, CODE)] == [True, True, True, False]
