"""Keys, persons and cards for these tests: made once a day and copied, for making them takes most of a start."""

import shutil
from datetime import date
from pathlib import Path

from tests.support.issued import issued
from tools.demo.layout import find_config
from tools.demo.persons import fingerprint, today
from tools.demo.settings import load_settings


def prepare(root: Path, version: str) -> None:
    """Lay under `root` what a demo of this version would have issued today."""
    demo = load_settings(find_config() / "demo.toml").demo
    day = today()
    shutil.copytree(issued(date.fromisoformat(day)), root / "issued")
    (root / "issued.stamp").write_text(fingerprint(version, day, demo.region, demo.device, find_config()))
