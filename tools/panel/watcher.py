"""Watches the bench of the reader from a thread of its own and tells what changed; heals when the reader restarts."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hal.display import Frame
from hal.virtual.bench import Snapshot
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.panel.picture import Patch, patch_between

log = logging.getLogger(__name__)

WATCH_SECONDS = 0.5  # how long a stop may take; the answer comes at once when something changes
RETRY_SECONDS = 0.3  # a restarted reader is on the page well within a second


@dataclass(frozen=True, slots=True)
class Looked:
    """What the bench showed at one moment. `patch` brings the screen from the last look to this one.

    `fresh` is False for the first look after connecting: its signals were given before anybody listened.
    `heard` is the number of the newest signal so far.
    """

    snapshot: Snapshot
    frame: Frame | None
    patch: Patch | None
    fresh: bool
    heard: int


@dataclass(frozen=True, slots=True)
class Away:
    """No bench is served: the reader is restarting or was stopped."""


Sight = Looked | Away


class Watcher:
    """Calls `tell` from its thread with every sight, in order."""

    def __init__(self, path: Path, tell: Callable[[Sight], None], watch_seconds: float = WATCH_SECONDS) -> None:
        self._path = path
        self._tell = tell
        self._watch_seconds = watch_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="panel-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                client = BenchClient(self._path)
            except OSError:
                self._tell(Away())
            else:
                self._follow(client)
            self._stop.wait(RETRY_SECONDS)

    def _follow(self, client: BenchClient) -> None:
        try:
            look = self._look(client, None)
            while not self._stop.is_set():
                self._tell(look)
                look = self._look(client, look)
        except (OSError, BenchError, WireError) as error:
            log.info("the bench is gone: %s", type(error).__name__)
            self._tell(Away())
        finally:
            client.close()

    def _look(self, client: BenchClient, last: Looked | None) -> Looked:
        if last is None:
            snapshot = client.watch(-1, 0.0, 0)
            frame = client.picture()[1]
            return Looked(snapshot, frame, _patch(None, frame), fresh=False, heard=_newest(snapshot, 0))
        snapshot = client.watch(last.snapshot.changes, self._watch_seconds, last.heard)
        frame, patch = last.frame, None
        if snapshot.frame_number != last.snapshot.frame_number:
            frame = client.picture()[1]
            patch = _patch(last.frame, frame)
        return Looked(snapshot, frame, patch, fresh=True, heard=_newest(snapshot, last.heard))


def _newest(snapshot: Snapshot, heard: int) -> int:
    return snapshot.signals[-1].number if snapshot.signals else heard


def _patch(before: Frame | None, after: Frame | None) -> Patch | None:
    return patch_between(before, after) if after is not None else None
