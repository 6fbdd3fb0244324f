"""What can be pressed, and the small parts that many screens share."""

from firmware.screens import theme
from firmware.screens.draft import ON_WHITE, Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Button, Mark, Mood, Phrase, Style
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

MOODS = {
    Mood.CALM: Ink(theme.BRAND, theme.BRAND_SOFT),
    Mood.GOOD: Ink(theme.GOOD, theme.GOOD_SOFT),
    Mood.CARE: Ink(theme.CARE, theme.CARE_SOFT),
}

_FACES = {
    Style.MAIN: (Ink(theme.WHITE, theme.BRAND), theme.BRAND, theme.BRAND_DEEP),
    Style.ANSWER: (ON_WHITE, theme.BRAND, theme.BRAND),
    Style.QUIET: (ON_WHITE, theme.LINE, theme.LINE),
    Style.DIGIT: (ON_WHITE, theme.LINE, theme.LINE),
    Style.HURRY: (Ink(theme.INK, theme.HURRY), theme.INK, theme.INK),
}
"""Ink on paper, the colour of the border, and that of the edge below it."""

_EDGE = 3
"""Height of the edge that makes a button stand out from the ground."""


def button(draft: Draft, what: Button, rect: Rect) -> None:
    """A button with its key's cap on the left and its label in the middle of the rest."""
    ink = face(draft, what.style, rect)
    inner = rect.inset(0, 0, 0, draft.pixels(_EDGE))
    left = draft.pixels(10)
    if what.key is not None:
        left = _cap(draft, what.key, inner, ink)
    label = inner.inset(left, draft.pixels(5), draft.pixels(10), draft.pixels(5))
    draft.text(what.phrase, label, Manner(theme.LABEL, Weight.BOLD, 0.5, 0.5), ink)
    draft.target(rect, what.action, what.key)


def face(draft: Draft, style: Style, rect: Rect) -> Ink:
    """The body of a button; returns what its label is written with."""
    ink, border, edge = _FACES[style]
    draft.panel(rect.inset(0, draft.pixels(8), 0, 0), edge)
    draft.panel(rect.inset(0, 0, 0, draft.pixels(_EDGE)), ink.paper, border=border)
    return ink


def assure(draft: Draft, assurance: Phrase | None, rect: Rect) -> None:
    """What takes a worry away, with a tick before it."""
    if assurance is None:
        return
    ink = Ink(theme.INK, theme.BRAND_SOFT)
    draft.panel(rect, ink.paper)
    side = draft.pixels(26)
    tick = Rect(rect.x + draft.pixels(12), rect.y + (rect.height - side) // 2, side, side)
    draft.drawing(tick, Mark.YES, MOODS[Mood.CALM])
    inner = rect.inset(*(draft.pixels(part) for part in (48, 4, 10, 4)))
    draft.text(assurance, inner, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), ink)


def kicker(phrase: Phrase | None, mood: Mood) -> tuple[Entry, ...]:
    """The short line before a title; on a plate where it is to be noticed."""
    if phrase is None:
        return ()
    if mood is Mood.CARE:
        return (Entry(phrase, theme.SMALL, Weight.BOLD, MOODS[mood], plate=True),)
    return (Entry(phrase, theme.SMALL, Weight.BOLD, Ink(theme.MUTED, theme.PAPER)),)


def _cap(draft: Draft, key: str, rect: Rect, ink: Ink) -> int:
    """The key of the twelve that does the same, drawn as a key; returns where the label may begin."""
    side = draft.pixels(38)
    left = draft.pixels(12)
    cap = Rect(rect.x + left, rect.y + (rect.height - side) // 2, side, side)
    cap_ink = Ink(theme.BRAND, theme.WHITE) if ink.paper == theme.BRAND else Ink(theme.WHITE, theme.BRAND)
    draft.panel(cap, cap_ink.paper, radius=9)
    draft.text(Phrase(f"key.{_KEY_NAMES.get(key, key)}"), cap, Manner((26,), Weight.BOLD, 0.5, 0.5), cap_ink)
    return left + side + draft.pixels(8)


_KEY_NAMES = {"*": "star", "#": "hash"}
