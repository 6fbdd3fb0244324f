import stat
from pathlib import Path

import pytest

from hal.virtual.card.contents import Counters, fresh_counters
from hal.virtual.card.files import CardFileError, load_card, read_card_file, save_card

from . import cards
from .test_card import JPKI, QUERY, RIGHT_PIN, WRONG_PIN, sw


def test_a_card_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "person.card"
    save_card(path, cards.with_surface())
    assert read_card_file(path).contents == cards.with_surface()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_counters_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "person.card"
    save_card(path, cards.contents())
    card = load_card(path)
    card.power_on()
    assert sw(card, JPKI, WRONG_PIN) == "63C2"
    again = load_card(path)
    again.power_on()
    assert sw(again, JPKI, QUERY) == "63C2"
    assert sw(again, RIGHT_PIN) == "9000"
    assert read_card_file(path).counters == fresh_counters(cards.contents())


def test_a_card_can_be_made_with_few_tries_left(tmp_path: Path) -> None:
    save_card(tmp_path / "last", cards.contents(), Counters(auth_pin=1, sign_password=5, number_a=0, number_b=0))
    card = load_card(tmp_path / "last")
    card.power_on()
    assert sw(card, JPKI, QUERY) == "63C1"


@pytest.mark.parametrize(
    ("change", "problem"),
    [(("my-number", "my-numbers"), "kind"), (('"version":1', '"version":2'), "version"), (("BEGIN", "BEGUN"), "PEM")],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    path = tmp_path / "person.card"
    save_card(path, cards.contents())
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(CardFileError, match=problem):
        load_card(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CardFileError, match=r"nobody\.card"):
        load_card(tmp_path / "nobody.card")


def test_reprs_show_nothing_of_the_person() -> None:
    shown = repr(cards.with_surface()) + repr(cards.with_surface().surface)
    assert not any(secret in shown for secret in (cards.PIN, cards.SIGN_PASSWORD, cards.NUMBER_B, "PRIVATE"))
