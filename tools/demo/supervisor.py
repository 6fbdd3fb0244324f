"""Keeps the processes of a demo running, and ends every one of them with itself."""

import asyncio
import time
from collections.abc import Callable

from tools.demo.child import Child, last_line, start_child
from tools.demo.errors import DemoError, ProcessFailed
from tools.demo.layout import Layout
from tools.demo.plan import ProcessPlan
from tools.demo.restarts import Restarts, cause, hopeless


class Supervisor:
    """Owner of all children. Used on one event loop, in the main thread (the kernel ties a child to its thread)."""

    def __init__(self, layout: Layout, say: Callable[[str], None]) -> None:
        """`say` is told in one line when a child died and what is done about it."""
        self._layout = layout
        self._say = say
        self._plans: dict[str, ProcessPlan] = {}
        self._children: dict[str, Child] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[DemoError] = asyncio.get_running_loop().create_future()
        """Gets the error of a child that cannot be kept running."""

    def process_id(self, name: str) -> int | None:
        """The process id of a running child; None while there is none."""
        child = self._children.get(name)
        return None if child is None else child.process_id

    async def start(self, plan: ProcessPlan) -> None:
        """Start a process, wait until it is ready and keep it running. Raises ProcessFailed."""
        self._plans[plan.name] = plan
        child = await start_child(plan, self._layout)
        self._children[plan.name] = child
        try:
            await child.until_ready()
        except BaseException:
            del self._children[plan.name]
            await child.stop()
            raise
        self._watches[plan.name] = asyncio.create_task(self._keep(plan.name), name=f"keep {plan.name}")

    async def stop(self, name: str) -> None:
        """End a process politely and leave it ended."""
        watch = self._watches.pop(name, None)
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        child = self._children.pop(name, None)
        if child is not None:
            await child.stop()

    async def again(self, name: str) -> None:
        """Start a process that was stopped. Raises ProcessFailed."""
        await self.start(self._plans[name])

    def kill(self, name: str) -> None:
        """Let a process die as in a crash; it is started again by itself."""
        self._children[name].kill()

    async def stop_all(self) -> None:
        """End everything, the last started first."""
        for name in reversed(list(self._children)):
            await self.stop(name)
        for watch in self._watches.values():
            watch.cancel()
        await asyncio.gather(*self._watches.values(), return_exceptions=True)

    async def _keep(self, name: str) -> None:
        restarts = Restarts()
        while True:
            began = time.monotonic()
            code = await self._children[name].ended()
            del self._children[name]
            if hopeless(code):
                log = self._layout.log(name)
                self._give_up(ProcessFailed(name, cause(code), log, last_line(log)))
                return
            restarts = restarts.after(time.monotonic() - began)
            self._say(f"{name} {cause(code)}; it is started again in {restarts.delay:.1f} s")
            await asyncio.sleep(restarts.delay)
            try:
                self._children[name] = await start_child(self._plans[name], self._layout)
            except ProcessFailed as error:
                self._give_up(error)
                return

    def _give_up(self, error: ProcessFailed) -> None:
        if not self.failed.done():
            self.failed.set_result(error)
