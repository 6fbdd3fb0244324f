"""No acknowledged record is lost, and none comes back, whatever a power cut leaves of the outbox's files.

`kill -9` shows nothing of this, since the system's memory survives it; so the disk is simulated from a recording.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.link.outbox_file import open_outbox
from tests.faults.outbox_states import CrashState, Disk, crash_states
from tests.faults.outbox_trace import Step, Sync, record_run
from tests.faults.outbox_workload import record

pytestmark = pytest.mark.process

SEED = 20260401
LEAST_PROVED = 10_000
STEPS_PROVED = 50
STEPS_SAMPLED = 16
SAMPLE_SHARE = 0.05
MEMORY = Path("/dev/shm")  # noqa: S108  (a fresh private directory is made in it)


@pytest.fixture
def quick_dir() -> Iterator[Path]:
    """Where thousands of states are laid out: in memory, if there is such a place."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as path:
        yield Path(path)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    return record_run(tmp_path_factory.mktemp("full"), "FULL", STEPS_SAMPLED)


def found(disk: Disk, place: Path) -> frozenset[str] | str:
    """The records that the product finds on such a disk, or in words what is wrong with them."""
    for old in place.iterdir():
        old.unlink()
    for name, content in disk.items():
        (place / name).write_bytes(content)
    box, aside = open_outbox(place / "outbox.sqlite", 1_000_000)
    try:
        if aside is not None:
            return "damaged"
        names = frozenset(header.id for header in box.pending(10_000))
        torn = [name for name in names if box.read(name) != record(name)]
        if torn:
            return f"torn: {torn}"
        box.put(record("new"))
        return names if box.read("new") == record("new") else "cannot be written"
    finally:
        box.close()


def is_bad(state: CrashState, place: Path) -> bool:
    return found(state.disk, place) not in (state.before, state.after)


def test_a_sample_of_power_cuts_loses_nothing(recording: list[Step], quick_dir: Path) -> None:
    states = list(crash_states(recording, SEED, SAMPLE_SHARE))
    assert len(states) > 400
    assert [state for state in states if is_bad(state, quick_dir)] == []


@pytest.mark.prove
def test_all_power_cuts_lose_nothing(
    tmp_path: Path, quick_dir: Path, record_property: Callable[[str, object], None]
) -> None:
    recording = record_run(tmp_path, "FULL", STEPS_PROVED)
    seen: set[int] = set()
    bad = 0
    for state in crash_states(recording, SEED):
        key = hash((frozenset(state.disk.items()), state.before))
        if key not in seen:
            seen.add(key)
            bad += is_bad(state, quick_dir)
    record_property("distinct_states", len(seen))
    record_property("bad", bad)
    record_property("seed", SEED)
    assert len(seen) >= LEAST_PROVED
    assert bad == 0


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_the_proof_finds_settings_that_are_not_durable(synchronous: str, tmp_path: Path, quick_dir: Path) -> None:
    steps = record_run(tmp_path, synchronous, STEPS_SAMPLED)
    assert any(is_bad(state, quick_dir) for state in crash_states(steps, SEED, SAMPLE_SHARE))


def test_a_missing_sync_is_found_wherever_it_is_missing(recording: list[Step], quick_dir: Path) -> None:
    """The model itself: without the syncs of a commit, the very same run must be found bad."""
    syncs = [index for index, step in enumerate(recording) if isinstance(step, Sync)]
    without = [step for index, step in enumerate(recording) if index not in syncs[20:40]]
    assert any(is_bad(state, quick_dir) for state in crash_states(without, SEED, 0.1))
