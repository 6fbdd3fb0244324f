"""The scripts in config/demo.toml say nothing that the product does not have."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from firmware.visit.model import Outcome
from firmware.visit.policy import Policy
from firmware.visit.table import TABLE
from tools.demo.errors import ConfigurationMissing, ScriptUnknown
from tools.demo.layout import find_config
from tools.demo.script import Insert, Script, StaffAccount, Start, Stop, WaitFor
from tools.demo.settings import choose, load_settings

SETTINGS = load_settings(find_config() / "demo.toml")
PERSONS = tomllib.loads((find_config() / "persons" / "demo.toml").read_text("utf-8"))["person"]
PLACES = {str(place) for place, _ in TABLE}

NAMES = (
    *("pin", "wrong-pin-then-right", "last-try-declined", "pin-locked", "forgot-pin"),
    *("consent-partly", "consent-none", "not-registered-then-register"),
    *("expired-certificate", "revoked-certificate", "no-certificate", "not-a-my-number-card"),
    *("card-torn", "torn-at-consent", "broker-down", "central-down", "time-out"),
    *("staff-check", "staff-check-refused"),
    *("face", "face-card", "no-photo", "surface-unreadable", "cannot-turn", "camera-stalls"),
    *("face-wrong-person", "face-print-attack", "face-then-pin", "nobody-there"),
)


def test_every_visit_that_was_asked_for_is_there_once() -> None:
    assert tuple(script.name for script in SETTINGS.visits) == NAMES


@pytest.mark.parametrize("script", SETTINGS.visits, ids=lambda script: script.name)
def test_a_script_names_persons_places_and_outcomes_that_exist(script: Script) -> None:
    assert script.person in {person["kind"] for person in PERSONS}
    assert script.outcome in {outcome.value for outcome in Outcome}
    assert msgspec.convert(script.policy, Policy)
    for steps in (script.steps, script.face_steps or script.steps):
        assert {step.place for step in steps if isinstance(step, WaitFor)} <= PLACES
        (first, *_) = (step for step in steps if not isinstance(step, StaffAccount))
        assert isinstance(first, Insert)


@pytest.mark.parametrize("script", SETTINGS.visits, ids=lambda script: script.name)
def test_only_who_stands_before_a_camera_goes_the_face_way(script: Script) -> None:
    places = {step.place for step in (*script.steps, *script.face_steps) if isinstance(step, WaitFor)}
    faces = {place for place in places if place.startswith("face/")}
    assert script.stand is not None or (not faces and not script.face_steps)
    plain = script.played(face=False)
    assert plain.stand is None
    assert plain.steps == script.steps


@pytest.mark.parametrize("script", SETTINGS.visits, ids=lambda script: script.name)
def test_a_script_starts_again_what_it_stopped(script: Script) -> None:
    stopped = [step.process for step in script.steps if isinstance(step, Stop)]
    assert stopped == [step.process for step in script.steps if isinstance(step, Start)]


def test_one_visit_or_all_can_be_chosen() -> None:
    assert choose(SETTINGS, "all") == SETTINGS.visits
    assert [script.name for script in choose(SETTINGS, "pin-locked")] == ["pin-locked"]
    with pytest.raises(ScriptUnknown, match=r'no visit "nobody"; there are: all, pin,'):
        choose(SETTINGS, "nobody")


def test_the_visit_that_plays_by_itself_exists() -> None:
    assert choose(SETTINGS, SETTINGS.demo.visit)[0].stand is None
    assert choose(SETTINGS, SETTINGS.demo.face_visit)[0].needs_face


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('colour = "red"', "unknown field `colour`"),
        ('steps = [{ do = "dance" }]', "Invalid value 'dance'"),
        ('steps = [{ do = "press", keys = "x" }]', "matching regex"),
        ("steps = [", "steps"),
    ],
)
def test_a_wrong_script_is_refused_with_its_key(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "demo.toml"
    parts = {"name": '"x"', "title": '""', "person": '"ordinary"', "outcome": '"completed"', "steps": "[]"}
    parts.pop(wrong.split(" ")[0], None)
    lines = [*(f"{key} = {value}" for key, value in parts.items()), wrong]
    head = '[demo]\nregion = "13"\ndevice = "d"\npanel_port = 1\nvisit = "x"\nface_visit = "x"\n[[visit]]\n'
    path.write_text(head + "\n".join(lines))
    with pytest.raises(ConfigurationMissing, match=str(path)) as caught:
        load_settings(path)
    assert said in caught.value.problem or said == "steps"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationMissing, match="No such file"):
        load_settings(tmp_path / "demo.toml")
