"""The limits by themselves: what the check of a photo's headers would have let through, they end."""

import resource
import signal
import subprocess
import sys

import pytest

from tests.support.issued import ROOT

pytestmark = pytest.mark.process
LONG = 60.0

# Without the limits: 571 MB and 1 s, 5.9 GB and 18 s, 13 GB and 47 s. A hundred megabytes are Python and OpenCV.
BOMB = """
import resource, time
from firmware.face.child.limits import close_in, confine
confine()
import cv2, numpy as np
from tests.firmware.face.photo.photos import declaring, photo
cv2.imdecode(np.frombuffer(photo(), np.uint8), cv2.IMREAD_GRAYSCALE)
close_in()
began = time.process_time()
try:
    cv2.imdecode(np.frombuffer(declaring({side}, {side}), np.uint8), cv2.IMREAD_GRAYSCALE)
except (cv2.error, MemoryError):
    pass
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(time.process_time() - began <= 1.0, grown <= 200 + 100)
"""

HANG = """
import time
from firmware.face.child.limits import confine, short_time
confine()
with short_time():
    pass
spent = time.process_time() + 1.5
while time.process_time() < spent:
    pass
print(time.process_time(), flush=True)
with short_time():
    while True:
        pass
"""


def run(program: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONG, check=False)


def children_cpu() -> float:
    """Seconds of processor time of all processes that were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize("side", [6_000, 20_000, 30_000])
def test_a_bomb_that_no_check_stopped_gets_no_memory(side: int) -> None:
    done = run(BOMB.format(side=side))
    assert done.stdout.split() == ["True"] * 2, done.stderr[-500:]


def test_a_decoder_that_hangs_ends_the_process_after_one_second_of_its_time() -> None:
    before = children_cpu()
    done = run(HANG)
    assert done.returncode == -signal.SIGPROF, "and outside of the block any time may be taken"
    took = children_cpu() - before - float(done.stdout)
    # The kernel's timer counts by ticks, which on a busy machine are not quite the time that was taken.
    assert 0.8 <= took <= 1.25
