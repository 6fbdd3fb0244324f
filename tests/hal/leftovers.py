"""No test leaves a thread behind."""

import threading
import time
from collections.abc import Iterator

import pytest

GRACE = 3.0  # seconds for a thread that is just ending


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    limit = time.monotonic() + GRACE
    while left := set(threading.enumerate()) - before:
        if time.monotonic() > limit:
            pytest.fail(f"threads left behind: {sorted(thread.name for thread in left)}")
        time.sleep(0.005)
