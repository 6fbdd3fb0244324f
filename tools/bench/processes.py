"""What the processes of the product use: memory and processor."""

import re
import time
from pathlib import Path


def process_memory_mb(pid: int) -> float:
    """Proportional memory of a process in MB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def cpu_ms(pid: int) -> float:
    """CPU milliseconds that a process has used so far, to the nanosecond; /proc counts in ticks of 10 ms."""
    # clock_getcpuclockid(3) makes the number of another process' clock like this on Linux.
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6
