"""The band at the top: the way in four steps, or a note that matters more."""

from firmware.screens import theme
from firmware.screens.draft import Draft
from firmware.screens.model import Mark, Phrase, Picture, Screen
from firmware.screens.page import STEPS
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

_PILL = 214
_ON_BRAND = Ink(theme.WHITE, theme.BRAND)
_HURRY = Ink(theme.INK, theme.HURRY)


def header(draft: Draft, screen: Screen) -> None:
    """The time is nearly over, the way so far, or the name; and a note at the right when there is one."""
    paper = theme.HURRY if screen.hurry else theme.BRAND
    draft.panel(draft.rect(0, 0, draft.width, theme.HEADER), paper, radius=0)
    right = draft.width - theme.MARGIN - (_PILL + theme.GAP if screen.banner else 0)
    if screen.hurry is not None:
        rect = draft.rect(theme.MARGIN, 4, right - theme.MARGIN, theme.HEADER - 8)
        draft.text(screen.hurry, rect, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), _HURRY)
    elif screen.step is not None:
        _steps(draft, screen.step, right)
    else:
        rect = draft.rect(theme.MARGIN, 4, right - theme.MARGIN, theme.HEADER - 8)
        draft.text(Phrase("brand"), rect, Manner((26,), Weight.BOLD, 0, 0.5), _ON_BRAND)
    if screen.banner is not None:
        _pill(draft, screen.banner)


def offline_band(draft: Draft, banner: Phrase) -> None:
    """The whole band says that the centre cannot be reached."""
    ink = Ink(theme.INK, theme.HURRY)
    draft.panel(draft.rect(0, 0, draft.width, theme.HEADER), ink.paper, radius=0)
    draft.drawing(draft.rect(theme.MARGIN, 10, 40, 40), Picture.LINE_CUT, ink)
    rect = draft.rect(theme.MARGIN + 52, 4, draft.width - 2 * theme.MARGIN - 52, theme.HEADER - 8)
    draft.text(banner, rect, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), ink)


def _steps(draft: Draft, current: int, right: float) -> None:
    width = (right - theme.MARGIN) / len(STEPS)
    for step in STEPS:
        x = theme.MARGIN + (step - 1) * width
        disc = draft.rect(x, 14, 32, 32)
        reached = step <= current
        face = Ink(theme.BRAND, theme.WHITE) if reached else _ON_BRAND
        draft.panel(disc, face.paper, radius=16, border=theme.WHITE)
        if step < current:
            draft.drawing(disc.inset(*(draft.pixels(6),) * 4), Mark.YES, face)
        else:
            number = Phrase("key", (("key", str(step)),))
            draft.text(number, disc, Manner((20,), Weight.BOLD, 0.5, 0.5), face)
        weight = Weight.BOLD if step == current else Weight.REGULAR
        label = draft.rect(x + 40, 4, width - 44, theme.HEADER - 8)
        draft.text(Phrase(f"step.{step}"), label, Manner(theme.STEP, weight, 0, 0.5), _ON_BRAND)


def _pill(draft: Draft, banner: Phrase) -> None:
    rect = draft.rect(draft.width - theme.MARGIN - _PILL, 6, _PILL, theme.HEADER - 12)
    ink = Ink(theme.INK, theme.WHITE)
    draft.panel(rect, ink.paper, radius=12, border=theme.INK)
    inner = rect.inset(*(draft.pixels(side) for side in (12, 2, 12, 2)))
    draft.text(banner, inner, Manner(theme.SMALL, Weight.BOLD, 0.5, 0.5), ink)
