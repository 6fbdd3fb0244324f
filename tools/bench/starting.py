"""From the start of the reader's process to its first frame and to its idle screen."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hal.virtual.client import BenchClient
from tools.bench.errors import BenchmarkError

LIMIT_S = 30.0


def start_times(config: Path, bench_socket: Path, activity: Path) -> tuple[float, float]:
    """Seconds to the first frame and to idle. Raises BenchmarkError."""
    activity.unlink(missing_ok=True)
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "firmware.reader.main", "--config", str(config)])
    try:
        first = _until(lambda: _frames(bench_socket) > 0) - began
        idle = _until(lambda: _idle(activity)) - began
    finally:
        process.terminate()
        process.wait(LIMIT_S)
    return first, idle


def _until(true: Callable[[], bool]) -> float:
    deadline = time.monotonic() + LIMIT_S
    while not true():
        if time.monotonic() > deadline:
            raise BenchmarkError("the reader did not start")
        time.sleep(0.005)
    return time.perf_counter()


def _frames(path: Path) -> int:
    with contextlib.suppress(OSError), BenchClient(path) as bench:
        return bench.snapshot().frame_number
    return 0


def _idle(activity: Path) -> bool:
    return activity.exists() and b'"idle"' in activity.read_bytes()
