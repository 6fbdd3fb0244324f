"""What is left in the memory of a real reader after visits of the face way. Card and cameras are other processes.

Before the reader wrote over what it frees, all 13 pieces of the photo's file were found after each visit, and 6 of 18
of the portrait after staff had compared.
"""

import asyncio
import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from firmware.card.face_file import parse_face_file
from firmware.face.child.eye import image_of
from firmware.face.child.held import take
from firmware.face.child.overlay import cut, mirrored, whole
from firmware.face.engine.availability import open_engine
from firmware.face.models.store import ModelStore
from firmware.face.photo.decode import decode_photo
from firmware.face.reasons import Unavailable
from firmware.screens.view import COMPARE_VIEW, LOOK_VIEW
from hal.camera import CameraFrame
from hal.display import Frame
from hal.virtual.card.files import read_card_file
from hal.virtual.client import BenchClient
from hal.virtual.footage import load
from tests.firmware.face.engine.conftest import INSTALLED
from tests.support.memory import Needles, hits, pieces_of, rows_of
from tools.demo.errors import PcscMissing
from tools.demo.props import Scenery

from .apart import Apart, face_scripts, running_apart, until

pytestmark = [
    pytest.mark.models,
    pytest.mark.process,
    pytest.mark.skipif(importlib.util.find_spec("smartcard") is None, reason="needs pyscard (the extra `pcsc`)"),
]

SHOWN = {"face": "face/turning", "staff-check": "staff_check/comparing"}
"""Visits, and where each shows a face."""
FACE_OFFERED = "ok"
ROUNDS = 3


@dataclass(slots=True)
class Scanned:
    """Pieces that were found: the most while a visit showed them, after each visit, and of what was planted."""

    during: dict[str, int] = field(default_factory=dict)
    left: dict[str, dict[str, int]] = field(default_factory=dict)
    sought: dict[str, int] = field(default_factory=dict)
    planted: int = 0


def photo_of_card(card: Path) -> bytes:
    surface = read_card_file(card).contents.surface
    assert surface is not None
    return parse_face_file(surface.face).photo


def needles(scenery: Scenery, photo: bytes) -> Needles:
    """Pieces of the photo's file, of the photo as staff sees it, of its embedding, of frames and of their previews."""
    engine = open_engine(ModelStore(INSTALLED))
    assert not isinstance(engine, Unavailable)
    finding, held = take(photo, engine)
    assert finding == "usable"
    assert held is not None
    assert held.embedding is not None
    assert scenery.stand is not None
    frames, look, compared = [], [], []
    for film in map(load, scenery.stand.films):
        for number, pixels in enumerate(film.frames):
            image = image_of(CameraFrame(film.width, film.height, pixels, 0.0, number))
            frames += rows_of(image, (240,), (320,))
            look += rows_of(mirrored(image, LOOK_VIEW, good=False), (150,), (190,))
            compared += rows_of(cut(image, COMPARE_VIEW), (120,), (150,))
    portrait = whole(decode_photo(photo), COMPARE_VIEW)
    return {
        "photo": pieces_of(photo[:-100], 400),
        "portrait": rows_of(portrait, range(90, 170, 20), (70, 90), 24),
        "embedding": pieces_of(np.asarray(held.embedding, np.float32).tobytes(), 64),
        "frame": frames,
        "preview": look,
        "compared": compared,
    }


async def scan(root: Path, rounds: int) -> Scanned:
    scripts = face_scripts(*SHOWN) * rounds
    found = Scanned()
    async with running_apart(root, scripts) as apart:
        await until(lambda: apart.journal.status().face == FACE_OFFERED)
        for script, person in zip(scripts, apart.demo.persons, strict=True):
            wanted = needles(apart.scenery(script, person), photo_of_card(apart.layout.cards / f"{person}.card"))
            found.sought = {name: len(pieces) for name, pieces in wanted.items()}

            async def look(place: str, name: str = script.name, wanted: Needles = wanted) -> None:
                if place != SHOWN[name]:
                    return
                now = await asyncio.to_thread(hits, apart.reader, wanted)
                found.during = {name: max(count, found.during.get(name, 0)) for name, count in now.items()}

            played = await apart.play(script, person, look)
            assert played.problems == ()
            await until(lambda: apart.journal.status().face == FACE_OFFERED)
            left, before = hits(apart.reader, wanted), found.left.get(script.name, {})
            found.left[script.name] = {name: max(count, before.get(name, 0)) for name, count in left.items()}
        found.planted = plant(apart, wanted)
    return found


def plant(apart: Apart, wanted: Needles) -> int:
    """Put the photo's pieces before a camera of the reader's own bench, which keeps them; how many are found."""
    buried = b"".join(wanted["photo"])
    side = 64
    with BenchClient(apart.layout.bench_socket) as bench:
        bench.show_camera(Frame(side, side, buried.ljust(side * side * 3, b"\0")))
        return hits(apart.reader, wanted)["photo"]


def scanned(root: Path, rounds: int) -> Scanned:
    """What was found in so many rounds of the visits; skips where something of the surroundings is not there."""
    opened = open_engine(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face models, uketsuke-models install makes them: {opened.detail}")
    try:
        return asyncio.run(scan(root, rounds))
    except PcscMissing as error:
        pytest.skip(str(error))


def check(found: Scanned) -> None:
    shown = {name: found.during[name] for name in ("preview", "compared", "portrait")}
    assert min(shown.values()) > 0, f"what is there is found: {shown}"
    assert found.planted == found.sought["photo"]
    assert found.left == {name: dict.fromkeys(found.sought, 0) for name in SHOWN}


def test_the_reader_forgets_every_face(tmp_path: Path) -> None:
    check(scanned(tmp_path, 1))


@pytest.mark.prove
def test_the_reader_forgets_every_face_of_some_rounds(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = scanned(tmp_path, ROUNDS)
    record_property("visits", ROUNDS * len(SHOWN))
    record_property("planted", f"{found.planted} of {found.sought['photo']} found")
    for name in found.sought:
        left = ", ".join(f"{counts[name]} after {visit}" for visit, counts in found.left.items())
        record_property(name, f"of {found.sought[name]} pieces {found.during[name]} during a visit, {left}")
    check(found)


def test_a_piece_that_is_there_is_found() -> None:
    secret = bytes(np.random.default_rng(1).integers(0, 256, 400, np.uint8))
    pieces = {"planted": pieces_of(secret, 64), "absent": [os.urandom(32)]}
    assert len(pieces["planted"]) == 6
    assert hits(os.getpid(), pieces)["planted"] == 6
