"""The arrangements with words: start, message, result, menu. Each puts everything of a screen in its place."""

from firmware.screens import theme
from firmware.screens.draft import ON_WHITE, Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Mark, Mood, Phrase, Picture, Screen, Style
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

TOP = theme.HEADER + 16
FOOT = theme.DESIGN_HEIGHT - 16 - theme.TARGET
_MOODS = {
    Mood.CALM: Ink(theme.BRAND, theme.BRAND_SOFT),
    Mood.GOOD: Ink(theme.GOOD, theme.GOOD_SOFT),
    Mood.CARE: Ink(theme.CARE, theme.CARE_SOFT),
}


def start(draft: Draft, screen: Screen) -> None:
    """A large picture and what to do; at the foot what is not used, and the other language."""
    picture = draft.rect(theme.MARGIN, TOP, 344, FOOT - TOP - theme.GAP)
    draft.panel(picture, theme.BRAND_SOFT, radius=20)
    if screen.picture is not None:
        draft.drawing(picture, screen.picture, _MOODS[Mood.CALM])
    x = theme.MARGIN + 344 + 28
    words = draft.rect(x, TOP, draft.width - theme.MARGIN - x, FOOT - TOP - theme.GAP)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    draft.stack(words, (Entry(screen.title, (42, *theme.TITLE), Weight.BOLD), *lines), gap=22, down=0.5)
    button_width = 210
    right = draft.width - theme.MARGIN - button_width
    for button in screen.buttons:
        draft.button(button, draft.rect(right, FOOT, button_width, theme.TARGET))
    assure(draft, screen.assurance, theme.MARGIN, FOOT, right - theme.GAP - theme.MARGIN, theme.TARGET)


def message(draft: Draft, screen: Screen) -> None:
    """A picture on the left, what it means beside it, and at the foot what can be done."""
    ink = _MOODS[screen.mood]
    side = 168
    middle = (TOP + FOOT) / 2
    disc = draft.rect(theme.MARGIN + 8, middle - side / 2 - 4, side, side)
    draft.panel(disc, ink.paper, radius=side / 2)
    if screen.picture is not None:
        draft.drawing(disc.inset(*(draft.pixels(side * 0.18),) * 4), screen.picture, ink)
    x = theme.MARGIN + side + 40
    words = draft.rect(x, TOP, draft.width - theme.MARGIN - x, FOOT - TOP - theme.GAP)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    draft.stack(words, (Entry(screen.title, theme.TITLE, Weight.BOLD), *lines), gap=18, down=0.5)
    foot(draft, screen)


def result(draft: Draft, screen: Screen) -> None:
    """A green band that says it, the facts in large type, notices beside them."""
    ink = Ink(theme.WHITE, theme.GOOD)
    top, band = theme.HEADER, 108
    draft.panel(draft.rect(0, top, draft.width, band), ink.paper, radius=0)
    if screen.picture is not None:
        draft.drawing(draft.rect(theme.MARGIN + 4, top + 16, 76, 76), screen.picture, ink)
    title = draft.rect(theme.MARGIN + 100, top + 8, 320, band - 16)
    draft.text(screen.title, title, Manner((44, *theme.TITLE), Weight.BOLD, 0, 0.5), ink)
    if screen.kicker is not None:
        beside = draft.rect(theme.MARGIN + 436, top + 8, draft.width - 2 * theme.MARGIN - 436, band - 16)
        draft.text(screen.kicker, beside, Manner(theme.BODY, Weight.BOLD, 1, 0.5), ink)
    _facts(draft, screen, top + band + 16)
    foot(draft, screen)


def menu(draft: Draft, screen: Screen) -> None:
    """Large buttons in two columns."""
    title = draft.rect(theme.MARGIN, TOP - 8, draft.width - 2 * theme.MARGIN, 56)
    draft.text(screen.title, title, Manner(theme.TITLE, Weight.BOLD, 0, 0.5))
    top, rows = TOP + 56, 3
    height = (theme.DESIGN_HEIGHT - 16 - top - (rows - 1) * theme.GAP) / rows
    width = (draft.width - 2 * theme.MARGIN - theme.GAP) / 2
    for number, button in enumerate(screen.buttons):
        x = theme.MARGIN + (number % 2) * (width + theme.GAP)
        y = top + (number // 2) * (height + theme.GAP)
        draft.button(button, draft.rect(x, y, width, height))


def foot(draft: Draft, screen: Screen) -> None:
    """Help or more time at the left, what ends the screen at the right, or what takes a worry away."""
    width = 250
    left = tuple(button for button in screen.buttons if button.style is not Style.MAIN)
    right = tuple(button for button in screen.buttons if button.style is Style.MAIN)
    for button in left:
        draft.button(button, draft.rect(theme.MARGIN, FOOT, width, theme.TARGET))
    for button in right:
        draft.button(button, draft.rect(draft.width - theme.MARGIN - width, FOOT, width, theme.TARGET))
    if not right:
        x = theme.MARGIN + width + theme.GAP
        assure(draft, screen.assurance, x, FOOT, draft.width - theme.MARGIN - x, theme.TARGET)


def assure(draft: Draft, assurance: Phrase | None, x: float, y: float, width: float, height: float) -> None:
    """What takes a worry away, with a tick before it."""
    if assurance is None:
        return
    ink = Ink(theme.INK, theme.BRAND_SOFT)
    rect = draft.rect(x, y, width, height)
    draft.panel(rect, ink.paper)
    draft.drawing(draft.rect(x + 14, y + height / 2 - 14, 28, 28), Mark.YES, Ink(theme.BRAND, theme.BRAND_SOFT))
    inner = rect.inset(*(draft.pixels(side) for side in (54, 6, 12, 6)))
    draft.text(assurance, inner, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), ink)


def _facts(draft: Draft, screen: Screen, top: float) -> None:
    bottom = FOOT - theme.GAP
    whole = draft.width - 2 * theme.MARGIN
    if not screen.facts and not screen.lines:
        side = bottom - top
        draft.drawing(draft.rect(draft.width / 2 - side / 2, top, side, side), Picture.TAKE_CARD, _MOODS[Mood.GOOD])
        return
    facts_width = (whole - 20) * 0.44 if screen.lines else whole
    across = not screen.lines
    count = max(1, len(screen.facts))
    for number, fact in enumerate(screen.facts):
        if across:
            width = (facts_width - (count - 1) * theme.GAP) / count
            rect = draft.rect(theme.MARGIN + number * (width + theme.GAP), top, width, bottom - top)
        else:
            height = (bottom - top - (count - 1) * theme.GAP) / count
            rect = draft.rect(theme.MARGIN, top + number * (height + theme.GAP), facts_width, height)
        _fact(draft, fact.label, fact.value, rect)
    if screen.lines:
        x = theme.MARGIN + (facts_width + 20 if screen.facts else 0)
        notes = draft.rect(x, top, draft.width - theme.MARGIN - x, bottom - top)
        draft.stack(notes, (Entry(line, theme.SMALL, mark=Mark.DOT) for line in screen.lines), down=0.5)


def _fact(draft: Draft, label: Phrase, value: Phrase | None, rect: Rect) -> None:
    draft.panel(rect, theme.WHITE, border=theme.LINE)
    inner = rect.inset(*(draft.pixels(side) for side in (18, 10, 18, 10)))
    half = inner.width // 2
    draft.text(label, inner.inset(0, 0, inner.width - half, 0), Manner(theme.SMALL, down=0.5), ON_WHITE)
    if value is not None:
        manner = Manner(theme.FACT, Weight.BOLD, 1, 0.5)
        draft.text(value, inner.inset(half, 0, 0, 0), manner, ON_WHITE)
