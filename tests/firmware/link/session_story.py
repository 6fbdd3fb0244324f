"""A session to be told what happens, for tests of its decisions."""

from typing import Any

from firmware.link import events as ev
from firmware.link.ipc import FromLink, Publish
from firmware.link.session import Phase, Session, SessionSettings

DOWN = "uketsuke/v1/13/reader-1/dn/"


class Story:
    """A session with time and luck in the test's hand, and a broker that acknowledges state and info by itself."""

    def __init__(self, luck: float = 0.5, acknowledging: bool = True) -> None:
        self.luck = luck
        self.acknowledging = acknowledging
        self.now = 100.0
        self.session = Session(SessionSettings("13", "reader-1", "boot", 300.0, 300.0), lambda: self.luck)
        self.number = 0

    def happens(self, event: ev.Event) -> list[ev.Effect]:
        effects = self.session.handle(event, self.now)
        for effect in effects:
            if isinstance(effect, ev.Connect):
                self.number = effect.number
            elif isinstance(effect, ev.Send) and effect.retain and effect.token is not None and self.acknowledging:
                effects = effects + self.happens(ev.Acknowledged(effect.number, effect.token, 0))
        return effects

    def later(self, seconds: float) -> list[ev.Effect]:
        self.now += seconds
        return self.happens(ev.TimePassed())

    def to_next(self) -> list[ev.Effect]:
        wake = self.session.next_wake()
        assert wake is not None
        return self.later(max(0.0, wake - self.now))

    def up(self, reader: bool = True, **greeting: Any) -> list[ev.Effect]:
        if reader:
            self.happens(ev.ReaderCame())
        if self.session.phase is Phase.RESTING:
            self.happens(ev.Started())
        while self.session.phase is Phase.WAITING:
            self.to_next()
        self.happens(ev.Accepted(self.number, **greeting))
        return self.happens(ev.Subscribed(self.number, granted=True))

    def ask(self, name: str = "q", branch: str = "up/elig", size: int = 10) -> list[ev.Effect]:
        return self.happens(ev.Asked(Publish(name, branch, bytes(size))))


def told(effects: list[ev.Effect]) -> list[FromLink]:
    return [effect.message for effect in effects if isinstance(effect, ev.Tell)]


def sent(effects: list[ev.Effect], branch: str) -> list[ev.Send]:
    return [effect for effect in effects if isinstance(effect, ev.Send) and effect.branch == branch]


def records(effects: list[ev.Effect]) -> list[ev.SendRecord]:
    return [effect for effect in effects if isinstance(effect, ev.SendRecord)]
