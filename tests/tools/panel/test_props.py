import json
from pathlib import Path

import pytest

from hal.virtual.actor import Stand
from hal.virtual.props import PROPS_FILE, Props
from tests.tools.panel.stage import fill_props, film
from tools.panel.props import empty_room, empty_tray, load_props, state_of


def test_films_that_are_drawn_and_films_that_are_not(tmp_path: Path) -> None:
    props = load_props(fill_props(tmp_path, frozenset({"turn-right", "unreadable"})))
    holder, two = props.stand("asagao", "holder"), props.stand("asagao", "two")
    assert two == Stand(tmp_path / "two-straight.film")
    assert (state_of(two), state_of(holder)) == ("ready", "drawing"), "not before all films of a stand are there"
    film(tmp_path / "holder-turn-right.film", "#ffffff")
    assert state_of(holder) == "ready"
    assert state_of(props.stand("asagao", "dark")) == "none"
    assert state_of(props.stand("nobody-at-all", "holder")) == "none"


def test_an_empty_tray_and_an_empty_room_are_anybodys(tmp_path: Path) -> None:
    props = load_props(fill_props(tmp_path))
    assert empty_tray(props) == tmp_path / "card-empty.film"
    assert empty_room(props) == Stand(tmp_path / "nobody-straight.film")
    assert (empty_tray(Props(tmp_path, {})), empty_room(Props(tmp_path, {}))) == (None, None)


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"persons": [], "version": 2}), json.dumps({"persons": 3})])
def test_no_list_or_another_one_is_no_props(tmp_path: Path, text: str) -> None:
    assert load_props(None).persons == load_props(tmp_path).persons == {}
    (tmp_path / PROPS_FILE).write_text(text)
    assert load_props(tmp_path).persons == {}
