"""Renders every example screen to a folder: `python -m firmware.screens.gallery FOLDER`."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from firmware.screens import theme
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.errors import ScreenError
from firmware.screens.examples import examples
from firmware.screens.fonts import FontSet
from firmware.screens.sheet import contact_sheet, frame_png
from firmware.screens.texts import load_texts
from firmware.visit.model import Language


def render(folder: Path, texts: Path, size: tuple[int, int], languages: Iterable[Language]) -> int:
    """Write one PNG a screen and language, and a contact sheet a language. Raises ScreenError."""
    painter = Painter(size, load_texts(texts), FontSet())
    count = 0
    for language in languages:
        shown = folder / language.value
        shown.mkdir(parents=True, exist_ok=True)
        frames = []
        for example in examples(language):
            frame = painter.draw(screen_for(example.visit, example.details))
            (shown / f"{example.name}.png").write_bytes(frame_png(frame))
            frames.append(frame)
        (folder / f"sheet-{language.value}.png").write_bytes(contact_sheet(frames))
        count += len(frames)
    return count


def main() -> int:
    """Command line; 0 when all were rendered, 1 with one line of what is missing."""
    known = {f"{width}x{height}": (width, height) for width, height in theme.SIZES}
    parser = argparse.ArgumentParser(prog="firmware.screens.gallery", description="Render every screen.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=sorted(known), default="800x480")
    parser.add_argument("--texts", type=Path, default=Path("config/texts"))
    parser.add_argument("--language", choices=[language.value for language in Language], help="one language only")
    wanted = parser.parse_args()
    languages = tuple(Language) if wanted.language is None else (Language(wanted.language),)
    try:
        count = render(wanted.folder, wanted.texts, known[wanted.size], languages)
    except ScreenError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{count} screens in {wanted.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
