import json
from pathlib import Path

import msgspec
import pytest

from hal.virtual.actor import Stand
from tests.tools.panel.stage import fill_props, film
from tools.issue import props as issued
from tools.issue.card_faces.films import SIGHTS
from tools.panel.props import CARD_SIGHTS, PROPS_FILE, STANDS, Props, load_props, state_of


def test_its_words_are_those_of_whoever_draws_the_films() -> None:
    assert set(STANDS) == set(issued.STANDS)
    assert set(CARD_SIGHTS) == set(SIGHTS)
    assert PROPS_FILE == issued.PROPS_FILE


def test_what_the_issuer_writes_is_read(tmp_path: Path) -> None:
    listed = issued.PropsFile((issued.PersonProps("asagao", "ordinary", {"face": "c.film"}, {}),))
    (tmp_path / PROPS_FILE).write_bytes(msgspec.json.encode(listed))
    assert load_props(tmp_path).card("asagao", "face") == tmp_path.resolve() / "c.film"


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
    assert props.empty_tray == tmp_path / "card-empty.film"
    assert props.empty_room == Stand(tmp_path / "nobody-straight.film")
    assert (Props(tmp_path, {}).empty_tray, Props(tmp_path, {}).empty_room) == (None, None)


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"persons": [], "version": 2}), json.dumps({"persons": 3})])
def test_no_list_or_another_one_is_no_props(tmp_path: Path, text: str) -> None:
    assert load_props(None).persons == load_props(tmp_path).persons == {}
    (tmp_path / PROPS_FILE).write_text(text)
    assert load_props(tmp_path).persons == {}
