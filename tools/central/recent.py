"""Answers that changed nothing in the register: kept in memory for the repetition that comes a second later.

A challenge is good in itself, so after a restart a repeated request may as well get another one; writing it to the
disk before it leaves would only make every visit wait for one more commit.
"""

from collections import OrderedDict

from tools.central.store import StoredAnswer

# A challenge answer has about 1.5 kB; a thousand readers that all saw a card within the last seconds fit in 8 MB.
CAPACITY = 4096


class RecentAnswers:
    """The last answers by device and request; the oldest goes when there are too many."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._answers: OrderedDict[tuple[str, str], StoredAnswer] = OrderedDict()

    def find(self, device: str, request: str) -> StoredAnswer | None:
        """What this request was answered, if it is remembered."""
        return self._answers.get((device, request))

    def keep(self, device: str, request: str, answer: StoredAnswer) -> None:
        """Remember an answer."""
        self._answers[device, request] = answer
        if len(self._answers) > self._capacity:
            self._answers.popitem(last=False)
