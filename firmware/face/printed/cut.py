"""One line of print, cut out of a frame: straight, black on white, whatever light and shadow lie on it."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from firmware.face.printed.layout import Line
from firmware.face.printed.locate import Floats, Picture
from firmware.face.printed.register import Matrix

# Tesseract reads best where capitals are about 30 points high (its manual, "improving the quality of the output").
_DIGIT_POINTS = 28
# The height of a digit in letters of height 1.
_DIGIT = 0.72
# Around the box, for a card that was not found to the point.
_SIDE_MM = 1.6
_ABOVE_MM = 0.2
_MARGIN = 14
# Lengths as shares of the letters' height: what paper is looked for in is wider than any letter's strokes; how far its
# brightness is smoothed, narrower than a shadow's edge; what noise is smoothed by, narrower than a stroke.
_PAPER = 1.2
_SOFT = 0.32
_SMEAR = 0.1
_STROKE = 0.035
# Percentiles of brightness. Print covers less than a fifth of its box, so the 45th is paper for certain.
_WHITE = 45
_BLACK = 1.5
_LEAST_CONTRAST = 0.2
# Ink fainter than this share of the line's is as good as lost: what a glare took away is not to be guessed.
_FAINTEST = 0.5
# What is darker than paper by less than this share is the printed ground, scratches and noise.
_SMUDGE = 0.15
# A letter's points are darker than this, of 255. Lengths as shares of the letters' height: no two letters of a line are
# so far apart; what is left behind the last.
_INK = 128
_GAP = 0.9
_AFTER = 0.2
# The first letter's distance from the edge of the cut, which would else go through it.
_BEFORE = 0.15
# Width of the window in which there must be ink: a letter's.
_LETTER = 0.6
# What is left of the noise in dim light; chosen on the development seeds.
_CALM = 25


@dataclass(frozen=True, slots=True)
class Cut:
    """Height x width, grey, ink dark on white; `whole` unless a letter that counts is lost or half lost. Masked."""

    picture: Picture = field(repr=False)
    whole: bool


def cut(frame: Picture, to_frame: Matrix, line: Line) -> Cut:
    """A line of the card that `to_frame` places in the frame."""
    box, scale = line.box, _DIGIT_POINTS / (line.letters * _DIGIT)
    width, height = box.width + 2 * _SIDE_MM, box.height + 2 * _ABOVE_MM
    place = np.array(((1 / scale, 0, box.x - _SIDE_MM), (0, 1 / scale, box.y - _ABOVE_MM), (0, 0, 1)))
    flat = cv2.warpPerspective(
        frame,
        to_frame @ place,
        (round(width * scale), round(height * scale)),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    letters = line.letters * scale
    ink, contrast = _ink(np.asarray(flat.astype(np.float32).mean(axis=2), np.float32), letters)
    picture = _print_only(_on_white(ink, contrast, letters), letters)
    end = picture.shape[1] - round((_AFTER + _tail(line)) * letters)
    whole = _is_whole(ink[:, : max(end, 0)] / contrast, letters)
    return Cut(np.pad(picture, _MARGIN, constant_values=255), whole)


def _tail(line: Line) -> int:
    """Letters behind the last place and the letter that ends it: they say nothing."""
    return max(0, len(line.text.rpartition("}")[2]) - 1)


def _ink(grey: Floats, letters: float) -> tuple[Floats, float]:
    """How much darker each point is than the paper's own brightness there, and how much black ink is."""
    span = round(letters * _PAPER) | 1
    soft = cv2.GaussianBlur(grey, (0, 0), letters * _STROKE)
    around = cv2.GaussianBlur(grey, (0, 0), letters * _SMEAR)
    paper = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((span, span), np.uint8))
    share = soft / (cv2.GaussianBlur(paper, (0, 0), letters * _SOFT) + 1)
    white, black = (float(np.percentile(share, place)) for place in (_WHITE, _BLACK))
    # An empty line must stay white, and not have its noise stretched into letters.
    contrast = max(white - black, _LEAST_CONTRAST * white)
    return np.asarray(np.clip(white - share, 0, None), np.float32), contrast


def _on_white(ink: Floats, contrast: float, letters: float) -> Picture:
    """Stretched by what is darkest around: under a glare ink is only a little darker than the paper."""
    clean = np.clip(ink - _SMUDGE * contrast, 0, None)
    window = np.ones((round(letters), round(letters)), np.uint8)
    strongest = cv2.GaussianBlur(cv2.dilate(clean, window), (0, 0), letters * _SOFT)
    stretched = 255 * (1 - np.clip(clean / np.clip(strongest, _FAINTEST * contrast, contrast), 0, 1))
    return np.asarray(cv2.fastNlMeansDenoising(stretched.astype(np.uint8), None, _CALM, 5, 9), np.uint8)


def _is_whole(ink: Floats, letters: float) -> bool:
    """Whether every letter is there, with ink in its upper and its lower half.

    A glare makes a 5 of a 25, the edge of the cut a 1 of a 4.
    """
    middle, half = ink.shape[0] // 2, round(letters * _DIGIT / 2)
    upper, lower = (
        rows.max(axis=0, initial=0.0) for rows in (ink[middle - half : middle], ink[middle : middle + half])
    )
    first = int(np.argmax(np.maximum(upper, lower) > _FAINTEST)) if ink.size else 0
    if first < _BEFORE * letters:
        return False
    window = np.ones((1, 2 * round(letters * _LETTER / 2) + 1), np.uint8)
    return all(np.min(cv2.dilate(rows[None, first:], window)) > _FAINTEST for rows in (upper, lower))


def _print_only(line: Picture, letters: float) -> Picture:
    """Without the empty paper behind the last letter, where noise and ground would be read."""
    inked = np.flatnonzero((line < _INK).any(axis=0))
    if not inked.size:
        return line
    gaps = np.flatnonzero(np.diff(inked) > _GAP * letters)
    last = int(inked[gaps[0]] if gaps.size else inked[-1])
    return line[:, : last + round(letters * _AFTER)]
