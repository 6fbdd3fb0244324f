import pytest

from hal.errors import DeviceMissing
from tests.tools.diag.place import Place
from tools.diag import card, commands


def _no_pcsc() -> None:
    raise DeviceMissing("PC/SC", "pcscd does not run")


@pytest.fixture(autouse=True)
def no_pcsc(monkeypatch) -> None:
    """The machine's own PC/SC is left alone; what is found there has its tests in tests/ports."""
    monkeypatch.setattr(card, "open_survey", _no_pcsc)
    monkeypatch.setattr(commands, "open_survey", _no_pcsc)


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)
