"""Counted readings of drawn and disturbed card faces."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date

import cv2
from PIL import Image

from firmware.face.printed.layout import FaceLayout, load_layout
from firmware.face.printed.number import Reading, Unavailable, Unsure
from firmware.face.printed.reader import PrintedReader, open_reader
from firmware.screens.fonts import FontSet
from tests.support.issued import ROOT
from tools.issue.card_faces.camera import film
from tools.issue.card_faces.draw import Picture, draw_face, draw_ground
from tools.issue.card_faces.invent import Printed, invented
from tools.issue.card_faces.ranges import Ranges, SeedRun, load_ranges
from tools.issue.dates import era_digits

# The counts are the same on every day.
TODAY = date(2026, 11, 22)
_BATCH = 20


@dataclass(frozen=True)
class Outcome:
    """What became of one card."""

    seed: int
    wrong: bool
    unsure: str | None


def layouts() -> dict[str, FaceLayout]:
    """The configured layouts by calendar."""
    found = [load_layout(path.read_text()) for path in sorted((ROOT / "config" / "card_faces").glob("*.toml"))]
    return {layout.calendar: layout for layout in found}


def ranges() -> Ranges:
    """The committed ranges."""
    return load_ranges((ROOT / "config" / "card_camera" / "ranges.toml").read_text())


def true_number(printed: Printed) -> str:
    """照合番号B by the issuing side's own reckoning."""
    birth = era_digits(printed.birth) if printed.calendar == "era" else f"{printed.birth:%y%m%d}"
    return f"{birth}{printed.expiry.year:04}{printed.code}"


class Counter:
    """Draws cards and has them read."""

    def __init__(self) -> None:
        self.layouts, self.ranges = layouts(), ranges()
        self._fonts = FontSet()
        self._grounds = {calendar: draw_ground(layout) for calendar, layout in self.layouts.items()}
        # Nothing is read there; one picture for all saves the time of drawing many.
        self._photo = Image.new("RGB", (240, 320), "#B0A8A0")
        reader = open_reader(list(self.layouts.values()))
        assert not isinstance(reader, Unavailable), reader.reason
        self.reader: PrintedReader = reader

    def face(self, printed: Printed) -> Picture:
        """The drawn face side."""
        layout = self.layouts[printed.calendar]
        return draw_face(printed, layout, self._fonts, self._photo, self._grounds[printed.calendar])

    def read(self, seed: int) -> Outcome:
        """One card, from its seed to its outcome."""
        printed = invented(seed, TODAY)
        result = self.reader.read(film(self.face(printed), seed, self.ranges), TODAY)
        if isinstance(result, Reading):
            return Outcome(seed, result.number.reveal() != true_number(printed).encode(), None)
        assert isinstance(result, Unsure)
        return Outcome(seed, False, f"{result.doubt.name} {result.field.value if result.field else '-'}")


def read_batch(seeds: range) -> list[Outcome]:
    """Cards of these seeds, in a process of its own where many are read side by side."""
    cv2.setNumThreads(1)
    counter = Counter()
    return [counter.read(seed) for seed in seeds]


def read_many(run: SeedRun) -> Iterator[list[Outcome]]:
    """All cards of a run, batch by batch as they are done, on all processors."""
    ends = run.first + run.count
    batches = [range(first, min(first + _BATCH, ends)) for first in range(run.first, ends, _BATCH)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(read_batch, batch) for batch in batches]):
            yield done.result()
