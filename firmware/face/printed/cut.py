"""One line of print as a picture for text recognition, black on white, and where letters in it are lost."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.printed.ink import DIGIT, LETTERS, Ink, full_ink, without_rim
from firmware.face.printed.layout import Line
from firmware.face.printed.locate import Floats, Picture

_MARGIN = 14
# Percentile of the depth of a line that is full ink.
_BLACK = 98.5
# Less contrast, in grey levels, is none.
_LEAST_CONTRAST = 3.0
# What is darker than paper by less than this share of full ink is the printed ground, scratches and noise.
_SMUDGE = 0.15
# Ink fainter than this share of the line's is as good as lost: it is not stretched any further.
_FAINTEST = 0.35
# Where paper comes near full white (255) ground and ink are fainter alike, but down to this share they are not lost.
_WHITE, _NEAR_WHITE = 255.0, 25.0
_LEFT_OVER = 0.2
# Strength of what takes the noise of dim light away; chosen on the development seeds, as the two shares are.
_CALM = 25
# A spot is none of a letter when it is paler than this everywhere, of 255, or smaller than this share of a letter.
_PALE, _EDGE, _SPECK = 110, 220, 0.012
# A letter's points are darker than this, and where none is, a half of a letter is lost: a 5 is read as a 3 then.
# Lengths as shares of the letters' height: no two letters of a line are so far apart; what is left behind the last.
_INK = 128
_GAP = 0.9
_AFTER = 0.2
# The first letter's distance from the edge of the cut, which would else go through it.
_BEFORE = 0.15
# Width of the window in which there must be ink: a letter's.
_LETTER = 0.6


@dataclass(frozen=True, slots=True)
class Cut:
    """Height x width, grey, ink dark on white; for each column whether a letter is lost or half lost. Masked."""

    picture: Picture = field(repr=False)
    lost: NDArray[np.bool_] = field(repr=False)

    def whole(self, left: int, right: int) -> bool:
        """Whether every letter between these columns is there, in its upper and its lower half.

        A glare makes a 5 of a 25, the edge of the cut a 1 of a 4.
        """
        return left < right and not self.lost[max(left, 0) : right].any()


def cut(ink: Ink, line: Line) -> Cut:
    """The line as it is to be read."""
    picture = _print_only(_unspotted(_on_white(ink)), line)
    return Cut(np.pad(picture, _MARGIN, constant_values=255), np.pad(_lost(picture), _MARGIN, constant_values=False))


def _on_white(ink: Ink) -> Picture:
    """Stretched by what is darkest around: under a glare ink is only a little darker than the paper."""
    depth = without_rim(ink.depth)
    contrast = max(float(np.percentile(depth, _BLACK)), _LEAST_CONTRAST)
    left = np.clip((_WHITE - without_rim(ink.paper)) / _NEAR_WHITE, _LEFT_OVER, 1)
    clean = np.asarray(np.clip(depth - _SMUDGE * contrast * left, 0, None), np.float32)
    black = np.maximum(full_ink(clean), _FAINTEST * contrast * left)
    stretched = 255 * (1 - np.clip(clean / black, 0, 1))
    return np.asarray(cv2.fastNlMeansDenoising(stretched.astype(np.uint8), None, _CALM, 5, 9), np.uint8)


def _unspotted(line: Picture) -> Picture:
    """Without what is too pale or too small to be a letter's stroke."""
    dark = np.asarray(line < _EDGE, np.uint8)
    count, spots, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    stroke = stats[:, cv2.CC_STAT_AREA] >= _SPECK * LETTERS**2
    stroke &= np.isin(np.arange(count), np.unique(spots[line < _PALE]))
    return np.asarray(np.where((dark > 0) & ~stroke[spots], 255, line), np.uint8)


def _print_only(line: Picture, place: Line) -> Picture:
    """Without the empty paper behind the last letter, where noise and ground would be read."""
    inked = np.flatnonzero((line < _INK).any(axis=0))
    if not inked.size:
        return line
    last = int(inked[-1])
    if place.text.endswith("}"):
        # Nothing is printed behind the last place, so what stands behind a gap is none of the line.
        gaps = np.flatnonzero(np.diff(inked) > _GAP * LETTERS)
        last = int(inked[gaps[0]] if gaps.size else last)
    return line[:, : last + round(LETTERS * _AFTER)]


def _lost(line: Picture) -> NDArray[np.bool_]:
    """Columns without ink around them in the upper or in the lower half."""
    middle, half = line.shape[0] // 2, round(LETTERS * DIGIT / 2)
    darkness: Floats = (255 - line).astype(np.float32)
    upper, lower = (
        rows.max(axis=0, initial=0.0) for rows in (darkness[middle - half : middle], darkness[middle : middle + half])
    )
    inked = np.flatnonzero(np.maximum(upper, lower) > _INK)
    if not inked.size or inked[0] < _BEFORE * LETTERS:
        return np.ones(line.shape[1], np.bool_)
    window = np.ones((1, 2 * round(LETTERS * _LETTER / 2) + 1), np.uint8)
    there = [cv2.dilate(rows[None], window)[0] > _INK for rows in (upper, lower)]
    return np.asarray(~(there[0] & there[1]), np.bool_)
