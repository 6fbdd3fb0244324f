"""What a demo leaves behind in its directory: contact sheet, time line, JSON."""

import json
from collections.abc import Sequence
from pathlib import Path

from firmware.screens.sheet import contact_sheet
from tools.demo.errors import DirectoryRefused
from tools.demo.pictures import Album
from tools.demo.player import Played
from tools.demo.report import json_report, text_report

SHEET = "screens.png"
TIME_LINE = "timeline.txt"
JSON = "visits.json"


def write_artefacts(root: Path, extra: Path | None, version: str, played: Sequence[Played], album: Album) -> None:
    """Write all files under `root`, the JSON to `extra` too. Raises DirectoryRefused."""
    objects = json.dumps(json_report(played, version), ensure_ascii=False, indent=1) + "\n"
    try:
        if album.frames:
            (root / SHEET).write_bytes(contact_sheet(album.frames))
        (root / TIME_LINE).write_text(text_report(played), encoding="utf-8")
        for path in (root / JSON, *(() if extra is None else (extra,))):
            path.write_text(objects, encoding="utf-8")
    except OSError as error:
        raise DirectoryRefused(Path(error.filename or root), error.strerror or "it cannot be written") from error
