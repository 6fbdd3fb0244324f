"""Visits of the face way, with the whole reader and the whole centre in one thread, and a scripted face child."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.face.child.words import Match, ReadPrint, TakePhoto
from firmware.reader.health import REPORT_EVERY_S
from firmware.visit.model import Photo
from firmware.visit.policy import Policy
from hal.virtual.card.files import load_card
from hal.virtual.tray import When
from tests.faults.conftest import MakeReader, summaries
from tests.faults.faces import SCRIPTS, FaceScript
from tests.support.scripted import play
from tools.diag.facts import clean_activity, read_status

FACE = SCRIPTS[0]
MOMENTS: tuple[When, ...] = ("before", "half", "after")
MOST_COMMANDS = 110
SEED = 20261128
SAMPLE = 30


@pytest.mark.parametrize("face", SCRIPTS, ids=lambda face: face.script.name)
def test_a_visit_ends_as_its_script_says(face: FaceScript, make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    children = face.children(demo)
    reader = make_reader(children=children)
    played = play(reader, face.script, demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == face.script.outcome
    assert reader.place == "idle"
    assert reader.conductor.vault_empty
    assert played.tries_lost == 0
    assert len(reader.wire.outbox) == 1
    first = children.made[0]
    assert sum(isinstance(order, Match) for order in first.orders) >= face.failures
    assert first.gone or not first.orders, "the child of a visit is gone after it"


def test_after_five_failures_there_is_a_pause_and_then_the_other_ways(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    stranger = next(face for face in SCRIPTS if face.script.name == "stranger five times, then the PIN")
    children = stranger.children(demo)
    reader = make_reader(children=children)
    played = play(reader, stranger.script, demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    states = list(summary["states"])
    attempts = [place for place in states if place in {"face/again", "face/paused"}]
    assert attempts == [*["face/again"] * 4, "face/paused"]
    assert states[states.index("face/paused") + 1 :][:2] == ["choosing", "pin/entering"]
    assert sum(isinstance(order, Match) for order in children.made[0].orders) == 5
    assert (summary["outcome"], played.submissions, played.tries_lost) == ("completed", 1, 0)
    counts = reader.wire.centre.service.counts
    assert counts["TerminalAuthRequest.TerminalAuthGiven"] == 0, "the PIN opened the card, and no face did"


def test_the_pause_is_as_long_as_the_policy_says_and_no_key_ends_it(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    stranger = next(face for face in SCRIPTS if face.script.name == "stranger five times")
    policy = Policy(face_failures=1)
    reader = make_reader(policy, stranger.children(demo))
    shutil.copy(demo / "cards" / "asagao.card", tmp_path)
    reader.bench.insert(load_card(tmp_path / "asagao.card"))
    reader.run()
    assert reader.place == "face/paused"
    reader.wait(policy.face_pause - 1)
    reader.keys("1")
    assert reader.place == "face/paused"
    reader.wait(1)
    assert reader.place == "choosing"


@pytest.mark.parametrize(
    ("name", "ports", "lines"),
    [
        ("face", {"camera": "ok", "card_camera": "ok"}, []),
        ("camera black, then the PIN", {"camera": "black", "card_camera": "ok"}, ["camera: black"]),
        ("number in doubt, then the PIN", {"card_camera": "ok"}, ["print: conflict"]),
    ],
)
def test_what_the_child_finds_wrong_reaches_the_technician(
    make_reader: MakeReader, demo: Path, tmp_path: Path, name: str, ports: dict[str, str], lines: list[str]
) -> None:
    face = next(face for face in SCRIPTS if face.script.name == name)
    reader = make_reader(children=face.children(demo))
    play(reader, face.script, demo, tmp_path)
    reader.wait(REPORT_EVERY_S)
    status = msgspec.json.decode((tmp_path / "state-0" / "status.json").read_bytes())
    # A whole reader of the tests has a version and a start that are no real one's.
    known = read_status(msgspec.json.encode({**status, "version": "0.0", "boot": "0" * 8}))
    assert {name: how for name, how in known.ports.items() if "camera" in name} == ports
    activity, dropped = clean_activity((tmp_path / "state-0" / "activity.jsonl").read_bytes())
    told = [msgspec.json.decode(line) for line in activity.splitlines()]
    assert [line["what"] for line in told if line["kind"] == "refused"] == lines
    assert dropped == 0, "the technician's shell shows all of it"


def test_a_face_visit_types_nothing_and_is_opened_by_the_centre_once(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    reader = make_reader(children=FACE.children(demo))
    played = play(reader, FACE.script, demo, tmp_path)
    counts = reader.wire.centre.service.counts
    assert counts["TerminalAuthRequest.TerminalAuthGiven"] == counts["IdentifyRequest.Identified"] == 1
    assert played.submissions == 0


def test_the_photo_goes_to_the_child_once_and_stays_nowhere_else(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    children = FACE.children(demo)
    reader = make_reader(children=children)
    play(reader, FACE.script, demo, tmp_path)
    kinds = [type(order) for order in children.made[0].orders]
    assert kinds.count(TakePhoto) == kinds.count(ReadPrint) == 1
    assert reader.conductor.visit.photo is Photo.NONE


def test_the_number_is_spent_at_most_once_an_insertion(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    wrong = next(face for face in SCRIPTS if face.script.name.startswith("wrong number"))
    reader = make_reader(children=wrong.children(demo))
    played = play(reader, wrong.script, demo, tmp_path)
    assert played.card.counters.number_b == 9


def torn(make_reader: MakeReader, demo: Path, place: Path, case: tuple[FaceScript, int, When], number: int) -> bool:
    """Play one case and check what must hold; False when the visit was over before the card was torn."""
    face, command, moment = case
    children = face.children(demo)
    reader = make_reader(children=children)
    reader.bench.tear_after(command, moment)
    before = reader.bench.snapshot().apdus
    played = play(reader, face.script, demo, place)
    happened = reader.bench.snapshot().apdus - before > command
    here = (face.script.name, command, moment)
    assert reader.place == "idle", here
    assert reader.conductor.vault_empty, here
    assert 0 <= played.tries_lost <= played.submissions, here
    surface = played.card.contents.surface
    assert surface is None or played.card.counters.number_b >= 9, here
    assert len(summaries(place / f"state-{number}")) == 1, here
    assert not any(child.orders and not child.gone for child in children.made), here
    return happened


def test_a_torn_card_ends_idle(make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    cases = [(face, command, moment) for face in SCRIPTS for command in range(60) for moment in MOMENTS]
    chosen = chance.sample(cases, SAMPLE)
    happened = [torn(make_reader, demo, tmp_path, case, number) for number, case in enumerate(chosen)]
    assert sum(happened) > SAMPLE // 4


@pytest.mark.prove
def test_every_position_of_every_face_visit(
    make_reader: MakeReader, demo: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    number = count = 0
    for face in SCRIPTS:
        for moment in MOMENTS:
            for command in range(MOST_COMMANDS):
                happened = torn(make_reader, demo, tmp_path, (face, command, moment), number)
                number += 1
                count += happened
                if not happened:
                    break
    record_property("proof", f"{count} positions of {len(SCRIPTS)} face visits, 0 bad (all, no seed)")
    assert count > 500
