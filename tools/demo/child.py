"""One child process of the supervisor: started, waited for until it is ready, ended with all it started."""

import asyncio
import contextlib
import os
import signal
import socket
from pathlib import Path

from tools.demo.errors import ProcessFailed
from tools.demo.layout import Layout
from tools.demo.notify import Said, drain, open_socket
from tools.demo.plan import ProcessPlan, started
from tools.demo.restarts import cause

READY_SECONDS = 30.0
"""Against hanging only: a slow machine under load needs a few seconds."""

STOP_SECONDS = 5.0
"""Longest wait after SIGTERM before SIGKILL."""

LOOK_SECONDS = 0.02
"""How often the file system is looked at for a path that has to appear."""


class Child:
    """A running process in a session and process group of its own."""

    def __init__(self, plan: ProcessPlan, layout: Layout, process: asyncio.subprocess.Process) -> None:
        self.plan = plan
        self.process = process
        self._log = layout.log(plan.name)
        self._ready = asyncio.Event()
        self._channel: socket.socket | None = None

    @property
    def process_id(self) -> int:
        """Its process id, which is its group's as well."""
        return self.process.pid

    def listen(self, channel: socket.socket) -> None:
        """Hear its notifications on `channel`, which is closed with it."""
        self._channel = channel
        asyncio.get_running_loop().add_reader(channel, drain, channel, self._heard)

    def _heard(self, said: Said) -> None:
        if said.ready:
            self._ready.set()

    async def until_ready(self) -> None:
        """Wait until it does its work. Raises ProcessFailed when it ends before, or takes too long."""
        name = self.plan.name
        waiting = asyncio.ensure_future(self._ready.wait() if self.plan.ready is None else _appears(self.plan.ready))
        ending = asyncio.ensure_future(self.process.wait())
        try:
            await asyncio.wait({waiting, ending}, timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if ending.done():
                raise ProcessFailed(name, cause(ending.result()), self._log, last_line(self._log))
            if not waiting.done():
                raise ProcessFailed(name, f"was not ready in {READY_SECONDS:.0f} s", self._log, last_line(self._log))
        finally:
            waiting.cancel()
            ending.cancel()
            await asyncio.gather(waiting, ending, return_exceptions=True)

    async def ended(self) -> int:
        """Wait for its end; whatever it started in its group is ended too. Returns its exit code."""
        code = await self.process.wait()
        self._signal(signal.SIGKILL)
        self._hang_up()
        return code

    async def stop(self) -> None:
        """End it politely, then by force."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._signal(signal.SIGKILL)
        await self.ended()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        # The group is empty when everybody in it has ended: that is what was wanted.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def _hang_up(self) -> None:
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()
            self._channel = None


async def start_child(plan: ProcessPlan, layout: Layout) -> Child:
    """Start a process; its output goes to its log. Raises ProcessFailed when its program cannot be started."""
    full = started(plan, layout)
    channel = open_socket(layout.notify_socket(plan.name)) if plan.ready is None else None
    try:
        with layout.log(plan.name).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *full.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **dict(full.environment)},
                start_new_session=True,
            )
    except OSError as error:
        if channel is not None:
            channel.close()
        raise ProcessFailed(plan.name, f"cannot be started ({error.strerror})", layout.log(plan.name), "") from error
    child = Child(plan, layout, process)
    if channel is not None:
        child.listen(channel)
    return child


def last_line(log: Path) -> str:
    """The last line of a log that says something; empty when there is none."""
    try:
        lines = log.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


async def _appears(path: Path) -> None:
    while True:
        if _is_there(path):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _is_there(path: Path) -> bool:
    return path.exists()
