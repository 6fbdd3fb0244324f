"""`uketsuke-face evaluate`: a site's own persons, compared with one another by the models that are installed."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from firmware.face.calibration import sign_calibration
from firmware.face.child.eye import SEARCH_SIDE
from firmware.face.engine.engine import Engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Unavailable
from tools.face.errors import EngineUnavailable, NoPlaceNamed, TooFewPersons
from tools.face.folders import persons_in
from tools.face.gather import Gatherer
from tools.face.judgement import Advice, judge
from tools.face.pictures import CHIP_WIDTH, NARROWEST, WIDEST
from tools.face.plots import histogram, trade_off
from tools.face.report import lines, numbers
from tools.face.scoring import compare
from tools.face.signing import DEFAULT_DAYS, FILE, Models, Order, calibration, check_order, read_key

EVERY = 2.0  # seconds between two signs of life

ABOUT = f"""\
DIR has one folder a person, with two pictures (JPEG, PNG) or more of them. The picture called reference.*, or else the
first one by name, stands for the photo on the card: it is made as poor as a chip's photo (grey, 240x320, 3 kB of JPEG
2000; --reference-size takes another width), unless --raw-reference is given. All others are taken as they are, the
largest face of each. Three that follow one another by name are fused, as the frames of a visit are: let them be of one
sitting. Each picture is looked at whole, as a reader does with the frames that it compares; but a reader compares only
frames of a good quality, in which it found somebody in a copy of {SEARCH_SIDE} pixels before.

Written to --out: report.txt, report.json, distances.png, trade-off.png; with --sign also calibration.jws. None of them
holds a picture, a name of a person or of a file; persons are spoken of by their number in the order of the folders.

A production reader takes a calibration that shows a false accept rate of 1e-4 or less for each threshold with 95 %
confidence: from 100 persons or more and 30,000 comparisons of each kind (101 persons with ten pictures, or 175 with
four). --demo signs whatever was measured, for readers of a demo alone."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", models: Path) -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "evaluate",
        help="how well the installed models tell the persons of a folder apart",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="one folder a person")
    parser.add_argument("--models", type=Path, default=models, metavar="DIR", help="the models directory")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="where report and pictures go")
    reference = parser.add_mutually_exclusive_group()
    reference.add_argument("--raw-reference", action="store_true", help="do not make the references poor")
    reference.add_argument(
        "--reference-size", type=_width, default=CHIP_WIDTH, metavar="WIDTH", help=f"pixels across; {CHIP_WIDTH}"
    )
    parser.add_argument(
        "--sign", type=Path, default=None, metavar="KEY.pem", help="sign the site calibration; needs --out"
    )
    parser.add_argument("--site", default="", metavar="NAME", help="the site it is for, as in yamada-clinic")
    parser.add_argument("--device", action="append", default=[], metavar="ID", help="a reader it is for; all if none")
    parser.add_argument(
        "--days", type=int, default=DEFAULT_DAYS, help=f"how long it counts; {DEFAULT_DAYS} if left out"
    )
    parser.add_argument("--demo", action="store_true", help="sign for a demo, whatever was measured")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Evaluate, write, sign. Raises FaceToolError, FaceError, OSError."""
    order = Order(chosen.site, tuple(chosen.device), chosen.days, chosen.demo)
    out: Path | None = chosen.out
    signer = None
    if chosen.sign is not None:
        if out is None:
            raise NoPlaceNamed
        check_order(order)
        signer = read_key(chosen.sign)
    folders = persons_in(chosen.folder)
    engine = open_models(chosen.models)
    say = progress("evaluate")
    width: int | None = None if chosen.raw_reference else chosen.reference_size
    seen, tally = Gatherer(engine, width).gather(folders, say)
    if len(seen) < 2:
        raise TooFewPersons(len(seen), len(folders))
    compared = compare(seen, engine, say)
    judgement = judge(compared)
    text = "\n".join(lines(tally, compared, judgement, width)) + "\n"
    print(text, end="")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.txt").write_text(text, encoding="utf-8")
        known = {"detector": engine.detector_sha256, "embedder": engine.model_sha256}
        data = {**numbers(tally, compared, judgement, width), **known}
        (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n")
        histogram(compared.single, _marks(judgement.single)).save(out / "distances.png")
        trade_off((("single", compared.single), ("fused", compared.fused))).save(out / "trade-off.png")
    if signer is not None and out is not None:
        models = Models(engine.detector_sha256, engine.model_sha256)
        made = calibration(order, models, len(seen), judgement, width, _now())
        (out / FILE).write_bytes(sign_calibration(made, signer) + b"\n")
        print(f"\nsigned: {out / FILE}, id {made.id}, until {made.expires_at.date()}, signed by key {signer.kid}")
    return 0


def open_models(directory: Path) -> Engine:
    """The engine with the thresholds of its manifest: it is what is to be judged. Raises EngineUnavailable."""
    opened = Engine.open(ModelStore(directory))
    if isinstance(opened, Unavailable):
        raise EngineUnavailable(opened.detail)
    return opened


def progress(command: str) -> Callable[[str], None]:
    """Says where the work is, at most every two seconds, and how long it has taken."""
    began = time.monotonic()
    said = [began - EVERY]

    def say(text: str) -> None:
        now = time.monotonic()
        if now - said[0] >= EVERY:
            said[0] = now
            print(f"{command} {now - began:5.0f} s  {text}", flush=True)

    return say


def _marks(advice: Advice) -> list[tuple[str, float]]:
    if advice.point is None:
        return []
    return [("threshold" if advice.shown else "nearest of different persons", advice.point.threshold)]


def _width(text: str) -> int:
    width = int(text)
    if not NARROWEST <= width <= WIDEST:
        raise argparse.ArgumentTypeError(f"{NARROWEST} to {WIDEST} pixels")
    return width


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
