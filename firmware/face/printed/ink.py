"""How much darker than its paper each point of a line of print is, whatever light, shadow and glare lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from firmware.face.printed.layout import Line
from firmware.face.printed.locate import Floats, Picture
from firmware.face.printed.register import Matrix

# Tesseract reads best where capitals are about 30 points high (its manual, "improving the quality of the output").
_DIGIT_POINTS = 28
# The height of a digit in letters of height 1.
DIGIT = 0.72
LETTERS = _DIGIT_POINTS / DIGIT
# Around the box, for a card that was not found to the point.
_SIDE_MM = 1.6
_ABOVE_MM = 0.2
# Looked at around that, so that paper is known up to the edge; a share of the letters' height, as all lengths below.
_CONTEXT = 1.0
# What paper is looked for in is wider than any letter's strokes; how far its brightness is smoothed, narrower than a
# shadow's edge; what noise is smoothed by, narrower than a stroke.
_PAPER = 1.2
_SOFT = 0.32
_SMEAR = 0.1
_STROKE = 0.035
# The window in which some letter has a stroke, so that the darkest there is full ink; how far that is smoothed.
_TALL, _WIDE = 1.0, 1.2
_AMPLE = 0.4
# Lines of two frames are compared this soft. Frames of one card that seem further apart were not understood.
_COMPARE = 0.08
_MOST_APART = 0.16
# Paper covers more than half of a line's box.
_WHITE = 45


@dataclass(frozen=True, slots=True)
class Ink:
    """Two maps of one place, height x width: grey levels darker than paper, grey levels of the paper. Masked.

    Letters are `LETTERS` points high. Around the line is a rim of `_CONTEXT` letters.
    """

    depth: Floats = field(repr=False)
    paper: Floats = field(repr=False)


def ink_of(frame: Picture, to_frame: Matrix, line: Line) -> Ink:
    """A line of the card that `to_frame` places in the frame (height x width x 3 RGB)."""
    box, scale = line.box, LETTERS / line.letters
    side, above = (margin + _CONTEXT * line.letters for margin in (_SIDE_MM, _ABOVE_MM))
    width, height = box.width + 2 * side, box.height + 2 * above
    place = np.array(((1 / scale, 0, box.x - side), (0, 1 / scale, box.y - above), (0, 0, 1)))
    flat = cv2.warpPerspective(
        frame,
        to_frame @ place,
        (round(width * scale), round(height * scale)),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    grey = np.asarray(flat.astype(np.float32).mean(axis=2), np.float32)
    span = round(LETTERS * _PAPER) | 1
    around = cv2.morphologyEx(_blurred(grey, _SMEAR), cv2.MORPH_CLOSE, np.ones((span, span), np.uint8))
    paper = _blurred(np.asarray(around, np.float32), _SOFT)
    # Not a share of the paper: a glare adds the same light to paper and ink, so what it leaves is the difference.
    depth = paper - _blurred(grey, _STROKE)
    return Ink(np.asarray(depth - np.percentile(depth, _WHITE), np.float32), paper)


def fused(inks: Sequence[Ink]) -> Ink | None:
    """One clearer look from several of the same line; None where fewer than two of them lie over one another."""
    first, *others = inks
    over = [(first.depth, first.paper), *(moved for other in others if (moved := _over(first, other)) is not None)]
    if len(over) < 2:
        return None
    ample = [full_ink(depth) for depth, _ in over]
    # Where a glare wanders the frames differ in how much ink they still show: each counts by that.
    total = sum((full * depth for full, (depth, _) in zip(ample, over, strict=True)), np.zeros_like(first.depth))
    norm = np.sqrt(sum((full * full for full in ample), np.full_like(first.depth, 1e-6)))
    paper = np.min([paper for _, paper in over], axis=0)
    return Ink(np.asarray(total / norm, np.float32), np.asarray(paper, np.float32))


def full_ink(depth: Floats) -> Floats:
    """How deep the darkest strokes around each point are."""
    window = np.ones((round(LETTERS * _TALL), round(LETTERS * _WIDE)), np.uint8)
    return _blurred(np.asarray(cv2.dilate(np.clip(depth, 0, None), window), np.float32), _AMPLE)


def without_rim(picture: Floats) -> Floats:
    """The line alone."""
    rim = round(_CONTEXT * LETTERS)
    return picture[rim:-rim, rim:-rim]


def _over(first: Ink, other: Ink) -> tuple[Floats, Floats] | None:
    """The other's maps moved to where the first's are."""
    window = cv2.createHanningWindow(first.depth.shape[::-1], cv2.CV_32F)
    one, two = (_blurred(ink.depth, _COMPARE) for ink in (first, other))
    (right, down), _ = cv2.phaseCorrelate(one, two, np.asarray(window, np.float32))
    if max(abs(right), abs(down)) > _MOST_APART * LETTERS:
        return None
    move = np.array(((1, 0, -right), (0, 1, -down)), np.float32)
    size = first.depth.shape[::-1]
    depth, paper = (
        cv2.warpAffine(map_, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for map_ in (other.depth, other.paper)
    )
    return np.asarray(depth, np.float32), np.asarray(paper, np.float32)


def _blurred(picture: Floats, share: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), share * LETTERS), np.float32)
