"""The arrangement of what is typed: words and a place for each digit on the left, the ten digits on the right.

The digits always stand at the same places, for hands that know them; nothing shows which was pressed, only how many.
"""

from firmware.screens import theme
from firmware.screens.arrange import BOTTOM
from firmware.screens.controls import MOODS, assure, button, face
from firmware.screens.draft import ON_PAPER, ON_WHITE, Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Button, Mark, Mood, Phrase, Screen
from firmware.screens.setting import Manner
from firmware.screens.weights import Weight
from firmware.visit.events import Action

_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("*", "0", "#"))
_KEY_WIDTH = 102
_TOP = theme.HEADER + 12
_ASIDE = 96
"""Height of the buttons at the left foot: their labels have two lines with readings."""
_DOTS, _DOTS_HURRIED, _DOTS_HEIGHT = 178, 140, 76
_PLACE, _PLACE_STEP, _PLACE_GAP = 50, 58, 6
_BREAK = 12
"""Between two groups of digits."""


def pin_pad(draft: Draft, screen: Screen) -> None:
    """With little time left only the question, the places and the button for more time remain on the left."""
    x = draft.width - theme.MARGIN - 3 * _KEY_WIDTH - 2 * theme.GAP
    left = x - 22 - theme.MARGIN
    hurried = screen.hurry is not None
    dots = _DOTS_HURRIED if hurried else _DOTS
    _pad(draft, screen, x)
    _words(draft, screen, draft.rect(theme.MARGIN, _TOP, left, dots - _TOP - 4))
    wanted = screen.pin_places or 0
    step = min(_PLACE_STEP, (left - _BREAK * len(screen.pin_breaks)) / max(1, wanted))
    _places(draft, screen, wanted, step, dots)
    if screen.tries is not None:
        beside = wanted * step + 10
        tries = draft.rect(theme.MARGIN + beside, dots, left - beside, _DOTS_HEIGHT)
        draft.text(screen.tries, tries, Manner(theme.SMALL, Weight.BOLD, 0, 0.5))
    middle = dots + _DOTS_HEIGHT + theme.GAP
    between = draft.rect(theme.MARGIN, middle, left, BOTTOM - _ASIDE - theme.GAP - middle)
    if not hurried:
        assure(draft, screen.assurance, between)
    _aside(draft, screen, between, left)


def _words(draft: Draft, screen: Screen, rect: Rect) -> None:
    hurried = screen.hurry is not None
    lines = () if hurried else tuple(Entry(line, theme.PIN_LINE) for line in screen.lines)
    plate = screen.mood is Mood.CARE
    title = Entry(screen.title, theme.TITLE, Weight.BOLD, MOODS[Mood.CARE] if plate else ON_PAPER, plate=plate)
    draft.stack(rect, (title, *lines), gap=8, down=0.5)


def _aside(draft: Draft, screen: Screen, between: Rect, width: float) -> None:
    """At the left foot help and the way out of what is typed here; more time has a place of its own."""
    each = (width - theme.GAP) / 2
    right = theme.MARGIN + each + theme.GAP
    places = {Action.MENU: theme.MARGIN, Action.PIN_UNKNOWN: right, Action.USE_PIN: right, Action.BACK: right}
    for one in screen.buttons:
        if one.action is Action.MORE_TIME:
            button(draft, one, between)
        elif one.action in places:
            button(draft, one, draft.rect(places[one.action], BOTTOM - _ASIDE, each, _ASIDE))


def _pad(draft: Draft, screen: Screen, x: float) -> None:
    offered = {one.key: one for one in screen.buttons if one.action in {Action.DIGIT, Action.ERASE, Action.SUBMIT}}
    height = (BOTTOM - _TOP - 3 * theme.GAP) / 4
    for row, keys in enumerate(_KEYS):
        for column, key in enumerate(keys):
            y = _TOP + row * (height + theme.GAP)
            rect = draft.rect(x + column * (_KEY_WIDTH + theme.GAP), y, _KEY_WIDTH, height)
            _pad_key(draft, key, offered.get(key), rect)


def _pad_key(draft: Draft, key: str, what: Button | None, rect: Rect) -> None:
    """A digit, or one of the two keys beside the zero; what does nothing now lies flat."""
    if what is None:
        ink = ON_PAPER
        draft.panel(rect, ink.paper, border=theme.LINE)
    else:
        ink = face(draft, what.style, rect)
        draft.target(rect, what.action, what.key)
    inner = rect.shrunk(draft.pixels(5))
    if key.isdigit():
        draft.text(Phrase(f"key.{key}"), inner, Manner(theme.DIGIT, Weight.BOLD, 0.5, 0.5), ink)
    else:
        name = Phrase("button.erase" if key == "*" else "button.submit")
        draft.text(name, inner, Manner(theme.LABEL, Weight.BOLD, 0.5, 0.5), ink)


def _places(draft: Draft, screen: Screen, wanted: int, step: float, top: float) -> None:
    """A place for each digit wanted, the next one framed; a dot in each that is taken."""
    count = screen.pin_count or 0
    wide = min(_PLACE, step - _PLACE_GAP)
    for place in range(wanted):
        x = theme.MARGIN + place * step + _BREAK * sum(place >= end for end in screen.pin_breaks)
        rect = draft.rect(x, top + 6, wide, _DOTS_HEIGHT - 12)
        draft.panel(rect, ON_WHITE.paper, radius=10, border=ON_WHITE.ink if place <= count else theme.LINE)
        if place < count:
            draft.drawing(rect.shrunk(draft.pixels(min(12, wide / 12))), Mark.DOT, ON_WHITE)
