"""What the processes of the product use: memory and processor."""

import re
import time
from contextlib import suppress
from pathlib import Path


def process_memory_mb(pid: int) -> float:
    """Proportional memory of a process in MB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def resident_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process in MB, now and at most so far; what it shares with others counts whole."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", status, re.MULTILINE))
    return int(found["VmRSS"]) / 1024, int(found["VmHWM"]) / 1024


def find_child(parent: int, module: str) -> int | None:
    """The process of a parent that runs a module; None where there is none now."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (path / "cmdline").read_bytes().split(b"\0")
            # The name, in brackets, may hold anything.
            above = (path / "stat").read_text().rpartition(")")[2].split()[1]
            if module.encode() in words and int(above) == parent:
                return int(path.name)
    return None


def cpu_ms(pid: int) -> float:
    """CPU milliseconds that a process has used so far, to the nanosecond; /proc counts in ticks of 10 ms."""
    # clock_getcpuclockid(3) makes the number of another process' clock like this on Linux.
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6
