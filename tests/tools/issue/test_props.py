"""Props: which films there are for whom, and that each is drawn once."""

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from firmware.face.printed.layout import load_layout
from firmware.face.printed.number import Reading, Unavailable, Unsure
from firmware.face.printed.reader import open_reader
from hal.virtual.card.files import read_card_file
from hal.virtual.footage import Footage, load
from hal.virtual.props import ACTS, CARD_SIGHTS, STANDS
from tests.support.card_faces import layouts, ranges
from tests.tools.issue.conftest import DAY
from tools.issue.data import data_text
from tools.issue.errors import PersonsInvalid
from tools.issue.main import main
from tools.issue.persons import PersonPlan
from tools.issue.place import Place
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.identity import between, identity
from tools.issue.portraits.shot import Shot
from tools.issue.prop_room import PropRoom, Tray
from tools.issue.props import wanted

SMALL = Shot(size=(64, 48))
FILM = Footage(1, 1, 10.0, (b"abc",))


def tray() -> Tray:
    return Tray(load_layout(data_text("card_faces/resident.toml")), ranges())


@pytest.fixture
def room(demo: Place, tmp_path: Path) -> PropRoom:
    return PropRoom(tmp_path / "props", demo.manifest(), tray(), SMALL)


@pytest.fixture
def undrawn(mocker) -> Callable[..., object]:
    """No picture is made; what would be is counted."""
    mocker.patch("tools.issue.prop_room.card_film", return_value=FILM)
    mocker.patch("tools.issue.prop_room.draw_face")
    return mocker.patch("tools.issue.portraits.kept.film", return_value=FILM)


@pytest.mark.parametrize("face", CAST)
def test_everything_that_can_stand_there(face: int) -> None:
    films = wanted(face)
    assert tuple(films) == STANDS
    holder, other, double = (films[stand]["straight"].player for stand in ("holder", "other", "look-alike"))
    assert holder.identity == identity(face)
    assert other.identity != holder.identity
    assert double.identity == between(holder.identity, other.identity, 0.5)
    assert {stand for stand in STANDS if tuple(films[stand]) == ACTS} == {"holder", "other", "look-alike"}
    assert films["cannot-turn"] == {"straight": films["holder"]["straight"]}
    assert (films["two"]["straight"].player, films["two"]["straight"].beside) == (holder, other)


def test_who_is_not_of_the_cast_has_props_too() -> None:
    assert wanted(1)["other"]["straight"].player.identity == identity(CAST[0])


def test_the_list_names_every_film_beside_it(room: PropRoom, plans: tuple[PersonPlan, ...], tmp_path: Path) -> None:
    room.write()
    path = tmp_path / "props" / "props.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = {props["person"]: props for props in json.loads(path.read_text())["persons"]}
    assert set(listed) == {plan.id for plan in plans if plan.card in ("my-number", "face", "no-certificate")}
    asagao = listed["asagao"]
    assert asagao["kind"] == "ordinary"
    assert tuple(asagao["card"]) == CARD_SIGHTS
    assert tuple(asagao["stands"]) == STANDS
    assert tuple(asagao["stands"]["other"]) == ACTS
    assert asagao["stands"]["cannot-turn"]["straight"] == asagao["stands"]["holder"]["straight"]
    names = [*asagao["card"].values(), *(name for acts in asagao["stands"].values() for name in acts.values())]
    assert len(set(names)) == len(names) - 1
    assert all(Path(name).name == name for name in names)
    assert listed["mutsuki"]["stands"] == {}, "a card without a photo has nobody to be compared with"
    assert listed["hinata"]["stands"] == listed["utsuru"]["stands"], "one plays both"
    assert listed["hinata"]["card"]["face"] != listed["utsuru"]["card"]["face"]
    assert listed["hinata"]["card"]["empty"] == asagao["card"]["empty"]


def test_what_is_listed_is_drawn_and_only_once(room: PropRoom, undrawn, tmp_path: Path) -> None:
    listed = {props.person: props for props in room.write().persons}
    said: list[str] = []
    assert room.draw(["asagao"], STANDS, said.append) == len(said) == 18
    asagao = listed["asagao"]
    names = [*asagao.card.values(), *(name for acts in asagao.stands.values() for name in acts.values())]
    assert all((tmp_path / "props" / name).is_file() for name in names)
    assert said[:2] == ["card of asagao, face", "holder of asagao, straight"]
    assert room.draw(["asagao"], STANDS, said.append) == 0
    undrawn.reset_mock()
    assert room.draw(["hinata", "utsuru"], ["holder"], said.append) == 5
    assert undrawn.call_count == 3, "one plays both"


def test_whom_there_are_no_props_of(room: PropRoom) -> None:
    with pytest.raises(PersonsInvalid, match=r"menkyo.*face side.*asagao"):
        room.draw(["menkyo"], STANDS, lambda text: None)


def test_the_films_of_persons_are_of_the_size_that_is_asked_for(room: PropRoom, mocker, tmp_path: Path) -> None:
    mocker.patch("tools.issue.prop_room.card_film", return_value=FILM)
    mocker.patch("tools.issue.prop_room.draw_face")
    room.draw(["asagao"], ["nobody", "far"], lambda text: None)
    props = room.write().persons[0]
    for stand in ("nobody", "far"):
        film = load(tmp_path / "props" / props.stands[stand]["straight"])
        assert (film.width, film.height) == (64, 48)


def test_the_reader_reads_from_the_card_what_its_chip_wants(room: PropRoom, demo: Place, tmp_path: Path) -> None:
    reader = open_reader(list(layouts().values()))
    assert not isinstance(reader, Unavailable)
    room.draw(["asagao"], (), lambda text: None)
    card = room.write().persons[0].card

    def read(path: str) -> Reading | Unsure:
        film = load(tmp_path / "props" / path)
        frames = [np.frombuffer(frame, np.uint8).reshape(film.height, film.width, 3) for frame in film.frames]
        return reader.read(frames, DAY)

    surface = read_card_file(demo.root / "cards/asagao.card").contents.surface
    seen = read(card["face"])
    assert surface is not None
    assert isinstance(seen, Reading)
    assert seen.number.reveal() == surface.number_b.encode()
    assert isinstance(read(card["unreadable"]), Unsure)
    assert isinstance(read(card["empty"]), Unsure)


def test_the_command(demo: Place, undrawn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["props", "--out", str(demo.root), "--into", str(tmp_path)]
    assert main([*command, "--list"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["props.json"]
    assert main([*command, "--person", "asagao", "--stands", "nobody"]) == 0
    assert "4 films drawn" in capsys.readouterr().out
    assert main([*command, "--person", "asagao", "--stands", "ghost"]) == 1
    assert main([*command, "--person", "nobody"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_without_opencv_it_says_what_to_install(
    demo: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("tools.issue.prop_room", "tools.issue.props"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tools.issue.prop_room", None)
    assert main(["props", "--out", str(demo.root), "--into", str(tmp_path), "--list"]) == 1
    assert "uketsuke[face]" in capsys.readouterr().err
