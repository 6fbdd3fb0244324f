"""One reader from a configuration: assembled, served, ended, in this process."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from firmware.reader.assembly import assemble, product_version
from firmware.reader.errors import ConfigurationError
from firmware.reader.inbox import Inbox
from firmware.reader.opening import Opening
from firmware.reader.serving import serve
from hal.build import build
from tests.firmware.reader.site import ReaderSite
from tests.support.leftovers import left_after, running


def test_a_reader_is_served_until_a_signal_comes(tmp_path: Path, mocker) -> None:
    site = ReaderSite(tmp_path)
    settings = site.settings()
    opening = Opening(settings)
    hardware = build(settings.hardware, opening.show)
    mocker.patch("firmware.notify.ready", side_effect=partial(os.kill, os.getpid(), signal.SIGTERM))
    serve(settings, hardware, opening)
    hardware.close()
    places = (tmp_path / "state" / "activity.jsonl").read_text()
    assert places.count('"place"') == 2
    assert places.index('"idle"') < places.index('"out_of_service"')


def test_threads_of_a_reader_that_cannot_be_put_together_are_ended(tmp_path: Path) -> None:
    site = ReaderSite(tmp_path)
    settings = site.settings()
    (tmp_path / "state").write_text("in the way")
    opening = Opening(settings)
    hardware = build(settings.hardware, opening.show)

    async def put_together() -> None:
        inbox = Inbox(asyncio.get_running_loop())
        with pytest.raises(ConfigurationError, match="cannot keep the reader's state"):
            assemble(settings, hardware, opening, inbox)

    before = running()
    asyncio.run(put_together())
    hardware.close()
    assert not left_after(before)


def test_the_version_is_that_of_the_installed_product(mocker) -> None:
    mocker.patch("firmware.reader.assembly.version", return_value="1.2.3")
    assert product_version() == "1.2.3"
    mocker.stopall()
    assert product_version()
