"""One line of print, cut out of a frame: straight, black on white, whatever light and shadow lie on it."""

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
_SIDE_MM = 0.5
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
# Ink fainter than this share of the line's is left faint: what a glare took away is not to be guessed.
_FAINTEST = 0.5
# What is left of the noise in dim light; chosen on the development seeds.
_CALM = 25


def cut(frame: Picture, to_frame: Matrix, line: Line) -> Picture:
    """Height x width, grey: ink dark on white."""
    box, scale = line.box, _DIGIT_POINTS / (line.letters * _DIGIT)
    width, height = box.width + 2 * _SIDE_MM, box.height + 2 * _ABOVE_MM
    place = np.array(((1 / scale, 0, box.x - _SIDE_MM), (0, 1 / scale, box.y - _ABOVE_MM), (0, 0, 1)))
    size = (round(width * scale), round(height * scale))
    flat = cv2.warpPerspective(
        frame,
        to_frame @ place,
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return _on_white(flat.astype(np.float32).mean(axis=2), line.letters * scale)


def _on_white(grey: Floats, letters: float) -> Picture:
    """Divided by the paper's own brightness, smoothed, and stretched so that ink is black and the paper's noise white.

    Under a glare ink is only a little darker than the paper: it is stretched by what is darkest around it.
    """
    span = round(letters * _PAPER) | 1
    soft = cv2.GaussianBlur(grey, (0, 0), letters * _STROKE)
    around = cv2.GaussianBlur(grey, (0, 0), letters * _SMEAR)
    paper = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((span, span), np.uint8))
    share = soft / (cv2.GaussianBlur(paper, (0, 0), letters * _SOFT) + 1)
    white, black = (float(np.percentile(share, place)) for place in (_WHITE, _BLACK))
    # An empty line must stay white, and not have its noise stretched into letters.
    contrast = max(white - black, _LEAST_CONTRAST * white)
    ink = np.clip(white - share, 0, None)
    window = np.ones((round(letters), round(letters)), np.uint8)
    strongest = cv2.GaussianBlur(cv2.dilate(ink, window), (0, 0), letters * _SOFT)
    stretched = 255 * (1 - np.clip(ink / np.clip(strongest, _FAINTEST * contrast, contrast), 0, 1))
    calm = cv2.fastNlMeansDenoising(stretched.astype(np.uint8), None, _CALM, 5, 9)
    return np.pad(np.asarray(calm, np.uint8), _MARGIN, constant_values=255)
