"""`python -m tools.bench.main`: every measurement once, ratios and counts, no judgement. Takes some minutes."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from hal.virtual.card.stack import StackUnavailableError
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.bench.errors import BenchmarkError, LeftOut
from tools.bench.face.sections import FaceSections
from tools.bench.numbers import line
from tools.bench.sections import Sections

ROOT = Path("build/bench")
FILMS = Path("build/bench-films")
"""Kept from one run to the next: drawing them takes a minute."""
MODELS = Path("build/models")
MOST_VISITS = 1000
EXIT_INTERRUPTED = 130
"""128 + SIGINT, as a shell says it."""


def main() -> int:
    """Measure and print; 1 where something could not be measured, with the reason in its place."""
    parser = argparse.ArgumentParser(prog="make bench", description="Ratios and counts beside their floor.")
    parser.add_argument("--visits", type=_visits, default=30, metavar="N", help="visits of each kind (default 30)")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="the face models")
    chosen = parser.parse_args()
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as sockets:
        place = Path(sockets)
        face = FaceSections(ROOT.resolve(), place, chosen.models.resolve(), FILMS.resolve())
        try:
            return report(Sections(ROOT.resolve(), place, chosen.visits, face))
        except KeyboardInterrupt:
            return EXIT_INTERRUPTED


def _visits(text: str) -> int:
    visits = int(text) if text.isdecimal() and len(text) <= len(str(MOST_VISITS)) else 0
    if not 1 <= visits <= MOST_VISITS:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and {MOST_VISITS}")
    return visits


def report(sections: Sections) -> int:
    """Print every section as it is measured."""
    status = 0
    for title, measure in sections.all():
        print(title, flush=True)
        try:
            for name, value in measure():
                print(line(name, value), flush=True)
        except LeftOut as reason:
            print(line("left out", reason), flush=True)
        except (BenchmarkError, StackUnavailableError, BenchError, WireError, OSError) as error:
            status = 1
            print(line("not measured", error), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
