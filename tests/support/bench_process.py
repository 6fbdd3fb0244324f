"""A bench in a process of its own, until its standard input ends: python -m tests.support.bench_process SOCKET."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hal.real.clock import SystemClock
from hal.settings import ClockSettings
from hal.virtual.bench import Bench
from hal.virtual.remote import serve
from tests.support.issued import ROOT


@contextmanager
def bench_process(socket: Path) -> Iterator[None]:
    """One that is served at `socket`."""
    command = [sys.executable, "-m", "tests.support.bench_process", str(socket)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "served\n"
        yield


def main() -> None:
    server = serve(Bench(), Path(sys.argv[1]), SystemClock(ClockSettings()))
    sys.stdout.write("served\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.close()


if __name__ == "__main__":
    main()
