"""A centre and demo cards for the fault tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import msgspec
import pytest

from firmware.visit.policy import Policy
from hal.clock import Clock
from tests.support.face_child import FaceChildren
from tests.support.issued import issued
from tests.support.whole_reader import WholeReader
from tools.central.assembly import assemble
from tools.central.settings import load_settings
from tools.central.sqlite import SqliteRepository

MakeReader = Callable[..., WholeReader]


class StandingClock:
    """The centre's clock: the moment of the run, until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def monotonic(self) -> float:
        return self.at.timestamp()

    def now(self) -> datetime:
        return self.at

    def sure(self) -> bool:
        return True


@pytest.fixture(scope="session")
def demo() -> Path:
    """Keys, certificates and cards relative to today."""
    return issued(datetime.now(UTC).date())


@pytest.fixture
def make_reader(demo: Path, tmp_path: Path) -> Iterator[MakeReader]:
    """A reader before a centre with a fresh register; each call makes another one."""
    numbers = count()
    repositories: list[SqliteRepository] = []

    def make(policy: Policy | None = None, children: FaceChildren | None = None) -> WholeReader:
        number = next(numbers)
        clock: Clock = StandingClock()
        settings = load_settings(demo / "central" / "central.toml")
        repository = SqliteRepository(tmp_path / f"register-{number}.sqlite")
        repositories.append(repository)
        centre = assemble(settings, repository, clock)
        state = tmp_path / f"state-{number}"
        return WholeReader(demo, centre, state, clock.now(), policy or Policy(), children)

    yield make
    for repository in repositories:
        repository.close()


def summaries(reader_state: Path) -> list[dict[str, object]]:
    """The lines of visits.jsonl."""
    path = reader_state / "visits.jsonl"
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []
