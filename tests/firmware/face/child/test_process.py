"""The child as a process: what it may take, what it says, how it ends, and hostile photos on their whole way."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.face.child.limits import MIB, ROOM_BYTES
from firmware.face.child.setup import Setup, encode_setup
from firmware.face.child.words import Faulted, Match, PhotoTaken, Rest, TakePhoto
from firmware.face.errors import PhotoMissing, PhotoUnreadable
from firmware.face.photo.jp2 import check_photo
from tests.firmware.face.photo.photos import declaring, mutant, photo
from tests.support.issued import ROOT
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.chip_photo import chip_photo
from tools.issue.portraits.draw import Sitter

from .stage import LONG, Stage, stage

pytestmark = pytest.mark.process
SEED = 20261128
LONGEST_S = 1.0
"""Of processor time for one photo."""
BOMBS = (6_000, 20_000, 30_000)
"""Points a side of pictures that fit on a card and would take 36, 400 and 900 MB."""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Stage]:
    """A child without models: what does not need them works."""
    with stage(tmp_path, tmp_path / "none") as made:
        yield made


def status(pid: int, name: str) -> int:
    """A line of /proc/PID/status, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has taken, in steps of a hundredth: fields utime and stime of /proc/PID/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit(pid: int, name: str) -> list[str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line[len(name) :].split()[:2] for line in lines if line.startswith(name))


def taken(child: Stage, data: bytes) -> str:
    child.order(TakePhoto(1, bytearray(data)))
    return child.until(PhotoTaken).finding


def test_it_is_bounded_and_leaves_no_core(child: Stage) -> None:
    pid = child.pid()
    assert limit(pid, "Max core file size") == ["0", "0"]
    space = {int(one) for one in limit(pid, "Max address space")}
    assert len(space) == 1
    assert 0 < space.pop() - status(pid, "VmSize") <= ROOM_BYTES
    assert int(limit(pid, "Max cpu time")[1]) > 0
    assert "Umask:\t0077" in Path(f"/proc/{pid}/status").read_text().splitlines()


def test_it_says_what_it_lacks_and_goes_on(child: Stage) -> None:
    assert child.awake.missing == "not-installed"
    child.order(Match(1, 320, 240))
    assert child.until(Faulted) == Faulted(1, "engine", "unavailable")
    assert taken(child, photo()) == "poor"


def test_it_ends_with_its_socket(child: Stage) -> None:
    child.child.dismiss()
    child.child.join(20)
    assert child.heard.status == 0
    assert child.posted == []


@pytest.mark.parametrize("said", [b"secret", encode_setup(Setup("none", "none")) + b"secret"])
def test_it_ends_when_it_hears_nonsense(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-m", "firmware.face.child", str(theirs.fileno())]
        started = subprocess.Popen(command, cwd=ROOT, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
        with started:
            ours.sendall(len(said).to_bytes(4, "big") + said)
            _, line = started.communicate(timeout=LONG)
    assert started.returncode == 3
    assert line.startswith(b"uketsuke-face: fault: DecodeError at face/child/setup.py")
    assert line.count(b"\n") == 1
    assert b"secret" not in line


@pytest.mark.parametrize("arguments", [[], ["one"], ["3", "4"], ["-1"], ["2"], ["999"], ["9" * 30]])
def test_whoever_starts_it_by_hand_is_told_in_one_line(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "firmware.face.child", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONG, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -m firmware.face.child NUMBER")
    assert done.stderr.count("\n") == 1


def test_it_says_nothing_of_an_order_that_it_cannot_read(child: Stage) -> None:
    child.child._ours.sendall(b"\0\0\0\x06secret")
    assert child.heard.gone.wait(LONG)
    assert child.heard.status == 3


def test_one_that_is_killed_is_reaped(child: Stage) -> None:
    os.kill(child.pid(), signal.SIGKILL)
    assert child.heard.gone.wait(LONG)
    assert child.heard.status == -signal.SIGKILL
    assert not child.child.send(Rest())


def test_one_that_hangs_is_killed(child: Stage) -> None:
    os.kill(child.pid(), signal.SIGSTOP)
    child.child.dismiss()
    assert child.heard.gone.wait(LONG)
    assert child.heard.status == -signal.SIGKILL


def test_one_that_takes_no_orders_any_more_is_given_up(child: Stage) -> None:
    os.kill(child.pid(), signal.SIGSTOP)
    while child.child.send(TakePhoto(1, bytearray(16384))):
        pass
    assert child.heard.gone.wait(LONG)


def test_each_kind_of_photo_has_its_own_outcome(child: Stage) -> None:
    whole = photo()
    assert taken(child, b"") == "missing"
    assert taken(child, whole[: len(whole) // 2]) == "unreadable"
    assert taken(child, b"\x89PNG" + whole) == "unreadable"
    assert taken(child, whole) == "poor", "a drawn head is no face, and without models nothing is"


def bombs(child: Stage, side: int) -> tuple[float, int]:
    """Photos that declare so many rows and columns, in one or both of their headers; the slowest, and what it took."""
    before, slowest = status(child.pid(), "VmRSS"), 0.0
    for bomb in (declaring(side, side), declaring(side, side, header=False), declaring(side, side, tiles=False)):
        began = cpu_seconds(child.pid())
        assert taken(child, bomb) == "unreadable"
        slowest = max(slowest, cpu_seconds(child.pid()) - began)
    grown = status(child.pid(), "VmHWM") - before
    assert slowest <= LONGEST_S
    assert grown <= 200 * MIB
    return slowest, grown


@pytest.mark.parametrize("side", BOMBS)
def test_bombs_end_at_once(child: Stage, side: int) -> None:
    bombs(child, side)
    assert taken(child, photo()) == "poor", "and the next photo is read"


@pytest.mark.prove
def test_bombs_of_three_sizes_end_at_once(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    with stage(tmp_path) as child:
        for side in BOMBS:
            slowest, grown = bombs(child, side)
            told = f"three unreadable, slowest {slowest * 1000:.0f} ms, grown {grown // MIB} MiB"
            record_property(f"{side} x {side} points", told)
        assert taken(child, photo()) == "poor"


def mutants(child: Stage, count: int) -> tuple[Counter[str], float]:
    """Outcomes of mutated photos, each held against the check of its headers; processor seconds of the slowest."""
    chance, ends, slowest = random.Random(SEED), Counter[str](), 0.0
    # In some of these a face can still be found.
    faces = [chip_photo(Sitter.of(seed)) for seed in CAST[:2]]
    for _ in range(count):
        data = mutant(chance, *faces)
        began = cpu_seconds(child.pid())
        finding = taken(child, data)
        slowest = max(slowest, cpu_seconds(child.pid()) - began)
        assert finding in allowed(data)
        ends[finding] += 1
    return ends, slowest


def allowed(data: bytes) -> tuple[str, ...]:
    try:
        check_photo(data)
    except PhotoMissing:
        return ("missing",)
    except PhotoUnreadable:
        return ("unreadable",)
    return ("usable", "poor", "unreadable")


def check_mutants(child: Stage, count: int) -> tuple[Counter[str], float, int]:
    before = status(child.pid(), "VmRSS")
    ends, slowest = mutants(child, count)
    grown = status(child.pid(), "VmHWM") - before
    assert not child.heard.gone.is_set(), "one and the same child took them all"
    assert slowest <= LONGEST_S
    assert grown <= 200 * MIB
    return ends, slowest, grown


def test_mutated_photos_end_in_their_outcome(child: Stage) -> None:
    ends, _, _ = check_mutants(child, 500)
    assert min(ends["unreadable"], ends["poor"]) > 50


@pytest.mark.prove
def test_ten_thousand_mutated_photos_end_in_their_outcome(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with stage(tmp_path) as child:
        ends, slowest, grown = check_mutants(child, 10_000)
    record_property("models", child.awake.missing or "installed")
    record_property("seed", SEED)
    for name, count in sorted(ends.items()):
        record_property(name, count)
    record_property("slowest_cpu_ms", round(slowest * 1000))
    record_property("grown_mib", grown // MIB)
