"""When `state`, `info` and `tel` are published, and with what. Pure.

All three at every connection, since a broker that restarted has forgotten them; state and info whenever they change,
tel when a visit ended and every few minutes. Not with each report of the reader: a nation of readers would send more
of it than of everything else.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from firmware.link import health
from firmware.link.ipc import Report

GAPS_S = {"state": 1.0, "info": 1.0, "tel": 2.0}
"""Least time between two publications of one topic: a part that flaps must not flood the centre."""

COUNTS = "outcome_"
"""So begin the names of the reader's counts of visits by outcome in `tel`."""


class Publication(NamedTuple):
    """One clear message; a lasting one is retained and acknowledged."""

    branch: str
    body: bytes
    lasting: bool


class Reporting:
    """The health topics of one device. `boot` is new at each start of link; `period_s` is that of `tel`."""

    def __init__(self, boot: str, period_s: float, luck: Callable[[], float]) -> None:
        self.counters = health.Counters()
        self._boot = boot
        self._period_s = period_s
        self._luck = luck
        self._own: dict[str, health.Value] = {"reader": "away"}
        self._report: Report | None = None
        self._due: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._said: dict[str, bytes] = {}

    def will(self, number: int) -> bytes:
        """What the broker says of connection `number` when it breaks."""
        return health.offline(self._boot, number, "lost")

    def farewell(self, number: int) -> bytes:
        """What link says itself before it ends on purpose."""
        return health.offline(self._boot, number, "stopped")

    def connected(self, now: float) -> None:
        """A new connection: all of it is said again."""
        self._said.clear()
        self._due = dict.fromkeys(GAPS_S, now)

    def reported(self, report: Report, now: float) -> None:
        """The reader's newest figures."""
        visit_ended = self._report is None or _counts(self._report) != _counts(report)
        self._report = report
        self._want("state", now)
        self._want("info", now)
        if visit_ended:
            self._want("tel", now)

    def note(self, name: str, value: health.Value, now: float) -> None:
        """An entry of link's own in the state."""
        self._own[name] = value
        self._want("state", now)

    def take(self, now: float, number: int, records: Mapping[str, int]) -> Publication | None:
        """The next to publish now, None when there is no more; `records` are the outbox's lengths by class."""
        for branch in [branch for branch, when in self._due.items() if when <= now]:
            del self._due[branch]
            body = self._body(branch, number, records)
            if branch == "tel":
                self._due[branch] = now + self._period_s * (0.9 + 0.2 * self._luck())
            elif self._said.get(branch) == body:
                continue
            self._said[branch] = body
            self._last[branch] = now
            return Publication(branch, body, lasting=branch != "tel")
        return None

    def next_due(self) -> float | None:
        """When `take` will next give something."""
        return min(self._due.values(), default=None)

    def _want(self, branch: str, now: float) -> None:
        earliest = max(now, self._last.get(branch, now - GAPS_S[branch]) + GAPS_S[branch])
        self._due[branch] = min(self._due.get(branch, earliest), earliest)

    def _body(self, branch: str, number: int, records: Mapping[str, int]) -> bytes:
        if branch == "state":
            return health.online(self._boot, number, self._own, self._report)
        if branch == "info":
            return health.info(self._report)
        lengths = {f"link_outbox_{name}": float(length) for name, length in records.items()}
        return health.telemetry({**self.counters.as_numbers(), **lengths}, self._report)


def _counts(report: Report) -> dict[str, float]:
    return {name: count for name, count in report.tel.items() if name.startswith(COUNTS)}
