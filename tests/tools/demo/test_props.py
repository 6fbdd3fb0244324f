"""What stands before the cameras: found in the issuer's list, put there, taken away."""

import json
from pathlib import Path

import pytest

from hal.display import Frame
from hal.virtual.bench import Bench
from hal.virtual.client import BenchClient
from hal.virtual.footage import Footage, save
from hal.virtual.props import PROPS_FILE, Props
from hal.virtual.remote import serve
from tools.demo.errors import PropsUnusable
from tools.demo.props import before_cameras, demo_props, scenery_of, to_draw
from tools.demo.script import Script

BLACK, GREY, WHITE = bytes(12), bytes((90,)) * 12, bytes((250,)) * 12
LONGEST = 10.0  # seconds, against hanging


def listed(directory: Path) -> Props:
    person = {
        "person": "asagao",
        "kind": "ordinary",
        "card": {"face": "card.film", "empty": "empty.film"},
        "stands": {
            "holder": {"straight": "straight.film", "turn-left": "left.film", "turn-right": "right.film"},
            "nobody": {"straight": "nobody.film"},
        },
    }
    infant = {**person, "person": "mutsuki", "stands": {}}
    (directory / PROPS_FILE).write_text(json.dumps({"version": 1, "persons": [person, infant]}))
    return demo_props(directory)


def script(name: str, stand: str | None) -> Script:
    return Script(name=name, title="", person="ordinary", outcome="completed", steps=(), stand=stand)  # type: ignore[arg-type]  # a name of the list


def test_who_stands_there_can_turn_or_cannot(tmp_path: Path) -> None:
    props = listed(tmp_path)
    holder, nobody = scenery_of(props, "asagao", "holder"), scenery_of(props, "asagao", "nobody")
    assert holder is not None
    assert nobody is not None
    assert holder.card == nobody.card == tmp_path / "card.film"
    assert holder.stand is not None
    assert [film.name for film in holder.stand.films] == ["straight.film", "left.film", "right.film"]
    assert nobody.stand is not None
    assert nobody.stand.turn_left is None


def test_a_person_without_a_photo_brings_a_card_and_nobody_to_compare(tmp_path: Path) -> None:
    infant = scenery_of(listed(tmp_path), "mutsuki", "holder")
    assert infant is not None
    assert infant.stand is None
    assert scenery_of(listed(tmp_path), "menkyo", "holder") is None, "a licence is no card with a face side"


def test_a_list_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(PropsUnusable, match=f"{PROPS_FILE} cannot be used .*remove its directory"):
        demo_props(tmp_path)
    (tmp_path / PROPS_FILE).write_text("{}")
    with pytest.raises(PropsUnusable, match="persons"):
        demo_props(tmp_path)


def test_films_are_drawn_only_for_those_who_come_before_a_camera() -> None:
    scripts = (script("pin", None), script("face", "holder"), script("cannot-turn", "holder"), script("x", "print"))
    assert to_draw(scripts, ("a", "b", "c", "d")) == {"holder": ["b", "c"], "print": ["d"]}


def test_the_cameras_see_it_for_one_visit_and_are_well_again_after_it(tmp_path: Path) -> None:
    props = listed(tmp_path)
    for name, pixels in (("card", GREY), ("straight", WHITE), ("left", BLACK), ("right", WHITE)):
        save(tmp_path / f"{name}.film", Footage(2, 2, 10.0, (pixels,)))
    bench, socket = Bench(), tmp_path / "bench.sock"
    server = serve(bench, socket)
    try:
        with BenchClient(socket) as client:
            with before_cameras(socket, client, scenery_of(props, "asagao", "holder")):
                assert bench.seen("camera") == Frame(2, 2, WHITE)
                assert bench.seen("card_camera") == Frame(2, 2, GREY)
                bench.signals.speak("face.turn.left", "ja")
                assert bench.changes.wait_until(lambda: bench.seen("camera") == Frame(2, 2, BLACK), LONGEST)
                client.disturb("stalled")
            assert bench.seen("camera") is None
            assert bench.seen("card_camera") is None
            bench.show_camera(Frame(2, 2, WHITE))
            assert not bench.scene.stalled, "what a script did to the camera is over"
            with before_cameras(socket, client, None):
                pass
    finally:
        server.close()
