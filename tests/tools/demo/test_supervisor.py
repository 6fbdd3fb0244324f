"""The supervisor with real children: small Python programs that play the product's processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import tools.demo.child as child_module
from tools.demo.errors import ProcessFailed
from tools.demo.layout import Layout
from tools.demo.machine import make_directories
from tools.demo.plan import ProcessPlan
from tools.demo.supervisor import Supervisor

from .makers import make_layout

pytestmark = pytest.mark.process

READY = "from firmware.notify import ready; ready()"
SLEEP = "import time; time.sleep(600)"
LIMIT_S = 20.0


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = make_layout(tmp_path)
    make_directories(made)
    return made


def python(name: str, *lines: str) -> ProcessPlan:
    return ProcessPlan(name, (sys.executable, "-c", "\n".join(lines)))


def supervised(layout: Layout, work: Callable[[Supervisor, list[str]], Awaitable[None]]) -> list[str]:
    said: list[str] = []

    async def run() -> None:
        supervisor = Supervisor(layout, said.append)
        try:
            await work(supervisor, said)
        finally:
            await supervisor.stop_all()

    asyncio.run(run())
    return said


def alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_child_is_ready_when_it_says_so_and_ends_when_told(layout: Layout) -> None:
    found: list[int] = []

    async def work(supervisor: Supervisor, said: list[str]) -> None:
        await supervisor.start(python("one", READY, SLEEP))
        found.append(supervisor.process_id("one") or 0)
        assert alive(found[0])
        await supervisor.stop("one")
        assert supervisor.process_id("one") is None

    assert supervised(layout, work) == []
    assert not alive(found[0])


def test_a_child_can_be_ready_when_a_path_appears(layout: Layout, tmp_path: Path) -> None:
    there = tmp_path / "there"
    plan = python("one", f"open({str(there)!r}, 'w').close()", SLEEP)

    async def work(supervisor: Supervisor, said: list[str]) -> None:
        await supervisor.start(ProcessPlan(plan.name, plan.argv, ready=there))
        assert there.exists()

    supervised(layout, work)


def test_a_child_that_ends_before_it_is_ready_is_said_with_its_last_words(layout: Layout) -> None:
    async def work(supervisor: Supervisor, said: list[str]) -> None:
        with pytest.raises(ProcessFailed, match=r"one ended with status 3; see .*one\.log: no such luck"):
            await supervisor.start(python("one", "print('no such luck')", "raise SystemExit(3)"))

    supervised(layout, work)


def test_a_child_that_is_never_ready_is_ended(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "READY_SECONDS", 0.3)

    async def work(supervisor: Supervisor, said: list[str]) -> None:
        with pytest.raises(ProcessFailed, match="was not ready"):
            await supervisor.start(python("one", SLEEP))
        assert supervisor.process_id("one") is None

    supervised(layout, work)


def test_a_program_that_is_not_there_is_said(layout: Layout) -> None:
    async def work(supervisor: Supervisor, said: list[str]) -> None:
        with pytest.raises(ProcessFailed, match="one ended with status"):
            await supervisor.start(ProcessPlan("one", ("/no/such/program",)))

    supervised(layout, work)


def test_a_child_that_dies_is_started_again_with_one_line(layout: Layout) -> None:
    async def work(supervisor: Supervisor, said: list[str]) -> None:
        await supervisor.start(python("one", READY, SLEEP))
        first = supervisor.process_id("one")
        supervisor.kill("one")
        assert await asyncio.to_thread(wait_until, lambda: supervisor.process_id("one") not in {None, first})

    said = supervised(layout, work)
    assert said == ["one was killed by signal 9; it is started again in 0.2 s"]


def test_a_child_whose_configuration_is_wrong_is_given_up(layout: Layout) -> None:
    async def work(supervisor: Supervisor, said: list[str]) -> None:
        await supervisor.start(python("one", READY, "raise SystemExit(78)"))
        async with asyncio.timeout(LIMIT_S):
            error = await supervisor.failed
        assert str(error).startswith("one ended with status 78")

    assert supervised(layout, work) == []


def test_a_child_that_does_not_want_to_end_is_ended(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "STOP_SECONDS", 0.2)
    found: list[int] = []

    async def work(supervisor: Supervisor, said: list[str]) -> None:
        ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
        await supervisor.start(python("one", ignore, READY, SLEEP))
        found.append(supervisor.process_id("one") or 0)

    supervised(layout, work)
    assert not alive(found[0])


def test_what_a_child_started_ends_with_it(layout: Layout, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    start = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    keep = f"open({str(note)!r}, 'w').write(str(p.pid))"

    async def work(supervisor: Supervisor, said: list[str]) -> None:
        await supervisor.start(python("one", start, keep, READY, SLEEP))

    supervised(layout, work)
    grandchild = int(note.read_text())
    assert wait_until(lambda: not alive(grandchild))


def test_nothing_is_left_when_the_supervisor_itself_is_killed(layout: Layout, tmp_path: Path) -> None:
    note = tmp_path / "child"
    program = f"""
import asyncio, sys
from pathlib import Path
from tests.tools.demo.makers import make_layout
from tools.demo.plan import ProcessPlan
from tools.demo.supervisor import Supervisor

async def run():
    supervisor = Supervisor(make_layout(Path({str(tmp_path)!r})), print)
    await supervisor.start(ProcessPlan("one", (sys.executable, "-c", {READY!r} + chr(10) + {SLEEP!r})))
    Path({str(note)!r}).write_text(str(supervisor.process_id("one")))
    await asyncio.sleep(600)

asyncio.run(run())
"""
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": root}
    supervisor = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        assert wait_until(lambda: note.exists() and note.read_text() != "")
        child = int(note.read_text())
        assert alive(child)
    finally:
        supervisor.send_signal(signal.SIGKILL)
        supervisor.wait()
    assert wait_until(lambda: not alive(child))
