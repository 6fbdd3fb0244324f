from pathlib import Path

import pytest

from tests.tools.panel.stage import fill_shelf
from tools.panel.cards import CardShelf
from tools.panel.errors import CardUnknown, LabelsInvalid, NoCards


def test_cards_come_in_the_order_of_the_list(tmp_path: Path) -> None:
    tiles = CardShelf(fill_shelf(tmp_path)).tiles()
    assert [(tile.id, tile.look, tile.pin) for tile in tiles] == [
        ("asagao", "my-number", "2580"),
        ("menkyo", "licence", ""),
    ]
    assert tiles[0].name == "仮見川 試花"


def test_a_card_without_a_label_is_there_by_its_name(tmp_path: Path) -> None:
    shelf = CardShelf(fill_shelf(tmp_path))
    (tmp_path / "fresh-1.card").write_text("{}")
    (tmp_path / "menkyo.card").unlink()
    assert [tile.id for tile in shelf.tiles()] == ["asagao", "fresh-1"]
    assert shelf.tiles()[1].title_ja == "fresh-1"


def test_no_list_at_all(tmp_path: Path) -> None:
    (tmp_path / "b.card").touch()
    (tmp_path / "a.card").touch()
    assert [tile.id for tile in CardShelf(tmp_path).tiles()] == ["a", "b"]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoCards, match="uketsuke-issue"):
        CardShelf(tmp_path / "nowhere").tiles()
    (tmp_path / "labels.json").write_text('[{"id": 3}]')
    with pytest.raises(LabelsInvalid, match=r"labels\.json"):
        CardShelf(tmp_path).tiles()


@pytest.mark.parametrize("name", ["", "nobody", "../asagao", "asagao.card", "*", "."])
def test_no_file_but_a_card_of_the_directory_is_named(tmp_path: Path, name: str) -> None:
    shelf = CardShelf(fill_shelf(tmp_path))
    assert shelf.path("asagao") == (tmp_path / "asagao.card").resolve()
    with pytest.raises(CardUnknown):
        shelf.path(name)


def test_names_and_pins_stay_out_of_reprs(tmp_path: Path) -> None:
    shown = repr(CardShelf(fill_shelf(tmp_path)).tiles())
    assert "2580" not in shown
    assert "試花" not in shown
