"""Fixtures of the link's tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108  (a fresh private directory is made in it)


@pytest.fixture
def quick_dir() -> Iterator[Path]:
    """A directory in memory where there is one: these tests are not about the disk, and each commit syncs."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as path:
        yield Path(path)
