"""The page that lends its computer's camera: at most one, and its pictures go to a camera that is on or nowhere."""

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from tools.panel.errors import BenchGone, BenchRefused
from tools.panel.hub import Page, lending
from tools.panel.laptop import Pace


class Borrower(Protocol):
    """What happens before the reader's camera."""

    def lend(self, lent: bool) -> None:
        """A page begins to give pictures, or ends it. Raises BenchGone, BenchRefused."""

    def give(self, jpeg: bytes) -> None:
        """Let a picture be seen. Raises BadPicture, BenchGone, BenchRefused."""


Run = Callable[..., Awaitable[None]]
"""Does something that blocks elsewhere: the function, then its arguments."""


class Lender:
    """Lives on the event loop; what blocks is handed to `run`. `clock` gives monotonic seconds."""

    def __init__(self, borrower: Borrower, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        self._borrower = borrower
        self._run = run
        self._clock = clock
        self._page: Page | None = None
        self._pace = Pace()
        self._busy = False

    @property
    def there(self) -> bool:
        """Whether any page lends."""
        return self._page is not None

    async def begin(self, page: Page) -> None:
        """The page lends from now on; one that did before is told that it does no more. Raises BenchGone, BenchRefused.

        Where the reader is away nothing changes, and the page is told so.
        """
        try:
            await self._run(self._borrower.lend, True)
        except (BenchGone, BenchRefused):
            page.put(lending(on=page is self._page))
            raise
        before, self._page = self._page, page
        if before is not None and before is not page:
            before.put(lending(on=False))
        page.lends = True
        page.put(lending(on=True))

    async def end(self, page: Page) -> None:
        """The page lends no more, if it did; its last picture is forgotten. Raises BenchGone, BenchRefused."""
        if page is not self._page:
            return
        self._page = None
        page.put(lending(on=False))
        await self._run(self._borrower.lend, False)

    async def give(self, page: Page, jpeg: bytes, wanted: bool) -> None:
        """Take on a picture; nothing for a page that does not lend, nor while none is `wanted`. Raises BadPicture.

        One that comes too soon after another is passed over, so that no page can fill memory or processor.
        """
        now = self._clock()
        if page is not self._page or not wanted or self._busy or not self._pace.takes(now):
            return
        self._pace, self._busy = Pace(now), True
        try:
            await self._run(self._borrower.give, jpeg)
        except (BenchGone, BenchRefused):
            # The reader restarts, and is soon there again; the next picture comes in a moment.
            return
        finally:
            self._busy = False
