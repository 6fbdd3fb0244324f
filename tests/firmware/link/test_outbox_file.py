"""Opening the outbox: new, foreign, held, damaged."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.link.errors import OutboxBroken, OutboxDamaged, OutboxUnusable
from firmware.link.ipc import Store
from firmware.link.outbox_file import open_outbox

SIZE = 1_000_000


def record(name: str, size: int = 3_000) -> Store:
    return Store(id=name, record_class="usage", created=1.0, branch="up/evt", body=bytes(size))


def filled(path: Path) -> None:
    box, _ = open_outbox(path, SIZE)
    for number in range(40):
        box.put(record(f"r{number}"))
    box.close()


def test_a_new_outbox_is_private_and_its_settings_are_the_durable_ones(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    box, aside = open_outbox(path, SIZE)
    assert aside is None
    assert path.stat().st_mode & 0o777 == 0o600
    asked = {
        name: box._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode", "max_page_count")
    }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "locking_mode": "exclusive",
        "max_page_count": SIZE // 4096,
    }
    box.put(record("a"))
    assert not (quick_dir / "outbox.sqlite-shm").exists()
    box.close()


def test_a_second_opener_is_refused_and_harms_nothing(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    box, _ = open_outbox(path, SIZE)
    box.put(record("a"))
    script = (
        "from pathlib import Path; from firmware.link.outbox_file import open_outbox;"
        f"open_outbox(Path({str(path)!r}), 10**6)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert "another process holds it" in ended.stderr
    box.put(record("b"))
    assert len(box.pending(9)) == 2
    box.close()


def _cut_first_page(path: Path) -> None:
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])


def _cut_middle(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 8192] = b"\xa5" * 8192
    path.write_bytes(raw)


def _cut_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9_000])


def _text(path: Path) -> None:
    path.write_text("this was never a database " * 400)


@pytest.mark.parametrize("harm", [_cut_first_page, _cut_middle, _cut_end, _text])
def test_a_damaged_file_is_moved_aside_whole_and_a_new_one_begun(
    quick_dir: Path, harm: object, caplog: pytest.LogCaptureFixture
) -> None:
    path = quick_dir / "outbox.sqlite"
    filled(path)
    assert callable(harm)
    harm(path)
    raw = path.read_bytes()
    box, aside = open_outbox(path, SIZE)
    assert aside == quick_dir / "outbox.sqlite.damaged-1"
    assert aside.read_bytes() == raw
    assert "moved aside" in caplog.text
    assert box.pending(9) == ()
    box.put(record("new"))
    box.close()
    again, aside = open_outbox(path, SIZE)
    assert aside is None
    assert again.read("new") == record("new")
    again.close()


def test_at_most_three_damaged_files_are_kept(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    for _ in range(5):
        path.write_text("damaged " * 1000)
        box, aside = open_outbox(path, SIZE)
        assert aside is not None
        box.close()
    assert len(list(quick_dir.glob("*.damaged-?"))) == 3


def test_damage_that_shows_only_later_is_told_apart(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    # More than SQLite keeps of a file in its memory (2 MB), so that it must look again.
    box, _ = open_outbox(path, 8_000_000)
    for number in range(60):
        box.put(record(f"r{number}", 60_000))
    box.close()
    box, _ = open_outbox(path, 8_000_000)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))
    with pytest.raises(OutboxDamaged):
        [box.read(f"r{number}") for number in range(60)]
    box.close()


def test_a_write_error_is_told_apart_and_what_was_acknowledged_is_there(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    # A limit on the file size stands for a disk that refuses to write; Python ignores the signal that comes with it.
    script = f"""
import resource
from pathlib import Path
from firmware.link.errors import OutboxBroken
from firmware.link.ipc import Store
from firmware.link.outbox_file import open_outbox
box, _ = open_outbox(Path({str(path)!r}), 10**6)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
try:
    for number in range(100):
        box.put(Store(id=f"r{{number}}", record_class="usage", created=1.0, branch="up/evt", body=bytes(3000)))
        print(f"r{{number}}", flush=True)
except OutboxBroken as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    *stored, said = ended.stdout.split("\n")[:-1]
    assert stored
    assert "SQLITE_IOERR" in said
    box, aside = open_outbox(path, SIZE)
    assert aside is None
    assert {name for name, _ in box.pending(1_000)} >= set(stored)
    box.close()


def test_somebody_elses_database_is_left_alone(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (a)")
    other.commit()
    other.close()
    with pytest.raises(OutboxUnusable, match="something else"):
        open_outbox(path, SIZE)
    assert list(quick_dir.glob("*damaged*")) == []


def test_an_outbox_of_a_newer_version_is_left_alone(quick_dir: Path) -> None:
    path = quick_dir / "outbox.sqlite"
    filled(path)
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 2")
    newer.close()
    with pytest.raises(OutboxUnusable, match="schema 2"):
        open_outbox(path, SIZE)


def test_a_missing_directory_is_said(quick_dir: Path) -> None:
    with pytest.raises(OutboxUnusable, match="No such file"):
        open_outbox(quick_dir / "none" / "outbox.sqlite", SIZE)


def test_errors_carry_the_file(quick_dir: Path) -> None:
    error = OutboxBroken(quick_dir / "o", "SQLITE_IOERR: x")
    assert error.path == quick_dir / "o"
    assert "SQLITE_IOERR" in str(error)
