from pathlib import Path

import pytest

from firmware.face.printed.layout import LayoutError, load_layout
from tests.support.card_faces import layouts
from tests.support.issued import ROOT

RESIDENT = ROOT / "config" / "card_faces" / "resident.toml"


def test_both_calendars_are_there() -> None:
    assert set(layouts()) == {"era", "gregorian"}


def test_every_layout_says_that_it_is_a_specimen() -> None:
    for layout in layouts().values():
        assert "見本" in layout.title.text
        assert "SPECIMEN" in layout.title.text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('calendar = "era"', 'calendar = "lunar"', "lunar"),
        ("x = 66.0", "x = 84.0", "beyond the card"),
        ("x = 66.0", "x = -1.0", r"code\.box\.x"),
        ('name = "resident"', 'nom = "resident"', "nom"),
        ('name = "resident"', "name =", "card face"),
    ],
)
def test_a_bad_layout_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    text = Path(RESIDENT).read_text()
    assert old in text
    with pytest.raises(LayoutError, match=said):
        load_layout(text.replace(old, new))
