"""The arrangements with a camera's picture: what to do beside it, or the photo of the card to compare it with."""

from firmware.screens import theme
from firmware.screens.arrange import BOTTOM, FOOT
from firmware.screens.controls import MOODS, assure, button
from firmware.screens.draft import Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Picture, Screen
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.view import COMPARE_PORTRAIT, COMPARE_VIEW, LOOK_VIEW
from firmware.screens.weights import Weight
from firmware.visit.events import Action

_TOP = theme.HEADER + 12
_ON_GLASS = Ink(theme.MUTED, theme.BRAND_DEEP)
_OVAL = (0.46, 0.80)
"""Width and height of the oval in shares of the view: a face that fills it is as near as the quality gate likes."""
_SIGN = 132
_LINE = (24, 24, 24, 24, 24, 22)
_HELP_WIDTH, _HURRY_WIDTH = 220, 288
_WAY_WIDTH, _WAY_HURRIED = 220, 180
_HELP = frozenset({Action.MENU, Action.MORE_TIME})
_TITLE = 52
_COMPARE_TOP = 126
_CAPTION = 40


def look(draft: Draft, screen: Screen) -> None:
    """The mirror on the left; the sign, the words and the attempts left beside it; at the foot the ways out."""
    width, height = LOOK_VIEW
    view = draft.rect(theme.MARGIN, _TOP, width, height)
    _glass(draft, view)
    across, down = (round(side * share) for side, share in zip((view.width, view.height), _OVAL, strict=True))
    draft.view(view, Rect(view.x + (view.width - across) // 2, view.y + (view.height - down) // 2, across, down))
    x = theme.MARGIN + width + 20
    column = draft.width - theme.MARGIN - x
    ink = MOODS[screen.mood]
    sign = draft.rect(x, _TOP, column, _SIGN)
    draft.panel(sign, ink.paper)
    if screen.picture is not None:
        draft.drawing(sign.shrunk(draft.pixels(10)), screen.picture, ink)
    words = draft.rect(x, _TOP + _SIGN + 6, column, height - _SIGN - 6)
    title = Entry(screen.title, (*theme.DIGIT, *theme.TITLE), Weight.BOLD)
    lines = tuple(Entry(line, _LINE) for line in screen.lines)
    draft.stack(words, (title, *lines), gap=8, down=0.5)
    _foot(draft, screen)


def compare(draft: Draft, screen: Screen) -> None:
    """The question above, the two faces equally high, the answers beside them."""
    title = draft.rect(theme.MARGIN, _TOP - 4, draft.width - 2 * theme.MARGIN, _TITLE)
    draft.text(screen.title, title, Manner(theme.TITLE, Weight.BOLD, 0, 0.5))
    portrait = draft.rect(theme.MARGIN, _COMPARE_TOP, *COMPARE_PORTRAIT)
    beside = theme.MARGIN + COMPARE_PORTRAIT[0] + theme.GAP
    view = draft.rect(beside, _COMPARE_TOP, *COMPARE_VIEW)
    for glass in (portrait, view):
        _glass(draft, glass)
    draft.portrait(portrait)
    draft.view(view)
    pictures = COMPARE_PORTRAIT[0] + theme.GAP + COMPARE_VIEW[0]
    right = theme.MARGIN + pictures + 20
    _answers(draft, screen, right)
    if screen.hurry is not None:
        # More time is asked for at a wider place than help: there the captions stand otherwise.
        _helps(draft, screen, draft.rect(theme.MARGIN, FOOT, pictures, theme.TARGET))
        return
    _helps(draft, screen, draft.rect(right, FOOT, draft.width - theme.MARGIN - right, theme.TARGET))
    under = _COMPARE_TOP + COMPARE_VIEW[1] + 4
    for fact, glass in zip(screen.facts, (portrait, view), strict=False):
        caption = Rect(glass.x, draft.pixels(under), glass.width, draft.pixels(_CAPTION))
        draft.text(fact.label, caption, Manner(theme.SMALL, Weight.BOLD, 0.5, 0.5))
    below = under + _CAPTION + 4
    assure(draft, screen.assurance, draft.rect(theme.MARGIN, below, pictures, BOTTOM - below))


def _answers(draft: Draft, screen: Screen, x: float) -> None:
    width = draft.width - theme.MARGIN - x
    answers = tuple(one for one in screen.buttons if one.action not in _HELP)
    height = (FOOT - theme.GAP - _COMPARE_TOP - theme.GAP * (len(answers) - 1)) / max(1, len(answers))
    for number, one in enumerate(answers):
        button(draft, one, draft.rect(x, _COMPARE_TOP + number * (height + theme.GAP), width, height))


def _helps(draft: Draft, screen: Screen, rect: Rect) -> None:
    for one in screen.buttons:
        if one.action in _HELP:
            button(draft, one, rect)


def _foot(draft: Draft, screen: Screen) -> None:
    """Help at the left, another way beside it; at the right what takes a worry away, or what else can be said."""
    hurried = screen.hurry is not None
    help_width, way_width = (_HURRY_WIDTH, _WAY_HURRIED) if hurried else (_HELP_WIDTH, _WAY_WIDTH)
    second = theme.MARGIN + help_width + theme.GAP
    third = second + way_width + theme.GAP
    rest = draft.rect(third, FOOT, draft.width - theme.MARGIN - third, theme.TARGET)
    for one in screen.buttons:
        if one.action in _HELP:
            button(draft, one, draft.rect(theme.MARGIN, FOOT, help_width, theme.TARGET))
        elif one.action is Action.OTHER_WAY:
            button(draft, one, draft.rect(second, FOOT, way_width, theme.TARGET))
        else:
            button(draft, one, rest)
    assure(draft, screen.assurance, rest)


def _glass(draft: Draft, rect: Rect) -> None:
    """What is there until the first picture comes."""
    draft.panel(rect, theme.BRAND_DEEP, radius=0)
    draft.drawing(rect.shrunk(rect.height // 6), Picture.PERSON, _ON_GLASS)
