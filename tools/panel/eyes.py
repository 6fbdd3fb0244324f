"""Looks at what the two cameras see, for pages that are looked at themselves."""

import zlib
from collections.abc import Collection
from pathlib import Path

from hal.camera import CameraRole
from tools.panel.connection import at_bench
from tools.panel.errors import BenchGone, BenchRefused
from tools.panel.picture import PLACES, view_of


class Eyes:
    """Remembers a checksum of what was seen last, no picture. Blocks; to be used from one thread."""

    def __init__(self, bench: Path) -> None:
        self._bench = bench
        self._changes = -1
        self._sums: dict[CameraRole, int] = {}

    def forget(self) -> None:
        """Everything is new again, as for a page that was just opened."""
        self._changes = -1
        self._sums.clear()

    def look(self, changes: int, running: Collection[CameraRole]) -> list[bytes]:
        """What is new to see, for the browser. `changes` is of the bench's newest snapshot.

        Before a camera that is off nothing moves unless the bench says that something changed. Nothing is seen while
        the reader is away.
        """
        wanted = [camera for camera in PLACES if camera in running or changes != self._changes]
        if not wanted:
            return []
        try:
            with at_bench(self._bench) as client:
                seen = {camera: client.seen(camera) for camera in wanted}
        except (BenchGone, BenchRefused):
            self.forget()
            return []
        self._changes = changes
        new = []
        for camera, frame in seen.items():
            total = -1 if frame is None else zlib.crc32(frame.pixels)
            if self._sums.get(camera) != total:
                self._sums[camera] = total
                new.append(view_of(camera, frame))
        return new
