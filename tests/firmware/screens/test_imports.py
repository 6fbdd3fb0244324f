"""What an import may load: the first frame must be up before anything large, and models need no pictures."""

import subprocess
import sys

import pytest

HEAVY = ("PIL", "cv2", "numpy", "smartcard", "paho", "aiohttp")


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("firmware.screens.build", HEAVY),
        ("firmware.screens.texts", HEAVY),
        ("firmware.screens.layout", HEAVY),
        ("firmware.screens.draw", tuple(name for name in HEAVY if name != "PIL")),
    ],
)
def test_import_loads_nothing_large(module: str, forbidden: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*(n for n in {forbidden!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
