"""The band at the top: the way in four steps, or a note that matters more."""

from firmware.screens import theme
from firmware.screens.draft import Draft
from firmware.screens.geometry import Rect
from firmware.screens.model import Mark, Phrase, Picture, Screen
from firmware.screens.page import STEPS
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight

_PILL = 220
_DISC = 32
_LABEL = _DISC + 8
"""Where the label begins beside its disc."""
_LEAST_GAP = 16
"""With less between the steps only the one at hand is named."""
_ON_BRAND = Ink(theme.WHITE, theme.BRAND)
_ON_HURRY = Ink(theme.INK, theme.HURRY)


def header(draft: Draft, screen: Screen) -> None:
    """The time is nearly over, the way so far, or the name; and a note at the right when there is one."""
    ink = _ON_HURRY if screen.hurry else _ON_BRAND
    draft.panel(draft.rect(0, 0, draft.width, theme.HEADER), ink.paper, radius=0)
    right = draft.width - theme.MARGIN - (_PILL + theme.GAP if screen.banner else 0)
    band = draft.rect(theme.MARGIN, 4, right - theme.MARGIN, theme.HEADER - 8)
    if screen.hurry is not None:
        draft.text(screen.hurry, band, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), ink)
    elif screen.step is not None:
        _steps(draft, screen.step, right - theme.MARGIN)
    else:
        draft.text(Phrase("brand"), band, Manner((28,), Weight.BOLD, 0, 0.5), ink)
    if screen.banner is not None:
        _pill(draft, screen.banner)


def offline_band(draft: Draft, banner: Phrase) -> None:
    """The whole band says that the centre cannot be reached."""
    draft.panel(draft.rect(0, 0, draft.width, theme.HEADER), _ON_HURRY.paper, radius=0)
    draft.drawing(draft.rect(theme.MARGIN, 10, 40, 40), Picture.LINE_CUT, _ON_HURRY)
    rect = draft.rect(theme.MARGIN + 54, 4, draft.width - 2 * theme.MARGIN - 54, theme.HEADER - 8)
    draft.text(banner, rect, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), _ON_HURRY)


def _steps(draft: Draft, current: int, room: float) -> None:
    weights = {step: Weight.BOLD if step == current else Weight.REGULAR for step in STEPS}
    widths = {step: draft.width_of(Phrase(f"step.{step}"), theme.STEP, weights[step]) + 1 for step in STEPS}
    gap = min(48.0, (room - sum(widths.values()) - _LABEL * len(STEPS)) / (len(STEPS) - 1))
    if gap < _LEAST_GAP:
        widths = {step: widths[step] if step == current else 0.0 for step in STEPS}
        gap = _LEAST_GAP
    x = float(theme.MARGIN)
    for step in STEPS:
        _disc(draft, step, current, draft.rect(x, 14, _DISC, _DISC))
        if widths[step]:
            label = draft.rect(x + _LABEL, 3, widths[step], theme.HEADER - 8)
            draft.text(Phrase(f"step.{step}"), label, Manner((theme.STEP,), weights[step], 0, 0.5), _ON_BRAND)
        x += _LABEL + widths[step] + gap


def _disc(draft: Draft, step: int, current: int, rect: Rect) -> None:
    """Done: a tick; now: a full disc; to come: a ring."""
    ink = Ink(theme.BRAND, theme.WHITE) if step <= current else _ON_BRAND
    draft.panel(rect, ink.paper, radius=_DISC / 2, border=theme.WHITE)
    if step < current:
        draft.drawing(rect.shrunk(draft.pixels(7)), Mark.YES, ink)
    else:
        draft.text(Phrase(f"key.{step}"), rect, Manner((20,), Weight.BOLD, 0.5, 0.5), ink)


def _pill(draft: Draft, banner: Phrase) -> None:
    rect = draft.rect(draft.width - theme.MARGIN - _PILL, 6, _PILL, theme.HEADER - 12)
    ink = Ink(theme.INK, theme.WHITE)
    draft.panel(rect, ink.paper, radius=12, border=theme.INK)
    draft.drawing(Rect(rect.x + draft.pixels(10), rect.y + draft.pixels(9), *(draft.pixels(30),) * 2), Mark.BELL, ink)
    inner = rect.inset(*(draft.pixels(side) for side in (48, 2, 8, 4)))
    draft.text(banner, inner, Manner(theme.SMALL, Weight.BOLD, 0, 0.5), ink)
