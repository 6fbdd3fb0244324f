"""A stage without processes: a reader that goes from place to place as a table says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hal.virtual.scene import CameraTrouble
from tools.demo.journal import Entry, Summary
from tools.demo.script import Service

PIN = "4827"


@dataclass
class FakeStage:
    """`answers`: what happens at an act (`insert`, `#`, `remove`, `stop broker`): places the reader goes to.

    `receipts` usage records are confirmed and a summary with `outcome` is written when the card is gone.
    """

    answers: dict[str, list[str]]
    outcome: str = "completed"
    receipts: int = 1
    visits: int = 1
    tries: int = 3
    link: Callable[[], bool] = lambda: True
    acts: list[str] = field(default_factory=list)
    pictures: int = 0
    card: bool = False
    _entries: list[Entry] = field(default_factory=list)
    _summaries: list[Summary] = field(default_factory=list)

    @property
    def pin(self) -> str:
        return PIN

    @property
    def tries_left(self) -> int:
        return self.tries

    def insert(self) -> None:
        self.card = True
        self._act("insert")

    def remove(self) -> None:
        self.card = False
        self._act("remove")
        self._end()

    def tear_after(self, apdus: int, when: Literal["before", "half", "after"]) -> None:
        self._act(f"tear {apdus} {when}")
        self.card = False
        self._end()

    def card_lies_there(self) -> bool:
        return self.card

    async def staff_account(self, there: bool) -> None:
        self._act(f"staff {there}")

    def press(self, key: str) -> None:
        self._act(key)

    def entries(self) -> list[Entry]:
        new, self._entries = self._entries, []
        return new

    def summaries(self) -> list[Summary]:
        new, self._summaries = self._summaries, []
        return new

    def link_is_up(self) -> bool:
        return self.link()

    async def stop(self, process: Service) -> None:
        self._act(f"stop {process}")

    async def start(self, process: Service) -> None:
        self._act(f"start {process}")

    def disturb(self, trouble: CameraTrouble | None) -> None:
        self._act(f"disturb {trouble}")

    async def take_picture(self) -> None:
        self.pictures += 1

    def _act(self, name: str) -> None:
        self.acts.append(name)
        self._entries += [Entry("state", 0.0, place=place) for place in self.answers.get(name, [])]

    def _end(self) -> None:
        steps = {"card_seen": 0.0, "result": 12.5}
        self._summaries += [Summary(1, self.outcome, steps, 12, 8, self.tries, version="1")] * self.visits
        self._entries += [Entry("message", 0.0, name="Acknowledgement", direction="down")] * self.receipts
