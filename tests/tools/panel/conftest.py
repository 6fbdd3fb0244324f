import socket

import pytest

from tests.tools.panel.stage import stage


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def free_port() -> int:
    return _free_port()


@pytest.fixture
def on_stage(tmp_path):
    with stage(tmp_path, _free_port()) as ready:
        yield ready


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A stage for tests that leave it as it was."""
    with stage(tmp_path_factory.mktemp("stage"), _free_port()) as ready:
        yield ready
