"""Steps as the person at the terminal sees them: a line each, with the time it took."""

import contextlib
import time
from collections.abc import Iterator
from typing import TextIO

TITLE_WIDTH = 58


class Progress:
    """Counts steps; a step shows when it begins, its time when it is over."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._total = 0
        self._number = 0
        self._open = False

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        self._total = total

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step; what `with` encloses is its work."""
        self._number += 1
        began = time.monotonic()
        self._write(f"[{self._number}/{self._total}] {title:<{TITLE_WIDTH}}")
        self._open = True
        try:
            yield
        except BaseException:
            self.end_line()
            raise
        finally:
            if self._open:
                self._write(f"{time.monotonic() - began:6.2f} s\n")
                self._open = False

    def say(self, line: str) -> None:
        """A line in between."""
        self.end_line()
        self._write(f"{line}\n")

    def end_line(self) -> None:
        """End the line of the step that is under way."""
        if self._open:
            self._write("\n")
            self._open = False

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
