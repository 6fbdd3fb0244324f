"""The arrangement of a question: words on the left, the answers on the right."""

from firmware.screens import theme
from firmware.screens.arrange import BOTTOM, FOOT, TOP
from firmware.screens.controls import assure, button, kicker
from firmware.screens.draft import Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Fact, Mark, Screen
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight
from firmware.visit.events import Action

_ANSWERS = 330
_ASSURANCE = 100
_ROW = 46
_FEW = 3
"""More items than these stand close together."""
_SAID = 128
_HELP = frozenset({Action.MENU, Action.MORE_TIME})
"""What stands at the left foot and not among the answers."""


def choice(draft: Draft, screen: Screen) -> None:
    """A question with its answers; what takes a worry away stands under them."""
    x = draft.width - theme.MARGIN - _ANSWERS
    left = x - 30 - theme.MARGIN
    words = draft.rect(theme.MARGIN, TOP, left, FOOT - TOP - theme.GAP)
    if any(fact.value is not None for fact in screen.facts):
        _review(draft, screen, words)
    else:
        _words(draft, screen, words)
    for one in screen.buttons:
        if one.action in _HELP:
            button(draft, one, draft.rect(theme.MARGIN, FOOT, left, theme.TARGET))
    bottom = BOTTOM - (_ASSURANCE + theme.GAP if screen.assurance else 0)
    answers = tuple(one for one in screen.buttons if one.action not in _HELP)
    height = (bottom - TOP - theme.GAP * (len(answers) - 1)) / max(1, len(answers))
    for number, one in enumerate(answers):
        button(draft, one, draft.rect(x, TOP + number * (height + theme.GAP), _ANSWERS, height))
    assure(draft, screen.assurance, draft.rect(x, BOTTOM - _ASSURANCE, _ANSWERS, _ASSURANCE))


def _words(draft: Draft, screen: Screen, rect: Rect) -> None:
    title = Entry(screen.title, theme.TITLE, Weight.BOLD, most=2)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    listed = tuple(
        Entry(fact.label, theme.LIST, mark=fact.mark, close=len(screen.facts) > _FEW) for fact in screen.facts
    )
    draft.stack(rect, (*kicker(screen.kicker, screen.mood), title, *lines, *listed), gap=14)


def _review(draft: Draft, screen: Screen, rect: Rect) -> None:
    title = Rect(rect.x, rect.y, rect.width, draft.pixels(52))
    draft.text(screen.title, title, Manner(theme.TITLE, Weight.BOLD))
    for number, fact in enumerate(screen.facts):
        _row(draft, fact, TOP + 58 + number * _ROW, rect.width / draft.scale)


def _row(draft: Draft, fact: Fact, y: float, width: float) -> None:
    """What was answered to one item: a shape, the item, the word."""
    ink = Ink(theme.GOOD if fact.mark is Mark.YES else theme.INK, theme.PAPER)
    draft.drawing(draft.rect(theme.MARGIN, y + 14, 26, 26), fact.mark, ink)
    label = draft.rect(theme.MARGIN + 38, y, width - 38 - _SAID - 8, _ROW)
    draft.text(fact.label, label, Manner(theme.SMALL, down=0.5))
    if fact.value is not None:
        value = draft.rect(theme.MARGIN + width - _SAID, y, _SAID, _ROW)
        draft.text(fact.value, value, Manner(theme.SMALL, Weight.BOLD, 1, 0.5), ink)
