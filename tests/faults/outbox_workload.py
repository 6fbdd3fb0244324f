"""The life of an outbox, for recording: run as a script, it says on its output what it begins and what is done.

    outbox_workload DIRECTORY SYNCHRONOUS STEPS

SYNCHRONOUS is FULL, the product's own, or a weaker setting that the proof must find bad. STEPS are those of each of
the three lives.
"""

import os
import random
import sys
from pathlib import Path

from firmware.link.errors import OutboxFull
from firmware.link.ipc import RecordClass, Store
from firmware.link.outbox import CLASSES, Outbox
from firmware.link.outbox_file import open_outbox

MAX_BYTES = 120_000
"""Small, so that records must make room for others."""

CHECKPOINT_PAGES = 12
"""Small, so that the WAL is copied back and begun anew many times."""

LIVES = 3


def record(name: str) -> Store:
    """A record whose content follows from its name, so that a torn one is seen."""
    source = random.Random(name)
    record_class: RecordClass = source.choice(CLASSES)
    body = source.randbytes(source.choice((40, 700, 2_500, 9_000)))
    return Store(name, record_class, source.random(), "up/evt", body)


def live(path: Path, synchronous: str, steps: int) -> None:
    """Put and forget through several openings of one file."""
    source = random.Random("steps")
    for life in range(LIVES):
        box, aside = open_outbox(path, MAX_BYTES)
        assert aside is None
        box._connection.execute(f"PRAGMA synchronous = {synchronous}")
        box._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        for step in range(steps):
            inside = [header.id for header in box.pending(1_000)]
            if inside and source.random() < 0.3:
                _forget(box, source.choice(inside))
            else:
                _put(box, f"r{life}-{step}")
        if life < LIVES - 1:
            box.close()


def _put(box: Outbox, name: str) -> None:
    _say(f"begin put {name}")
    try:
        gone = box.put(record(name))
    except OutboxFull:
        _say("done nothing")
    else:
        _say(f"done put {name} {' '.join(gone)}")


def _forget(box: Outbox, name: str) -> None:
    _say(f"begin forget {name}")
    box.forget(name)
    _say(f"done forget {name}")


def _say(line: str) -> None:
    # One system call a line, in its place among the others of the recording.
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    live(Path(sys.argv[1]) / "outbox.sqlite", sys.argv[2], int(sys.argv[3]))
    # No closing: the last life ends as a power cut ends it.
    os._exit(0)
