"""The photo of a drawn person as a chip keeps it: grey, small, JPEG 2000.

`python -m tools.issue.portraits.chip_photo --into config/persons/photos` draws those of the cast anew.
"""

import argparse
import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tools.issue.portraits.body import PLAIN
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.shot import Light, Shot

SIZE = (240, 320)
MAX_BYTES = 6000  # within the 5 to 15 kB of the card face file
_DRAWN = (480, 640)


def passport_shot() -> Shot:
    """Straight, evenly lit, before a plain ground."""
    return Shot(
        light=Light(side=0.0, hard=0.30), size=_DRAWN, background=PLAIN, noise=1.0, distance=0.92, at=(0.5, 0.47)
    )


def grey_portrait(person: Sitter) -> Picture:
    """The photo before it is squeezed: 320 rows of 240 grey points."""
    drawn = cv2.resize(person.draw(passport_shot()), SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY), np.uint8)


def chip_photo(person: Sitter, limit: int = MAX_BYTES) -> bytes:
    """A JP2 file of at most `limit` bytes."""
    image = Image.fromarray(grey_portrait(person))
    points, aim = SIZE[0] * SIZE[1], limit
    while True:
        target = io.BytesIO()
        image.save(
            target, "JPEG2000", no_jp2=False, irreversible=True, quality_mode="rates", quality_layers=[points / aim]
        )
        if target.tell() <= limit:
            return target.getvalue()
        aim -= limit // 20  # the rate is met within some percent only


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the photos of the whole cast into files that are named after their seeds."""
    parser = argparse.ArgumentParser(prog="tools.issue.portraits.chip_photo", description="Draws the cast's photos.")
    parser.add_argument("--into", type=Path, required=True, metavar="DIR")
    chosen = parser.parse_args(arguments)
    chosen.into.mkdir(parents=True, exist_ok=True)
    for seed in CAST:
        (chosen.into / f"{seed}.jp2").write_bytes(chip_photo(Sitter.of(seed)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
