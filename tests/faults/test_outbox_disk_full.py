"""The disk under the outbox is full: nothing acknowledged is lost, and what cannot be kept is said."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.broker import environment

pytestmark = pytest.mark.process

SCRIPT = """
import sys
from pathlib import Path
from firmware.link.errors import OutboxFull
from firmware.link.ipc import Store
from firmware.link.outbox_file import open_outbox

def record(name, kind="usage"):
    return Store(name, kind, 1.0, "up/evt", name.encode() * 200)

place = Path(sys.argv[1])
box, _ = open_outbox(place / "outbox.sqlite", 10_000_000)
stored = []
for number in range(1000):
    try:
        gone = box.put(record(f"r{number:04}"))
    except OutboxFull as error:
        print("full" if error.disk else "wrong reason")
        break
    assert not gone
    stored.append(f"r{number:04}")
print("stored", len(stored) > 20)
try:
    box.forget("r0000")
    stored.remove("r0000")
    print("forgot")
except OutboxFull:
    print("cannot forget")
box.close()
box, aside = open_outbox(place / "outbox.sqlite", 10_000_000)
print("kept", aside is None and [header.id for header in box.pending(1000)] == stored)
box.close()
"""


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare is not installed (apt install util-linux)")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    place = tmp_path / "small"
    place.mkdir()
    # A small file system of its own, in a mount namespace of its own.
    mount = 'mount -t tmpfs -o size=2m none "$1" || { echo no mount; exit 9; }; exec "$2" "$3" "$1"'
    command = [unshare, "--map-root-user", "--mount", "sh", "-c", mount, "sh", str(place), sys.executable, str(script)]
    ended = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    if "no mount" in ended.stdout or "unshare" in ended.stderr:
        pytest.skip(f"no file system of one's own here: {ended.stderr.strip()}")
    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.split("\n")
    assert said[0] == "full"
    assert said[1] == "stored True"
    assert said[2] in ("forgot", "cannot forget")
    assert said[3] == "kept True"
