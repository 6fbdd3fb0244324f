"""Getting the models: which command, what is said, and that nothing of it goes on when the demo ends."""

import asyncio
import sys
from pathlib import Path

import pytest

from tools.demo.provision import PACKAGE, Workshop, make_models, run_aloud

SPEAKS = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(int(sys.argv[1]))"
FOREVER = "import time; print('begun', flush=True); time.sleep(600)"


def workshop(root: Path, bootstrap: Path | None = None) -> Workshop:
    return Workshop(sys.executable, root / "models", root / "models-in", bootstrap)


def test_models_come_from_the_package_and_from_what_was_put_there_by_hand(tmp_path: Path) -> None:
    shop = workshop(tmp_path)
    start = (sys.executable, "-m", "tools.models.main", "install")
    end = ("--models", str(shop.models))
    assert not shop.by_hand
    assert shop.install(package=True) == (*start, "--from", PACKAGE, *end)
    shop.models_in.mkdir()
    assert not shop.by_hand
    (shop.models_in / "x.onnx").write_bytes(b"x")
    assert shop.by_hand
    assert shop.install(package=False) == (*start, "--from", str(shop.models_in), *end)
    assert shop.install(package=True) == (*start, "--from", PACKAGE, "--from", str(shop.models_in), *end)


@pytest.mark.process
@pytest.mark.parametrize("status", [0, 3])
def test_what_a_command_says_is_said_and_whether_it_ended_well(status: int) -> None:
    said: list[str] = []
    ended_well = asyncio.run(run_aloud((sys.executable, "-c", SPEAKS, str(status)), said.append))
    assert ended_well is (status == 0)
    assert sorted(said) == ["one", "two"]


@pytest.mark.process
def test_what_goes_on_ends_with_the_demo() -> None:
    async def interrupted() -> None:
        begun = asyncio.Event()
        command = (sys.executable, "-c", FOREVER)
        working = asyncio.create_task(run_aloud(command, lambda _: begun.set()))
        await asyncio.wait_for(begun.wait(), 30)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working

    asyncio.run(interrupted())


@pytest.mark.process
def test_without_the_libraries_nothing_is_converted(tmp_path: Path) -> None:
    bootstrap = tmp_path / "bootstrap.sh"
    bootstrap.write_text("#!/bin/sh\necho no network for $1 >&2\nexit 1\n")
    bootstrap.chmod(0o755)
    said: list[str] = []
    assert not asyncio.run(make_models(workshop(tmp_path, bootstrap), said.append))
    assert said == ["no network for models"]
