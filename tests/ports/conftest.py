import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.virtual.card.stack import PcscStack, StackUnavailableError

from .rigs import PcscRig, Rig, VirtualRig


@pytest.fixture(scope="session")
def pcsc_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscStack]:
    if importlib.util.find_spec("smartcard") is None:
        pytest.skip("pyscard is not installed: pip install 'uketsuke[card]'")
    try:
        stack = PcscStack(tmp_path_factory.mktemp("pcsc"))
        stack.start()
    except StackUnavailableError as error:
        pytest.skip(str(error))
    yield stack
    stack.stop()


@pytest.fixture
def pcsc_rig(pcsc_stack: PcscStack, tmp_path: Path) -> Iterator[PcscRig]:
    rig = PcscRig(tmp_path, pcsc_stack)
    yield rig
    rig.close()


@pytest.fixture
def virtual_rig(tmp_path: Path) -> Iterator[VirtualRig]:
    rig = VirtualRig(tmp_path)
    yield rig
    rig.close()


@pytest.fixture(scope="session", params=["virtual", pytest.param("pcsc", marks=pytest.mark.process)])
def stack(request: pytest.FixtureRequest) -> PcscStack | None:
    """None for the virtual reader. Of the whole run, so that a restart of pcscd is the only thing a test does to it."""
    return None if request.param == "virtual" else request.getfixturevalue("pcsc_stack")


@pytest.fixture
def rig(stack: PcscStack | None, tmp_path: Path) -> Iterator[Rig]:
    made = VirtualRig(tmp_path) if stack is None else PcscRig(tmp_path, stack)
    yield made
    made.close()
