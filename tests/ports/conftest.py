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


@pytest.fixture(params=["virtual", pytest.param("pcsc", marks=pytest.mark.process)])
def rig(request: pytest.FixtureRequest) -> Rig:
    found: Rig = request.getfixturevalue(f"{request.param}_rig")
    return found
