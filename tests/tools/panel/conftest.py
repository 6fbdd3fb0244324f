import socket
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.tools.panel.browser import browser
from tests.tools.panel.page import PanelPage
from tests.tools.panel.stage import Stage, picture, stage


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


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[Chrome]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(driver: Chrome, on_stage: Stage) -> Iterator[PanelPage]:
    on_stage.bench.screen.show(picture("#e8f0ee"))
    opened = PanelPage(driver, on_stage.origin)
    opened.until(lambda: not opened.find("#veil").is_displayed(), "never saw the reader")
    yield opened
    assert opened.complaints() == []
    driver.get("about:blank")
