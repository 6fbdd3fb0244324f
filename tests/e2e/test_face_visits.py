"""Every scripted visit of the face way through all processes, with real models and drawn persons."""

import asyncio
import base64
import os
import re
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.visit.model import Outcome
from tests.support.canaries import Search, files_below, of_demo
from tests.support.prepared import prepare
from tools.demo.choice import choose_here
from tools.demo.face_way import FaceWay, ask_child, why_not
from tools.demo.layout import find_config
from tools.demo.main import product_version
from tools.demo.player import Played
from tools.demo.script import Script
from tools.demo.settings import ALL

from .stack import SETTINGS, running
from .test_command import STAYS, none_is_left, on_terminal

pytestmark = [pytest.mark.process, pytest.mark.models]

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("UKETSUKE_TEST_MODELS", ROOT / "build" / "models"))
WEEK_S = 7 * 86400.0

SCRIPTS: tuple[Script, ...] = tuple(one for one in choose_here(SETTINGS, ALL, "").scripts if one.stand is not None)
NAMES = [script.name for script in SCRIPTS]

MATCHED = ["card_seen", "certificate_read", "print_read", "photo_read", "photo_loaded", "turn_asked", "turned"]
AFTER = ["face_matched", "key_opened", "challenge_signed", "identified", "consented", "result", "card_removed"]


@dataclass(frozen=True, slots=True)
class Recording:
    """All that is known after all visits were played."""

    root: Path
    played: dict[str, Played]
    usage_records: int
    said: str
    search: Search


@pytest.fixture(scope="module")
def films(request: pytest.FixtureRequest) -> Path:
    """Where films are kept from one run of the tests to the next; those of the cards of last week are let go."""
    directory = request.config.cache.mkdir("films") if request.config.cache is not None else None
    if directory is None:
        pytest.skip("without pytest's cache every run would draw all films anew")
    for film in directory.glob("*.film"):
        if time.time() - film.stat().st_mtime > WEEK_S:
            film.unlink()
    return directory


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory, films: Path) -> Recording:
    way = ask_child(MODELS, find_config())
    if not way.there:
        pytest.skip(why_not(way, MODELS, MODELS.parent / "models-in"))
    root = tmp_path_factory.mktemp("face")
    (root / "props").symlink_to(films)
    return asyncio.run(record(root))


async def record(root: Path) -> Recording:
    async with running(root, SCRIPTS, MODELS) as stack:
        played = {}
        for script, person in zip(SCRIPTS, stack.demo.persons, strict=True):
            played[script.name] = await stack.demo.play_visit(script, person, stack.journal)
        return Recording(
            root, played, stack.usage_records(), stack.said.getvalue(), Search(of_demo(stack.layout.state))
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_visit_ends_as_its_script_says(recording: Recording, name: str) -> None:
    played = recording.played[name]
    assert played.problems == ()
    assert played.summary is not None
    assert played.summary.outcome in {outcome.value for outcome in Outcome}


@pytest.mark.parametrize("name", ["face", "face-card"])
def test_the_time_line_names_every_step_in_its_order(recording: Recording, name: str) -> None:
    summary = recording.played[name].summary
    assert summary is not None
    steps = sorted(summary.steps, key=lambda step: summary.steps[step])
    assert [step for step in steps if step != "challenge_received"] == [*MATCHED, *AFTER]
    assert not any(state.startswith("pin/enter") for state in summary.states), "no PIN is asked for"


@pytest.mark.parametrize("name", ["face-wrong-person", "face-print-attack", "face-then-pin", "nobody-there"])
def test_who_is_not_the_holder_is_never_taken_for_them(recording: Recording, name: str) -> None:
    summary = recording.played[name].summary
    assert summary is not None
    assert "face_matched" not in summary.steps
    assert not {"face/challenging", "face/opening_key", "face/signing"} & set(summary.states)


def test_a_print_matches_and_fails_at_the_turn(recording: Recording) -> None:
    summary = recording.played["face-print-attack"].summary
    assert summary is not None
    attempts = [place for place in summary.states if place.startswith("face/")][3:]
    assert attempts == ["face/looking", "face/turning", "face/again", "face/looking", "face/turning", "face/paused"]
    assert "turned" not in summary.steps


def test_a_failed_match_never_leads_back_to_the_start(recording: Recording) -> None:
    summary = recording.played["face-then-pin"].summary
    assert summary is not None
    assert summary.states.count("face/print") == 1
    assert summary.states.count("reading/detecting") == 1


def test_every_usage_record_arrived_exactly_once(recording: Recording) -> None:
    assert recording.usage_records == len(SCRIPTS)


def test_nothing_had_to_be_started_again(recording: Recording) -> None:
    assert "started again" not in recording.said


def test_nobodys_data_is_in_logs_and_states(recording: Recording) -> None:
    mine = ("log", "run", "state")
    files = [path for name in mine for path in files_below(recording.root / name)]
    assert len([path for path in files if path.suffix in {".log", ".jsonl", ".sqlite"}]) >= 8
    assert len(recording.search.wanted) > 1000
    assert [str(finding) for finding in recording.search.scan_files(files)] == []


@pytest.mark.parametrize("name", ["mqtt.captured", "link.captured"])
def test_nobodys_data_is_on_the_wires(recording: Recording, name: str) -> None:
    captured = (recording.root / name).read_bytes()
    assert len(captured) > 50_000, "the ear at this wire heard too little"
    assert [str(finding) for finding in recording.search.scan(name, captured)] == []


def test_a_photo_that_leaks_is_found(recording: Recording) -> None:
    """The photos on the cards are those of the drawn persons; any part of one is enough, in any form."""
    photos = [path.read_bytes() for path in sorted((find_config() / "persons" / "photos").glob("*.jp2"))]
    assert len(photos) == 10
    log = (recording.root / "log" / "reader.log").read_bytes()
    for photo in photos:
        for leak in (photo, photo[1400:1700], base64.b64encode(photo), photo.hex().encode()):
            found = recording.search.scan("planted", log + leak)
            assert {finding.canary.kind for finding in found} == {"photo"}


def test_a_damaged_model_is_said_in_one_line(tmp_path: Path) -> None:
    if not (MODELS / "manifest.json").is_file():
        pytest.skip(why_not(FaceWay("not-installed"), MODELS, MODELS.parent / "models-in"))
    damaged = tmp_path / "models"
    shutil.copytree(MODELS, damaged)
    (embedder,) = damaged.glob("*resnet*.onnx")
    with embedder.open("r+b") as file:
        file.write(b"broken")
    way = ask_child(damaged, find_config())
    assert way.missing in {"model-mismatch", "no-library"}
    line = why_not(way, damaged, tmp_path / "models-in")
    assert embedder.name in line
    assert "\n" not in line
    embedder.unlink()
    assert ask_child(damaged, find_config()).missing in {"model-missing", "no-library"}


def test_on_a_terminal_a_face_opens_the_first_visit_and_everybody_is_drawn(tmp_path: Path, films: Path) -> None:
    way = ask_child(MODELS, find_config())
    if not way.there:
        pytest.skip(why_not(way, MODELS, MODELS.parent / "models-in"))
    prepare(tmp_path, product_version())
    (tmp_path / "props").symlink_to(films)
    with on_terminal(tmp_path, "--models", str(MODELS)) as terminal:
        text = terminal.read_until(STAYS)
        assert re.search(r"\n  face +completed", text)
        assert "face matched" in text
        assert "not offered" not in text
        terminal.read_until("drawn for the panel in the background")
        assert terminal.end(signal.SIGINT) == 0
    assert none_is_left(tmp_path)
