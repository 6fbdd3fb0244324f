"""Contact sheets to look at: `python -m tools.issue.portraits.sheet --out sheet.png`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tools.issue.portraits.cast import CAST
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import FILMS, film
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.shot import Pose, Shot

_POSES = (Pose(), Pose(yaw=22.0), Pose(yaw=-22.0), Pose(pitch=8.0, roll=6.0))
_FRAMES = (0.0, 0.25, 0.5, 0.75)  # of a film, as shares of its length


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one picture: the cast in four poses each, or with --films the films of one of them."""
    parser = argparse.ArgumentParser(prog="tools.issue.portraits.sheet", description="Draws persons to look at.")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.png")
    parser.add_argument("--seeds", type=int, nargs="*", default=list(CAST), help="who; the cast if left out")
    parser.add_argument("--films", action="store_true", help="the films of the first, with the second beside")
    chosen = parser.parse_args(arguments)
    rows = _films(chosen.seeds[0], chosen.seeds[1]) if chosen.films else [_poses(seed) for seed in chosen.seeds]
    cv2.imwrite(str(chosen.out), cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))
    print(f"{chosen.out}: {len(rows)} rows")
    return 0


def _poses(seed: int) -> Picture:
    sitter = Sitter.of(seed)
    return _row([sitter.draw(Shot(pose=pose, background=seed)) for pose in _POSES])


def _films(first: int, second: int) -> list[Picture]:
    sitters = Sitter.of(first), Sitter.of(second)
    rows = []
    for name in FILMS:
        made = film(name, *sitters)
        pictures = [np.frombuffer(made.frames[int(share * len(made.frames))], np.uint8) for share in _FRAMES]
        rows.append(_row([picture.reshape(made.height, made.width, 3) for picture in pictures]))
        print(f"{name}: {len(made.frames)} frames")
    return rows


def _row(pictures: Sequence[Picture]) -> Picture:
    row = np.hstack(pictures)
    return np.asarray(cv2.resize(row, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    raise SystemExit(main())
