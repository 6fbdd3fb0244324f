"""The page about the visit shows the rules that are in force."""

from dataclasses import replace
from pathlib import Path

import pytest

from firmware.visit.diagram import BEGIN, END, IN_WORDS, draw, main, renew
from firmware.visit.errors import MarkerMissing
from firmware.visit.events import Action
from firmware.visit.places import DONE, ENTERING, EVERYWHERE, REMOVE_CARD, VERIFYING
from firmware.visit.table import TABLE
from tests.firmware.visit.mutants import MUTANTS
from tests.firmware.visit.test_face_mutants import MUTANTS as FACE_MUTANTS
from tests.firmware.visit.test_staff_mutants import MUTANTS as STAFF_MUTANTS

PAGE = Path(__file__).parents[3] / "docs" / "visit.md"


def test_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renew(page) == page, "run: python -m firmware.visit.diagram docs/visit.md"


def test_page_counts_the_broken_rules() -> None:
    assert len(MUTANTS) + len(STAFF_MUTANTS) + len(FACE_MUTANTS) == 42
    assert "forty-two rules broken on purpose" in PAGE.read_text(encoding="utf-8")


def test_every_place_and_every_arrow_is_drawn_or_told_in_words() -> None:
    drawn = draw()
    for place in EVERYWHERE:
        assert f" as {_id(str(place))}" in drawn
    for (place, trigger), rule in TABLE.items():
        for to in rule.to:
            arrow = f"{_id(str(place))} --> {_id(str(to))}: "
            in_words = place != REMOVE_CARD and to in IN_WORDS.get(trigger, ())
            assert in_words or arrow in drawn, (place, trigger, to)


def test_another_table_gives_another_picture() -> None:
    changed = {**TABLE}
    changed[ENTERING, Action.SUBMIT] = replace(TABLE[ENTERING, Action.SUBMIT], to=frozenset({DONE}))
    drawn = draw(changed)
    assert "pin_entering --> done: pressed submit" in drawn
    assert "pin_entering --> pin_verifying" not in drawn
    assert "| `pin/entering` | pressed submit | Send the PIN once. | `done` |" in drawn
    assert f"| `{VERIFYING}` |" in draw()


def test_main_renews_the_page_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert main([str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "stateDiagram-v2" in text
    assert "\nold\n" not in text


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{BEGIN}{END}{END}"])
def test_page_without_its_markers_is_refused(page: str) -> None:
    with pytest.raises(MarkerMissing):
        renew(page)


def _id(place: str) -> str:
    return place.replace("/", "_")
