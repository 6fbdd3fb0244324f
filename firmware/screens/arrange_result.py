"""The arrangement of a good result: a green band that says so, facts in large type, notices beside them."""

from firmware.screens import theme
from firmware.screens.arrange import FOOT, foot
from firmware.screens.controls import MOODS
from firmware.screens.draft import ON_WHITE, Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Fact, Mark, Mood, Picture, Screen
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

_BAND = 108
_TOP = theme.HEADER + _BAND + 14
_BOTTOM = FOOT - 14
_ON_GOOD = Ink(theme.WHITE, theme.GOOD)


def result(draft: Draft, screen: Screen) -> None:
    """Band, facts and notices, and the way to end."""
    _band(draft, screen)
    width = draft.width - 2 * theme.MARGIN
    if not screen.facts and not screen.lines:
        side = _BOTTOM - _TOP
        middle = draft.rect(draft.width / 2 - side / 2, _TOP, side, side)
        draft.drawing(middle, Picture.TAKE_CARD, MOODS[Mood.GOOD])
    elif screen.lines:
        facts = width * 0.44 if screen.facts else 0.0
        _column(draft, screen.facts, facts)
        x = theme.MARGIN + (facts + 20 if facts else 0)
        notes = draft.rect(x, _TOP, draft.width - theme.MARGIN - x, _BOTTOM - _TOP)
        sizes = (26, *theme.SMALL)
        draft.stack(notes, (Entry(line, sizes, mark=Mark.DOT) for line in screen.lines), gap=14, down=0.5)
    else:
        _row(draft, screen.facts, width)
    foot(draft, screen)


def _band(draft: Draft, screen: Screen) -> None:
    top = theme.HEADER
    draft.panel(draft.rect(0, top, draft.width, _BAND), theme.GOOD, radius=0)
    if screen.picture is not None:
        draft.drawing(draft.rect(theme.MARGIN + 4, top + 16, 76, 76), screen.picture, _ON_GOOD)
    left = theme.MARGIN + 100
    kicker = 290 if screen.kicker is not None else 0
    title = draft.rect(left, top + 6, draft.width - theme.MARGIN - kicker - left, _BAND - 14)
    draft.text(screen.title, title, Manner((44, *theme.TITLE), Weight.BOLD, 0, 0.5, most=1), _ON_GOOD)
    if screen.kicker is not None:
        beside = draft.rect(draft.width - theme.MARGIN - kicker, top + 6, kicker, _BAND - 14)
        draft.text(screen.kicker, beside, Manner((26, *theme.SMALL), Weight.BOLD, 1, 0.5, most=1), _ON_GOOD)


def _row(draft: Draft, facts: tuple[Fact, ...], width: float) -> None:
    """Side by side: the thing above, what is so below it, large."""
    each = (width - (len(facts) - 1) * theme.GAP) / len(facts)
    for number, fact in enumerate(facts):
        rect = draft.rect(theme.MARGIN + number * (each + theme.GAP), _TOP, each, _BOTTOM - _TOP)
        inner = _plate(draft, rect)
        label = inner.inset(0, 0, 0, inner.height - draft.pixels(50))
        draft.text(fact.label, label, Manner(theme.BODY, across=0.5, down=0.5), ON_WHITE)
        if fact.value is not None:
            value = inner.inset(0, draft.pixels(54), 0, 0)
            draft.text(fact.value, value, Manner(theme.FACT, Weight.BOLD, 0.5, 0.4), ON_WHITE)


def _column(draft: Draft, facts: tuple[Fact, ...], width: float) -> None:
    """Under one another: the thing on the left, what is so on the right."""
    count = max(1, len(facts))
    height = (_BOTTOM - _TOP - (count - 1) * theme.GAP) / count
    for number, fact in enumerate(facts):
        rect = draft.rect(theme.MARGIN, _TOP + number * (height + theme.GAP), width, height)
        inner = _plate(draft, rect)
        half = inner.width * 9 // 20
        draft.text(fact.label, inner.inset(0, 0, inner.width - half, 0), Manner(theme.SMALL, down=0.5), ON_WHITE)
        if fact.value is not None:
            value = inner.inset(half, 0, 0, 0)
            draft.text(fact.value, value, Manner(theme.FACT, Weight.BOLD, 1, 0.5), ON_WHITE)


def _plate(draft: Draft, rect: Rect) -> Rect:
    draft.panel(rect, theme.WHITE, border=theme.LINE)
    return rect.inset(*(draft.pixels(side) for side in (18, 10, 18, 10)))
