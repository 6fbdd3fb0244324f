"""What a recorded run did to its files, in order: writes, syncs, names made and removed, and what it said."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.broker import environment

CALLS = "openat,close,pwrite64,write,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,ftruncate,fallocate"
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Write:
    """Bytes to a place of a file. Files are numbered, since names come and go."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True)
class Resize:
    """The file ends here."""

    file: int
    size: int


@dataclass(frozen=True)
class Sync:
    """Everything written to the file before is on the disk."""

    file: int


@dataclass(frozen=True)
class Name:
    """A name is given to a file, or taken away (None)."""

    name: str
    file: int | None


@dataclass(frozen=True)
class SyncNames:
    """All names are on the disk as they are."""


@dataclass(frozen=True)
class Said:
    """A line of the program's output."""

    line: str


Step = Write | Resize | Sync | Name | SyncNames | Said


def record_run(directory: Path, synchronous: str, steps: int) -> list[Step]:
    """Run the workload under strace; skips the test with the reason where that cannot be."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed (apt install strace)")
    trace = directory / "trace"
    place = directory / "outbox"
    place.mkdir()
    workload = [sys.executable, "-m", "tests.faults.outbox_workload", str(place), synchronous, str(steps)]
    command = [strace, "-o", str(trace), "-xx", "-s", "1000000", "-e", f"trace={CALLS}", *workload]
    ended = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    if "ptrace" in ended.stderr:
        pytest.skip(f"strace may not trace here: {ended.stderr.strip()}")
    assert ended.returncode == 0, ended.stderr
    return _Parser(place).parse(trace.read_text())


class _Parser:
    def __init__(self, place: Path) -> None:
        self._place = str(place)
        self._open: dict[int, int | str] = {}
        self._names: dict[str, int] = {}
        self._steps: list[Step] = []
        self._files = 0

    def parse(self, text: str) -> list[Step]:
        for line in text.splitlines():
            if (match := _CALL.match(line)) and int(match[3]) >= 0:
                texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(match[2])]
                plain = [part.strip() for part in _TEXT.sub("", match[2]).split(",")]
                self._take(match[1], plain, texts, int(match[3]))
        return self._steps

    def _take(self, call: str, plain: list[str], texts: list[bytes], result: int) -> None:
        if call == "openat":
            self._opened(texts[0].decode(), "O_CREAT" in plain[2], result)
        elif call.startswith("unlink"):
            if (name := self._inside(texts[0].decode())) is not None:
                del self._names[name]
                self._steps.append(Name(name, None))
        elif call.startswith("rename"):
            assert not any(self._inside(text.decode()) for text in texts), "a renaming is not expected here"
        elif call == "write" and plain[0] == "1":
            self._steps.append(Said(texts[0].decode().strip()))
        elif (file := self._open.get(int(plain[0]))) is not None:
            self._on_file(call, file, plain, texts, result)
            if call == "close":
                del self._open[int(plain[0])]

    def _opened(self, path: str, create: bool, descriptor: int) -> None:
        if path == self._place:
            self._open[descriptor] = "names"
        elif (name := self._inside(path)) is not None:
            if name not in self._names:
                assert create, name
                self._files += 1
                self._names[name] = self._files
                self._steps.append(Name(name, self._files))
            self._open[descriptor] = self._names[name]

    def _inside(self, path: str) -> str | None:
        return path.removeprefix(self._place + "/") if path.startswith(self._place + "/") else None

    def _on_file(self, call: str, file: int | str, plain: list[str], texts: list[bytes], result: int) -> None:
        if isinstance(file, str):
            if call in ("fsync", "fdatasync"):
                self._steps.append(SyncNames())
        elif call == "pwrite64":
            self._steps.append(Write(file, int(plain[3]), texts[0][:result]))
        elif call in ("fsync", "fdatasync"):
            self._steps.append(Sync(file))
        elif call == "ftruncate":
            self._steps.append(Resize(file, int(plain[1])))
        else:
            assert call == "close", f"{call} is not modelled"
