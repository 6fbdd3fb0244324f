"""Reads what the reader writes of its visits, as far as it came."""

import logging
from pathlib import Path

from firmware.reader.tail import Tail
from tools.panel.journal import after_activity, after_visit
from tools.panel.wire import Journal

log = logging.getLogger(__name__)


class Record:
    """The journal of one reader's state directory. Blocks; to be used from one thread."""

    def __init__(self, state: Path) -> None:
        self._journal = Journal()
        self._activity = Tail(state / "activity.jsonl")
        self._visits = Tail(state / "visits.jsonl")

    def read(self) -> Journal:
        """The journal after what was written since the last call."""
        try:
            for line in self._activity.lines():
                self._journal = after_activity(self._journal, line)
            for line in self._visits.lines():
                self._journal = after_visit(self._journal, line)
        except OSError as error:
            log.warning("the reader's journal cannot be read: %s", error.strerror)
        return self._journal

    def close(self) -> None:
        """Read no more."""
        self._activity.close()
        self._visits.close()
