"""What several link tests need."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

LIMIT_S = 20.0
"""Only against hanging; nothing is measured by it."""


class LoopClock:
    """The real clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sure(self) -> bool:
        return True


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until the condition holds; fails after a generous limit."""
    async with asyncio.timeout(LIMIT_S):
        while not condition():  # noqa: ASYNC110  (the condition is another party's; nothing could set an event)
            await asyncio.sleep(0.005)
