"""Which visits are played, with and without the face way."""

import pytest

from tools.demo.choice import asks_for_face, choose_here
from tools.demo.errors import FaceMissing, ScriptUnknown
from tools.demo.layout import find_config
from tools.demo.settings import ALL, load_settings

SETTINGS = load_settings(find_config() / "demo.toml")
WHY = "The face way is not offered: there are no models. What to do: make some."


def test_the_face_opens_the_visit_that_is_played_by_itself_where_it_can() -> None:
    assert [one.name for one in choose_here(SETTINGS, None, "").scripts] == ["face"]
    assert [one.name for one in choose_here(SETTINGS, None, WHY).scripts] == ["pin"]


def test_all_is_all_that_can_be_played_and_the_rest_is_named() -> None:
    whole, part = choose_here(SETTINGS, ALL, ""), choose_here(SETTINGS, ALL, WHY)
    assert len(whole.scripts) == len(SETTINGS.visits)
    assert whole.left_out == ()
    assert {one.name for one in part.scripts} | set(part.left_out) == {one.name for one in SETTINGS.visits}
    assert "face" in part.left_out
    assert "staff-check" not in part.left_out, "it can be played with the printed photo"
    assert all(one.stand is None for one in part.scripts)


def test_a_visit_goes_another_way_where_the_face_way_is_there() -> None:
    (without,) = choose_here(SETTINGS, "staff-check", WHY).scripts
    (with_face,) = choose_here(SETTINGS, "staff-check", "").scripts
    assert without.steps != with_face.steps == with_face.face_steps
    assert (without.stand, with_face.stand) == (None, "cannot-turn")


def test_one_that_needs_the_face_way_is_refused_with_the_reason() -> None:
    with pytest.raises(FaceMissing, match=r"visit nobody-there cannot be played here\. The face way is not offered"):
        choose_here(SETTINGS, "nobody-there", WHY)
    with pytest.raises(ScriptUnknown):
        choose_here(SETTINGS, "nobody", WHY)


def test_a_visit_without_cameras_asks_for_none() -> None:
    assert not asks_for_face(SETTINGS, "pin")
    assert all(asks_for_face(SETTINGS, name) for name in (None, ALL, "face", "staff-check"))
