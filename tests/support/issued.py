"""Demo keys, certificates and cards for tests: made once a day of the run, kept under build/.

Made again when what makes them changes, so that nobody's tests run on what an older tool issued.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MAKERS = (
    "tools/issue/*.py",
    "hal/card/*.py",
    "hal/virtual/card/*.py",
    "config/persons/*.toml",
    "config/persons/photos/*",
    "config/policies/*",
)


def issued(day: date) -> Path:
    """A directory as `uketsuke-issue demo` makes it for `day`. Shared: copy what a test changes."""
    place = ROOT / "build" / "tests" / f"issued-{day.isoformat()}-{_made_by()}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with (place.parent / "lock").open("w") as lock:
        # Two test runs side by side need them at the same moment.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(place, day)
    return place


def _made_by() -> str:
    files = sorted(file for pattern in _MAKERS for file in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _make(place: Path, day: date) -> None:
    if not (place / "issued.json").exists():
        shutil.rmtree(place, ignore_errors=True)
        fresh = place.with_suffix(".making")
        shutil.rmtree(fresh, ignore_errors=True)
        command = [sys.executable, "-m", "tools.issue.main", "demo", "--out", str(fresh), "--date", day.isoformat()]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True, timeout=120)
        fresh.rename(place)
