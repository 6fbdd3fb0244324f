"""What a process lets go of is not in its memory any more; pictures of a visit are looked for in tests/e2e."""

import os
import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from firmware.reader.face.forgetting import FORGETFUL, begin_forgetful
from tests.support.issued import ROOT
from tests.support.memory import hits, pieces_of

SIZES = (100, 5_000, 300_000)
"""Bytes of what Python's own allocator would take, of what the C library would keep for later, of a picture."""

PROGRAM = """
import random
import sys
from firmware.reader.face.forgetting import begin_forgetful, give_large_blocks_back
{first}
give_large_blocks_back()
things = [random.Random(count).randbytes(count) for count in {sizes} for _ in range(3)]
if {keep}:
    print("ready", flush=True)
    sys.stdin.readline()
del things
print("ready", flush=True)
sys.stdin.readline()
"""


def pieces() -> dict[str, list[bytes]]:
    return {str(count): pieces_of(random.Random(count).randbytes(count)[16:-16], 32)[:8] for count in SIZES}


def left(first: str, *, keep: bool) -> dict[str, int]:
    program = PROGRAM.format(first=first, sizes=SIZES, keep=keep)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        found = hits(process.pid, pieces())
        process.communicate("\n\n")
    return found


@pytest.mark.process
def test_what_is_let_go_of_is_written_over() -> None:
    assert min(left("begin_forgetful()", keep=True).values()) > 0, "what is there is found"
    assert set(left("begin_forgetful()", keep=False).values()) == {0}
    assert max(left("pass", keep=False).values()) > 0, "without it something stays"


def test_it_begins_anew_once_only(mocker, monkeypatch: pytest.MonkeyPatch) -> None:
    begin: Callable[..., object] = mocker.patch("os.execve")
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "firmware.reader.main", "--config", "x"])
    begin_forgetful()
    (program, arguments, environment), _ = begin.call_args
    assert program == sys.executable
    assert arguments == [sys.executable, "-m", "firmware.reader.main", "--config", "x"]
    added = {name: value for name, value in environment.items() if os.environ.get(name) != value}
    assert FORGETFUL.items() <= added.items()
    assert set(environment) == {*os.environ, *added}
    (mark,) = added.keys() - FORGETFUL.keys()
    with monkeypatch.context() as marked:
        marked.setenv(mark, "1")
        begin_forgetful()
    for name, value in FORGETFUL.items():
        monkeypatch.setenv(name, value)
    begin_forgetful()
    begin.assert_called_once()
