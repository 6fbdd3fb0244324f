"""The arrangements that tell: start, message, menu. Each puts everything of a screen in its place."""

from firmware.screens import theme
from firmware.screens.controls import MOODS, assure, button
from firmware.screens.draft import Draft, Entry
from firmware.screens.model import Mood, Picture, Screen, Style
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

TOP = theme.HEADER + 16
BOTTOM = theme.DESIGN_HEIGHT - 16
FOOT = BOTTOM - theme.TARGET
_PICTURE = 344
_DISC = 176
_INSET = {Picture.TAKE_CARD: 0.06}
"""How far a picture stands within its disc, in diameters; the card and its tray need all the room."""
_MOST_IN_TWO = 6
_FOOT_BUTTON = 250


def start(draft: Draft, screen: Screen) -> None:
    """A large picture and what to do; at the foot what is not used, and the other language."""
    height = FOOT - TOP - theme.GAP
    picture = draft.rect(theme.MARGIN, TOP, _PICTURE, height)
    draft.panel(picture, theme.BRAND_SOFT, radius=20)
    if screen.picture is not None:
        draft.drawing(picture.shrunk(draft.pixels(8)), screen.picture, MOODS[Mood.CALM])
    x = theme.MARGIN + _PICTURE + 26
    words = draft.rect(x, TOP, draft.width - theme.MARGIN - x, height)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    draft.stack(words, (Entry(screen.title, theme.TITLE, Weight.BOLD), *lines), gap=22, down=0.5)
    language = 200
    right = draft.width - theme.MARGIN - language
    for one in screen.buttons:
        button(draft, one, draft.rect(right, FOOT, language, theme.TARGET))
    assure(draft, screen.assurance, draft.rect(theme.MARGIN, FOOT, right - theme.GAP - theme.MARGIN, theme.TARGET))


def message(draft: Draft, screen: Screen) -> None:
    """A picture on the left, what it means beside it, and at the foot what can be done."""
    ink = MOODS[screen.mood]
    height = FOOT - TOP - theme.GAP
    disc = draft.rect(theme.MARGIN + 4, TOP + (height - _DISC) / 2, _DISC, _DISC)
    draft.panel(disc, ink.paper, radius=_DISC / 2)
    if screen.picture is not None:
        draft.drawing(disc.shrunk(draft.pixels(_DISC * _INSET.get(screen.picture, 0.18))), screen.picture, ink)
    x = theme.MARGIN + _DISC + 34
    words = draft.rect(x, TOP, draft.width - theme.MARGIN - x, height)
    title = Entry(screen.title, theme.TITLE, Weight.BOLD, most=2)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    advice = () if screen.advice is None else (Entry(screen.advice, theme.BODY, Weight.BOLD),)
    muted = Ink(theme.MUTED, theme.PAPER)
    facts = tuple(Entry(fact.label, theme.SMALL, ink=muted) for fact in screen.facts)
    draft.stack(words, (title, *lines, *advice, *facts), gap=18, down=0.5)
    foot(draft, screen)


def menu(draft: Draft, screen: Screen) -> None:
    """Large buttons in two columns, or in three where two would make them too low for a finger."""
    title = draft.rect(theme.MARGIN, TOP - 8, draft.width - 2 * theme.MARGIN, 60)
    draft.text(screen.title, title, Manner(theme.TITLE, Weight.BOLD, 0, 0.5))
    top = TOP + 60
    columns = 2 if len(screen.buttons) <= _MOST_IN_TWO else 3
    rows = max(2, -(-len(screen.buttons) // columns))
    height = (BOTTOM - top - (rows - 1) * theme.GAP) / rows
    width = (draft.width - 2 * theme.MARGIN - (columns - 1) * theme.GAP) / columns
    for number, one in enumerate(screen.buttons):
        x = theme.MARGIN + (number % columns) * (width + theme.GAP)
        y = top + (number // columns) * (height + theme.GAP)
        button(draft, one, draft.rect(x, y, width, height))


def foot(draft: Draft, screen: Screen) -> None:
    """Help or more time at the left, what ends the screen at the right, or what takes a worry away."""
    after = theme.MARGIN + _FOOT_BUTTON + theme.GAP
    for one in screen.buttons:
        width = _FOOT_BUTTON + (90 if one.style is Style.HURRY else 0)
        x = draft.width - theme.MARGIN - width if one.style is Style.MAIN else theme.MARGIN
        button(draft, one, draft.rect(x, FOOT, width, theme.TARGET))
    if screen.assurance is not None and screen.hurry is None:
        assure(draft, screen.assurance, draft.rect(after, FOOT, draft.width - theme.MARGIN - after, theme.TARGET))
