"""The markup of the texts, and how type is set from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.screens.errors import MarkupWrong
from firmware.screens.geometry import Rect
from firmware.screens.markup import Chunk, Run, fill, gaps, parse, plain
from firmware.screens.setting import LEAST_READING, Manner, Setter, reading_size
from firmware.screens.weights import Weight
from tests.firmware.screens.measures import encloses

REGULAR = Weight.REGULAR


class Even:
    """Every letter as wide as it is high."""

    def width(self, text: str, weight: Weight, size: int) -> float:
        return float(len(text) * size)


def test_readings_breaks_and_spaces() -> None:
    assert parse("{保険証|ほけんしょう}を/見る a~b") == (
        (
            Chunk((Run("保険証", "ほけんしょう"), Run("を"))),
            Chunk((Run("見る"),)),
            Chunk((Run("a b"),), spaced=True),
        ),
    )
    assert plain(parse("{保険証|ほけんしょう}を/見る a~b\nc")) == "保険証を見る a b\nc"


@pytest.mark.parametrize("text", ["{a", "a}", "{a|}", "{|b}", "{a|b|c}", "a|b"])
def test_broken_markup_is_refused(text: str) -> None:
    with pytest.raises(MarkupWrong) as caught:
        parse(text)
    assert caught.value.text == text


def test_gaps_are_filled() -> None:
    assert gaps("<n> of <of>") == {"n", "of"}
    assert fill("<n> of <of>", (("n", "1"), ("of", "2"), ("more", "3"))) == "1 of 2"


LETTERS = st.text("あいうkanji漢字", min_size=1, max_size=6)
WORDS = st.one_of(LETTERS, st.builds(lambda base, reading: f"{{{base}|{reading}}}", LETTERS, LETTERS))
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map("/".join)


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_nothing_is_lost_between_text_and_letters(text: str) -> None:
    words = parse(text)
    block = Setter(Even()).fit(words, 200, 4000, Manner((20,)))
    base = "".join(one.text for one in block.letters if one.size == 20)
    assert base == plain(words)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.integers(130, 900))
def test_letters_stay_within_their_extent(text: str, width: int) -> None:
    block = Setter(Even()).fit(parse(text), width, 4000, Manner((20,)))
    assert encloses(Rect(0, 0, width, 4000), block.extent)
    for one in block.letters:
        assert block.extent.x <= one.x + 1e-6
        assert one.x + len(one.text) * one.size <= block.extent.right + 1e-6
        assert block.extent.y <= one.baseline - 0.86 * one.size + 1e-6
        assert one.baseline + 0.16 * one.size <= block.extent.bottom + 1e-6


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.integers(100, 900))
def test_a_chunk_is_never_torn(text: str, width: int) -> None:
    words = parse(text)
    block = Setter(Even()).fit(words, width, 4000, Manner((20,)))
    rows = {one.baseline for one in block.letters if one.size == 20}
    assert len(rows) == block.lines <= len(words[0])


def test_the_largest_size_that_fits_is_taken() -> None:
    setter, words = Setter(Even()), parse("abcde")
    assert setter.fit(words, 200, 60, Manner((50, 40, 30))).size == 40
    assert setter.fit(words, 100, 60, Manner((50, 40, 30))).size == 30


def test_lines_are_as_even_as_can_be() -> None:
    block = Setter(Even()).fit(parse("aa/bb/cc/dd"), 6 * 20, 200, Manner((20,)))
    assert block.lines == 2
    rows = sorted({one.baseline for one in block.letters})
    assert ["".join(one.text for one in block.letters if one.baseline == row) for row in rows] == ["aabb", "ccdd"]


def test_a_reading_may_stand_over_the_kana_beside_it() -> None:
    alone = Setter(Even()).fit(parse("{薬|くすり}"), 400, 100, Manner((20,)))
    between = Setter(Even()).fit(parse("お{薬|くすり}の"), 400, 100, Manner((20,)))
    assert alone.extent.width == 3 * LEAST_READING
    assert between.extent.width < 2 * 20 + 3 * LEAST_READING


def test_readings_are_never_tiny() -> None:
    assert reading_size(20) == LEAST_READING
    assert reading_size(40) == 18


@pytest.mark.parametrize(("across", "left"), [(0.0, 0), (0.5, 40), (1.0, 80)])
def test_text_stands_where_it_is_told(across: float, left: int) -> None:
    block = Setter(Even()).fit(parse("a"), 100, 100, Manner((20,), REGULAR, across, 1.0))
    assert block.extent.x == left
    assert block.extent.bottom in {100, 101}
