"""What the cameras see in a measurement: films and a chip photo of one demo person, made by `uketsuke-issue`."""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from firmware.card.errors import CardError
from firmware.card.face_file import parse_face_file
from hal.virtual.actor import Stand
from hal.virtual.card.files import CardFileError, read_card_file
from hal.virtual.props import StandName
from hal.virtual.props import read_props as listed_in
from hal.virtual.tray import BenchError
from tools.bench.errors import BenchmarkError

PERSON = "asagao"
STANDS: tuple[StandName, ...] = ("holder", "far", "nobody")
"""The holder who does as asked; somebody who stays too far away to be compared; an empty place."""

DRAWING_S = 900.0
JAPAN = timezone(timedelta(hours=9), "JST")


@dataclass(frozen=True, slots=True)
class Props:
    """Films, each the path of its file, and the photo (JPEG 2000) in the chip of the same person's card."""

    card: Path
    holder: Stand
    far: Path
    nobody: Path
    photo: bytes = field(repr=False)
    drawn_s: float = 0.0


def props(issued: Path, films: Path) -> Props:
    """Persons in `issued`, today's; films in `films`, drawn if they are not there. Raises BenchmarkError."""
    began = time.perf_counter()
    today = datetime.now(JAPAN).date().isoformat()
    _issue("demo", "--out", str(issued), "--date", today)
    _issue("props", "--out", str(issued), "--into", str(films), "--person", PERSON, "--stands", *STANDS)
    return read_props(issued, films, time.perf_counter() - began)


def read_props(issued: Path, films: Path, drawn_s: float = 0.0) -> Props:
    """What lies there. Raises BenchmarkError."""
    try:
        listed = listed_in(films)
        card = listed.card(PERSON, "face")
        holder, far, nobody = (listed.stand(PERSON, name) for name in STANDS)
        photo = _photo(issued / "cards" / f"{PERSON}.card")
    except (BenchError, CardFileError, CardError) as error:
        raise BenchmarkError(f"what stands before the cameras was not drawn as expected ({error})") from error
    if card is None or holder is None or far is None or nobody is None:
        raise BenchmarkError(f"what stands before the cameras was not drawn as expected for {PERSON}")
    return Props(card, holder, far.straight, nobody.straight, photo, drawn_s)


def _photo(card: Path) -> bytes:
    surface = read_card_file(card).contents.surface
    if surface is None:
        raise BenchmarkError(f"the card of {PERSON} has no photo")
    return parse_face_file(surface.face).photo


def _issue(*arguments: str) -> None:
    command = (sys.executable, "-m", "tools.issue.main", *arguments)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DRAWING_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"uketsuke-issue {arguments[0]} took longer than {DRAWING_S:.0f} s") from error
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise BenchmarkError(f"uketsuke-issue {arguments[0]} failed: {said[0]}")
