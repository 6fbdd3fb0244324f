"""The sections of the report about the face way."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from firmware.face.child.setup import Setup
from firmware.screens.model import Arrangement
from firmware.screens.view import view_size
from hal.virtual.footage import load
from tools.bench.errors import LeftOut
from tools.bench.face.child import FaceChild, child, served
from tools.bench.face.looking import Orders, paced
from tools.bench.face.props import Props, props
from tools.bench.face.visits import INTERVALS, before_cameras, between, change_persons, machine_ms, play, quiet
from tools.bench.numbers import spread
from tools.bench.processes import process_memory_mb, resident_mb
from tools.bench.product import running

Rows = Iterator[tuple[str, object]]
CONFIG = Path(__file__).resolve().parents[3] / "config"
DISPLAY = (800, 480)
STARTS = 5
COMINGS = 10
PRINTS = 5
VISITS = 5
"""A visit takes as long as its person needs to turn the head: some seconds."""
LOOKING_S = 5.0
CAMERAS = (10.0, 30.0)
"""Frames a second of a slow and of a usual camera."""


class FaceSections:
    """`films` is kept from one run to the next, `sockets` is a directory with a short path."""

    def __init__(self, root: Path, sockets: Path, models: Path, films: Path) -> None:
        self._root = root
        self._sockets = sockets
        self._models = models
        self._films = films
        self._props: Props | None = None

    def all(self, visits: int) -> tuple[tuple[str, Callable[[], Rows]], ...]:
        """Titles and measurements."""
        return (
            ("Face engine beside its models alone, in turn", lambda: self._engine(visits)),
            ("Face child, virtual cameras, drawn persons", self._child),
            ("The card's print", self._print),
            ("Face visit, card in process", self._visits),
        )

    def _seen(self) -> Props:
        if self._props is None:
            self._props = props(self._root / "face-issued", self._films)
        return self._props

    def _engine(self, visits: int) -> Rows:
        # OpenCV tells on stderr what its networks cannot do here; a face child is as silent.
        os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
        try:
            # Only here: all other measurements do without these libraries.
            from tools.bench.face.engine import engine_rows, opened
        except ImportError as error:
            raise LeftOut(f"{error.name} is not installed: `make models`") from error
        opened(self._models)
        seen = self._seen()
        yield "films drawn (kept for the next run), s", f"{seen.drawn_s:.1f}"
        yield from engine_rows(self._models, seen, visits)

    @contextmanager
    def _children(self) -> Iterator[Callable[[], AbstractContextManager[FaceChild]]]:
        """What starts one child after another before the same bench."""
        with served(self._sockets) as (bench, hardware):
            setup = Setup(str(self._models), str(CONFIG / "card_faces"), hardware)
            yield lambda: child(setup, bench)

    def _child(self) -> Rows:
        with self._children() as start:
            ready = []
            for _ in range(STARTS):
                with start() as one:
                    _with_engine(one)
                    ready.append(one.ready_s)
            yield "start to ready, s", spread(ready)
            with start() as one:
                yield "memory MB when ready (proportional, resident)", _memory(one.pid)
                yield from self._looked(one)
                yield "memory MB most, after all this (resident)", f"{resident_mb(one.pid)[1]:.1f}"

    def _looked(self, one: FaceChild) -> Rows:
        seen = self._seen()
        straight, far, nobody = load(seen.holder.straight), load(seen.far), load(seen.nobody)
        orders = Orders(one, view_size(Arrangement.LOOK, DISPLAY))
        yield "chip photo decoded and embedded, ms", spread([orders.take_photo(seen.photo) for _ in range(COMINGS)])
        for speed in CAMERAS:
            empty, person = paced(nobody, speed), paced(straight, speed)
            taken = [orders.come_into_view(empty, person) for _ in range(COMINGS)]
            yield f"face in view to decision, no turn, {speed:.0f} frames/s, ms", spread(taken)
        fast = max(CAMERAS)
        previews = orders.previews_while_looking(paced(far, fast), LOOKING_S)
        yield f"previews/s, somebody looked for, camera {fast:.0f}/s", f"{previews:.1f}"
        previews = orders.previews_while_turning(paced(straight, fast))
        yield f"previews/s, each frame embedded too, camera {fast:.0f}/s", f"{previews:.1f}"

    def _print(self) -> Rows:
        with self._children() as start, start() as one:
            _with_text_recognition(one)
            orders = Orders(one, view_size(Arrangement.LOOK, DISPLAY))
            film = load(self._seen().card)
            times = [orders.read_print(film) for _ in range(PRINTS)]
        yield "read for sure", f"{sum(one.sure for one in times)} of {len(times)}"
        yield "card in view to its number, ms", spread([one.whole for one in times])
        yield "  of it text recognition, the camera being off, ms", spread([one.recognised for one in times])

    def _visits(self) -> Rows:
        with self._children() as start, start() as one:
            _with_engine(one)
            _with_text_recognition(one)
        directory, seen = self._root / "face", self._seen()
        directory.mkdir()
        (directory / "props").symlink_to(self._films)
        steps, by = [], 0
        with running(directory, models=self._models) as product:
            quiet(product)
            near, tray = product.trays()
            with before_cameras(product, near, seen):
                for _ in range(VISITS):
                    by = change_persons(product, by)
                    play(product, near, tray)
                    steps.append(product.last_steps())
                by = change_persons(product, by)
            apdus = product.last_visit("apdus")
            memory = _memory(product.child("firmware.reader.main")), _memory(by)
        yield "machine time of the visit (no turn, no choice), ms", spread([machine_ms(one) for one in steps])
        for words, first, second in INTERVALS:
            yield f"  {words}, ms", spread([between(one, first, second) for one in steps])
        yield "commands to the card", apdus
        yield "reader: memory MB (proportional, resident)", memory[0]
        yield "its face child that stands by: memory MB (the same)", memory[1]


def _with_engine(one: FaceChild) -> None:
    missing = one.awake.missing
    if missing is not None:
        raise LeftOut(f"no face is compared here ({missing}): {one.awake.detail}")


def _with_text_recognition(one: FaceChild) -> None:
    missing = one.awake.print_missing
    if missing is not None:
        raise LeftOut(f"no card is read here ({missing}): apt-get install tesseract-ocr tesseract-ocr-jpn")


def _memory(pid: int) -> str:
    return f"{process_memory_mb(pid):.1f}, {resident_mb(pid)[0]:.1f}"
