"""The two pictures of an evaluation, drawn with Pillow: where the distances lie, and what each threshold costs."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tools.face.statistics import Scores, curve

SIZE = (900, 620)
_LEFT, _TOP, _RIGHT, _BOTTOM = 90, 80, 870, 550
_INK, _GRID, _PAPER = (30, 30, 30), (222, 222, 222), (255, 255, 255)
_SAME, _OTHER = (32, 104, 176), (200, 76, 28)
_COLOURS = {"single": (32, 104, 176), "fused": (24, 132, 72)}
_BINS = 60
_TICKS = (0.0001, 0.001, 0.01, 0.05, 0.2, 0.5)
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
_NORMAL = NormalDist()


def histogram(scores: Scores, thresholds: Sequence[tuple[str, float]]) -> Image.Image:
    """Shares of the distances of the same and of different persons, with thresholds as lines."""
    sheet = _Sheet.blank("Distances of one picture to the reference", "distance (smaller is more alike)", "share")
    most = max((float(one[-1]) for one in (scores.genuine, scores.impostor) if len(one)), default=1.0) or 1.0
    edges = np.linspace(0, most * 1.02, _BINS + 1)
    shares = [np.histogram(one, edges)[0] / max(1, len(one)) for one in (scores.genuine, scores.impostor)]
    top = max(float(np.max(one)) for one in shares) * 1.05 or 1.0
    for value in np.arange(0, edges[-1], 0.1):
        sheet.across(float(value / edges[-1]), f"{value:.1f}")
    step = next(step for step in _STEPS if top / step <= 6)
    for value in np.arange(0, top, step):
        sheet.up(float(value / top), f"{value:.0%}")
    for share, colour in zip(shares, (_SAME, _OTHER), strict=True):
        steps = [
            (edge / edges[-1], height / top)
            for edge, height in zip(np.repeat(edges, 2)[1:-1], np.repeat(share, 2), strict=True)
        ]
        sheet.line([(0.0, 0.0), *steps, (1.0, 0.0)], colour)
    for place, (name, threshold) in enumerate(thresholds):
        sheet.mark(threshold / float(edges[-1]), f"{name} {threshold:.3f}", place)
    sheet.legend(
        (f"same person ({len(scores.genuine):,})", _SAME), (f"different persons ({len(scores.impostor):,})", _OTHER)
    )
    return sheet.image


def trade_off(sets: Sequence[tuple[str, Scores]]) -> Image.Image:
    """Detection error trade-off: the false reject rate over the false accept rate, both on normal deviates."""
    sheet = _Sheet.blank("Detection error trade-off", "false accept rate", "false reject rate")
    for tick in _TICKS:
        label = f"{tick:.2%}" if tick < 0.01 else f"{tick:.0%}"
        sheet.across(_deviate(tick), label)
        sheet.up(_deviate(tick), label)
    named = [(name, scores) for name, scores in sets if len(scores.genuine) and len(scores.impostor)]
    for name, scores in named:
        _, far, frr = curve(scores)
        points = [(_deviate(float(one)), _deviate(float(two))) for one, two in zip(far, frr, strict=True)]
        sheet.line(
            [points[0], *(point for before, point in itertools.pairwise(points) if point != before)],
            _COLOURS[name],
        )
    if named and all(float(scores.genuine[-1]) < float(scores.impostor[0]) for _, scores in named):
        words = "the two are wholly apart: no threshold between them errs"
        sheet.pen.text(sheet.place(0.5, 0.5), words, _INK, sheet.font, anchor="mm")
    sheet.legend(*((f"{name} ({len(scores.impostor):,} impostors)", _COLOURS[name]) for name, scores in named))
    return sheet.image


def _deviate(share: float) -> float:
    """Where a share lies on an axis from the first tick to the last, both held inside."""
    low, high = _NORMAL.inv_cdf(_TICKS[0] / 2), _NORMAL.inv_cdf(0.6)
    inside = min(max(share, _TICKS[0] / 2), 0.6)
    return (_NORMAL.inv_cdf(inside) - low) / (high - low)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture with two axes; places on it are shares of them from the lower left corner."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont

    @classmethod
    def blank(cls, title: str, across: str, up: str) -> "_Sheet":
        image = Image.new("RGB", SIZE, _PAPER)
        sheet = cls(image, ImageDraw.Draw(image), ImageFont.load_default(15))
        sheet.pen.text((_LEFT, 16), title, _INK, ImageFont.load_default(20))
        sheet.pen.text(((_LEFT + _RIGHT) / 2, SIZE[1] - 24), across, _INK, sheet.font, anchor="mm")
        sheet.pen.text((_LEFT, _TOP - 24), up, _INK, sheet.font)
        sheet.pen.rectangle((_LEFT, _TOP, _RIGHT, _BOTTOM), outline=_INK)
        return sheet

    def place(self, across: float, up: float) -> tuple[float, float]:
        return _LEFT + across * (_RIGHT - _LEFT), _BOTTOM - up * (_BOTTOM - _TOP)

    def across(self, share: float, label: str) -> None:
        x, _ = self.place(share, 0)
        self.pen.line((x, _TOP + 1, x, _BOTTOM - 1), _GRID)
        self.pen.text((x, _BOTTOM + 14), label, _INK, self.font, anchor="mm")

    def up(self, share: float, label: str) -> None:
        _, y = self.place(0, share)
        self.pen.line((_LEFT + 1, y, _RIGHT - 1, y), _GRID)
        self.pen.text((_LEFT - 8, y), label, _INK, self.font, anchor="rm")

    def line(self, points: Sequence[tuple[float, float]], colour: tuple[int, int, int]) -> None:
        self.pen.line([self.place(*point) for point in points], colour, 2)

    def mark(self, share: float, label: str, row: int) -> None:
        x, _ = self.place(share, 0)
        for y in range(_TOP, _BOTTOM, 8):
            self.pen.line((x, y, x, y + 4), _INK)
        self.pen.text((x - 4, _TOP + 8 + 18 * row), label, _INK, self.font, anchor="ra")

    def legend(self, *entries: tuple[str, tuple[int, int, int]]) -> None:
        for row, (label, colour) in enumerate(entries):
            y = 24 + 22 * row
            self.pen.rectangle((_RIGHT - 252, y - 5, _RIGHT - 234, y + 5), fill=colour)
            self.pen.text((_RIGHT - 226, y), label, _INK, self.font, anchor="lm")
