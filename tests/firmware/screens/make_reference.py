"""Renews the reference pictures: `python -m tests.firmware.screens.make_reference`. Look at them before committing."""

from pathlib import Path

from tests.firmware.screens.support import SIZES, example_screens, painter

REFERENCE = Path(__file__).parent / "reference"
REFERENCES = (
    "ja/idle",
    "ja/reading",
    "ja/pin",
    "ja/pin-wrong",
    "ja/last-try",
    "ja/face-looking",
    "ja/face-turn-left",
    "ja/choosing-no-match",
    "ja/staff-comparing-photo",
    "ja/registering",
    "ja/consent",
    "ja/consent-review",
    "ja/done-limit",
    "ja/refused-centre-silent",
    "en/pin-menu-hurry",
    "en/done-notices",
)


def main() -> None:
    """Draw and write every reference picture."""
    REFERENCE.mkdir(exist_ok=True)
    screens = dict(example_screens())
    for name in REFERENCES:
        picture = painter(SIZES[0]).picture(screens[name]).quantize(64)
        picture.save(REFERENCE / f"{name.replace('/', '-')}.png", optimize=True)


if __name__ == "__main__":
    main()
