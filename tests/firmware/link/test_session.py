"""The session's decisions, without a broker and without waiting."""

import json
from typing import Any

import pytest

from firmware.link import events as ev
from firmware.link.ipc import (
    MAX_BODY_BYTES,
    Arrived,
    FromLink,
    NotPublished,
    Publish,
    Published,
    Reason,
    Report,
    Status,
    Why,
)
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


def test_the_way_up() -> None:
    story = Story()
    assert told(story.happens(ev.ReaderCame())) == [Status(False, Reason.STARTING)]
    (connect,) = story.happens(ev.Started())
    assert isinstance(connect, ev.Connect)
    assert json.loads(connect.will) == {"state": "offline", "boot": "boot", "sequence": 1, "why": "lost"}
    assert story.happens(ev.Accepted(1)) == [ev.Subscribe(1)]
    effects = story.happens(ev.Subscribed(1, granted=True))
    assert told(effects) == [Status(True, Reason.CONNECTED)]
    (state,) = sent(effects, "state")
    assert state.retain
    assert state.token is not None
    said = json.loads(state.body)
    assert said == {"state": "online", "boot": "boot", "sequence": 1, "reader": "attached"}
    (tel,) = sent(effects, "tel")
    assert not tel.retain
    assert tel.token is None
    assert json.loads(tel.body)["link_connects"] == 1


def test_a_request_goes_out_at_once_and_its_acknowledgement_comes_back() -> None:
    story = Story()
    story.up()
    (send,) = story.ask()
    assert isinstance(send, ev.Send)
    assert (send.branch, send.expiry_s, send.retain) == ("up/elig", 10, False)
    assert send.token is not None
    assert told(story.happens(ev.Acknowledged(1, send.token, 0))) == [Published("q")]
    assert story.happens(ev.Acknowledged(1, send.token, 0)) == []


@pytest.mark.parametrize(
    ("code", "why"),
    [(0x10, Why.NO_SUBSCRIBERS), (0x87, Why.NOT_AUTHORISED), (0x97, "refused_97"), (0x80, "refused_80")],
)
def test_the_brokers_refusal_is_told_with_its_reason(code: int, why: str) -> None:
    story = Story()
    story.up()
    (send,) = story.ask()
    assert isinstance(send, ev.Send)
    assert send.token is not None
    assert told(story.happens(ev.Acknowledged(1, send.token, code))) == [NotPublished("q", why)]


@pytest.mark.parametrize("phase", [Phase.RESTING, Phase.CONNECTING, Phase.SUBSCRIBING, Phase.WAITING, Phase.OVER])
def test_nothing_of_a_visit_is_published_or_kept_while_not_connected(phase: Phase) -> None:
    story = Story()
    if phase is not Phase.RESTING:
        story.happens(ev.Started())
    if phase is Phase.SUBSCRIBING:
        story.happens(ev.Accepted(1))
    if phase is Phase.WAITING:
        story.happens(ev.Refused(1, Reason.BROKER_UNREACHABLE))
    if phase is Phase.OVER:
        story.happens(ev.StopAsked())
    assert story.session.phase is phase
    assert told(story.ask()) == [NotPublished("q", Why.DISCONNECTED)]
    if phase is not Phase.OVER:
        assert sent(story.up(), "up/elig") == []


def test_what_was_on_its_way_when_the_connection_broke_is_told_and_never_sent_again() -> None:
    story = Story()
    story.up()
    story.ask("q1")
    effects = story.happens(ev.Lost(1, Reason.CONNECTION_LOST))
    assert told(effects) == [
        Status(False, Reason.CONNECTION_LOST),
        NotPublished("q1", Why.CONNECTION_LOST),
    ]
    assert sent(story.up(), "up/elig") == []


def test_a_broker_that_does_not_acknowledge_within_ten_seconds_is_cut_off() -> None:
    story = Story()
    story.up()
    story.ask("q1")
    assert story.later(9.9) == []
    effects = story.later(0.2)
    assert effects[0] == ev.Disconnect(1, in_order=False)
    assert told(effects) == [Status(False, Reason.BROKER_SILENT), NotPublished("q1", Why.CONNECTION_LOST)]


@pytest.mark.parametrize("greeted", [False, True])
def test_an_attempt_that_leads_nowhere_is_given_up(greeted: bool) -> None:
    story = Story()
    story.happens(ev.Started())
    if greeted:
        story.later(5)
        story.happens(ev.Accepted(1))
    effects = story.to_next()
    assert story.now == 120.0
    assert effects[0] == ev.Disconnect(1, in_order=False)
    assert story.session.status == Status(False, Reason.BROKER_SILENT)


def test_waits_grow_with_full_jitter_up_to_the_longest() -> None:
    story = Story(luck=0.999)
    story.happens(ev.Started())
    waits = []
    for _ in range(12):
        story.happens(ev.Refused(story.number, Reason.BROKER_UNREACHABLE))
        wake = story.session.next_wake()
        assert wake is not None
        waits.append(round(wake - story.now))
        story.to_next()
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_only_a_connection_that_held_resets_the_waits() -> None:
    story = Story(luck=0.999)
    waits = []
    for held in (1, 1, 1, 31, 1):
        story.up()
        story.later(held)
        story.happens(ev.Lost(story.number, Reason.CONNECTION_LOST))
        wake = story.session.next_wake()
        assert wake is not None
        waits.append(round(wake - story.now))
    assert waits == [1, 2, 4, 1, 2]


def test_a_waiting_patient_hurries_the_next_attempt_but_not_too_often() -> None:
    story = Story(luck=0.999)
    story.happens(ev.Started())
    for _ in range(8):
        story.happens(ev.Refused(story.number, Reason.BROKER_UNREACHABLE))
        story.to_next()
    story.happens(ev.Refused(story.number, Reason.BROKER_UNREACHABLE))
    assert not [one for one in story.ask() if isinstance(one, ev.Connect)]
    story.later(5.1)
    assert [one for one in story.ask() if isinstance(one, ev.Connect)]


def test_a_connection_taken_over_is_said_counted_and_not_fought_for() -> None:
    story = Story(luck=0.0)
    story.up()
    effects = story.happens(ev.Lost(1, Reason.TAKEN_OVER))
    assert told(effects) == [Status(False, Reason.TAKEN_OVER)]
    story.later(29.9)
    assert not [one for one in story.ask() if isinstance(one, ev.Connect)]
    assert story.session.phase is Phase.WAITING
    (tel,) = sent(story.up(), "tel")
    assert json.loads(tel.body)["link_taken_over"] == 1


def test_events_of_an_older_connection_change_nothing() -> None:
    story = Story()
    story.up()
    story.happens(ev.Lost(1, Reason.CONNECTION_LOST))
    story.up()
    (send,) = story.ask()
    assert isinstance(send, ev.Send)
    assert send.token is not None
    for late in (
        ev.Accepted(1),
        ev.Subscribed(1, granted=True),
        ev.Refused(1, "x"),
        ev.Lost(1, "x"),
        ev.Acknowledged(1, send.token, 0),
        ev.Came(1, DOWN + "elig", b"late", retained=False),
    ):
        assert story.happens(late) == []
    assert story.session.phase is Phase.UP


def test_a_refused_subscription_is_no_connection() -> None:
    story = Story()
    story.happens(ev.Started())
    story.happens(ev.Accepted(1))
    effects = story.happens(ev.Subscribed(1, granted=False))
    assert effects[0] == ev.Disconnect(1, in_order=False)
    assert story.session.status == Status(False, Reason.BROKER_REFUSED)


def test_cut_before_the_greeting_is_a_refusal() -> None:
    story = Story()
    story.happens(ev.Started())
    story.happens(ev.Lost(1, Reason.CONNECTION_LOST))
    assert story.session.status == Status(False, Reason.BROKER_REFUSED)


def test_what_comes_for_this_device_reaches_the_reader() -> None:
    story = Story()
    story.up()
    for branch in ("elig", "ack", "cmd", "job", "cfg"):
        effects = story.happens(ev.Came(1, DOWN + branch, b"sealed", retained=False))
        assert told(effects) == [Arrived("dn/" + branch, b"sealed")]


@pytest.mark.parametrize(
    ("topic", "retained", "size", "counter"),
    [
        (DOWN + "cmd", True, 10, "link_dropped_retained"),
        (DOWN + "elig", True, 10, "link_dropped_retained"),
        ("uketsuke/v1/13/reader-2/dn/elig", False, 10, "link_dropped_foreign"),
        ("uketsuke/v1/14/reader-1/dn/elig", False, 10, "link_dropped_foreign"),
        ("uketsuke/v1/13/reader-1/up/elig", False, 10, "link_dropped_foreign"),
        ("uketsuke/v1/13/reader-1/state", False, 10, "link_dropped_foreign"),
        (DOWN + "other", False, 10, "link_dropped_foreign"),
        ("$SYS/broker", False, 10, "link_dropped_foreign"),
        ("", False, 10, "link_dropped_foreign"),
        (DOWN + "elig", False, MAX_BODY_BYTES + 1, "link_dropped_large"),
    ],
)
def test_everything_else_is_dropped_and_counted(topic: str, retained: bool, size: int, counter: str) -> None:
    story = Story()
    story.up()
    assert story.happens(ev.Came(1, topic, bytes(size), retained)) == []
    (tel,) = sent(story.later(400), "tel")
    assert json.loads(tel.body)[counter] == 1


def test_the_limits_of_what_the_reader_may_publish() -> None:
    story = Story()
    story.up()
    assert told(story.ask("a", branch="dn/elig")) == [NotPublished("a", Why.BAD_BRANCH)]
    assert told(story.ask("b", branch="state")) == [NotPublished("b", Why.BAD_BRANCH)]
    assert told(story.ask("c", size=MAX_BODY_BYTES + 1)) == [NotPublished("c", Why.TOO_LARGE)]
    answers = [told(story.ask(f"n{number}")) for number in range(20)]
    assert answers[0] == []
    assert answers[-1] == [NotPublished("n19", Why.BUSY)]


def test_records_go_out_on_connection_and_again_until_removed() -> None:
    story = Story()
    for name in ("a", "b"):
        assert records(story.happens(ev.Kept(name, "usage"))) == []
    first = records(story.up())
    assert [one.id for one in first] == ["a", "b"]
    for one in first:
        story.happens(ev.Acknowledged(1, one.token, 0))
    story.happens(ev.Removed("a"))
    again = records(story.later(6))
    assert [one.id for one in again] == ["b"]
    story.happens(ev.Lost(1, Reason.CONNECTION_LOST))
    assert [one.id for one in records(story.up())] + [one.id for one in records(story.later(3))] == ["b"]
    story.happens(ev.Removed("b"))
    assert records(story.later(1_000)) == []


def test_a_new_reader_gets_its_missed_acknowledgements() -> None:
    story = Story()
    story.up()
    (record,) = records(story.happens(ev.Kept("a", "usage")))
    story.happens(ev.Acknowledged(1, record.token, 0))
    story.happens(ev.ReaderWent())
    story.later(2.5)
    assert [one.id for one in records(story.happens(ev.ReaderCame()))] == ["a"]


def test_what_made_room_is_no_longer_sent() -> None:
    story = Story()
    story.happens(ev.Kept("old", "telemetry"))
    story.happens(ev.Kept("new", "usage", gone=("old",)))
    story.happens(ev.NotKept())
    effects = story.up()
    assert [one.id for one in records(effects)] == ["new"]
    (tel,) = sent(effects, "tel")
    said = json.loads(tel.body)
    assert (said["link_outbox_usage"], said["link_outbox_telemetry"]) == (1, 0)
    assert (said["link_displaced"], said["link_not_stored"]) == (1, 1)


def test_records_leave_room_for_visits_even_with_a_narrow_broker() -> None:
    story = Story()
    for number in range(40):
        story.happens(ev.Kept(f"r{number}", "usage"))
    story.up(receive_maximum=10)
    assert sent(story.ask(), "up/elig")
    narrow = Story(acknowledging=False)
    narrow.happens(ev.Kept("a", "usage"))
    effects = narrow.up(receive_maximum=1)
    (state,) = sent(effects, "state")
    assert records(effects) == []
    assert state.token is not None
    assert told(narrow.ask()) == [NotPublished("q", Why.BUSY)]
    (info,) = sent(narrow.happens(ev.Acknowledged(1, state.token, 0)), "info")
    assert info.token is not None
    (record,) = records(narrow.happens(ev.Acknowledged(1, info.token, 0)))
    assert record.id == "a"


def test_state_follows_the_reader_and_its_report() -> None:
    story = Story()
    story.up(reader=False)
    story.later(5)
    (state,) = sent(story.happens(ev.ReaderCame()), "state")
    assert json.loads(state.body)["reader"] == "attached"
    story.later(5)
    report = Report({"nfc": "ready", "state": "forged"}, {"version": "0.1.0"}, {"visits": 3.0, "link_connects": 9.0})
    effects = story.happens(ev.Reported(report))
    (state,) = sent(effects, "state")
    assert json.loads(state.body)["nfc"] == "ready"
    assert json.loads(state.body)["state"] == "online"
    (info,) = sent(effects, "info")
    assert info.retain
    assert json.loads(info.body) == {"version": "0.1.0"}
    (tel,) = sent(effects, "tel")
    assert json.loads(tel.body)["visits"] == 3
    assert json.loads(tel.body)["link_connects"] == 1


def test_a_state_that_flaps_is_said_once_a_second_and_an_unchanged_one_not_again() -> None:
    story = Story()
    story.up()
    story.later(5)
    count = 0
    for _ in range(50):
        count += len(sent(story.happens(ev.ReaderWent()), "state"))
        count += len(sent(story.happens(ev.ReaderCame()), "state"))
        count += len(sent(story.later(0.1), "state"))
    assert count <= 7
    story.later(5)
    report = Report({}, {"version": "0.1.0"}, {})
    assert len(sent(story.happens(ev.Reported(report)), "info")) == 1
    story.later(5)
    assert sent(story.happens(ev.Reported(report)), "info") == []


def test_figures_come_when_a_visit_ended_and_not_with_every_report() -> None:
    story = Story()
    story.up()
    story.later(5)
    figures = {"outcome_done": 1.0, "draw_ms": 5.0}
    assert len(sent(story.happens(ev.Reported(Report({}, {}, figures))), "tel")) == 1
    for number in range(10):
        story.later(10)
        assert sent(story.happens(ev.Reported(Report({}, {}, {**figures, "draw_ms": float(number)}))), "tel") == []
    (tel,) = sent(story.happens(ev.Reported(Report({}, {}, {**figures, "outcome_done": 2.0}))), "tel")
    assert json.loads(tel.body)["outcome_done"] == 2


def test_figures_come_every_few_minutes_by_themselves() -> None:
    story = Story()
    story.up()
    for one in range(3):
        assert len(sent(story.later(300), "tel")) == 1, one


def test_stopping_says_farewell_first() -> None:
    story = Story(acknowledging=False)
    story.up()
    effects = story.happens(ev.StopAsked())
    assert told(effects) == [Status(False, Reason.STOPPING)]
    (state,) = sent(effects, "state")
    assert json.loads(state.body) == {"state": "offline", "boot": "boot", "sequence": 1, "why": "stopped"}
    assert told(story.ask()) == [NotPublished("q", Why.DISCONNECTED)]
    assert state.token is not None
    assert story.happens(ev.Acknowledged(1, state.token, 0)) == [ev.Disconnect(1, in_order=True), ev.Finish()]
    assert story.session.phase is Phase.OVER
    assert story.happens(ev.StopAsked()) == []
    assert story.session.next_wake() is None


def test_stopping_waits_two_seconds_at_most() -> None:
    story = Story(acknowledging=False)
    story.up()
    story.happens(ev.StopAsked())
    assert story.later(2.0) == [ev.Disconnect(1, in_order=False), ev.Finish()]


def test_stopping_when_the_farewell_fails_or_nobody_is_there() -> None:
    story = Story(acknowledging=False)
    story.up()
    story.happens(ev.StopAsked())
    assert story.happens(ev.Lost(1, Reason.CONNECTION_LOST)) == [ev.Finish()]
    trying = Story()
    trying.happens(ev.Started())
    assert trying.happens(ev.StopAsked())[-2:] == [ev.Disconnect(1, in_order=False), ev.Finish()]
    resting = Story()
    assert resting.happens(ev.StopAsked())[-1] == ev.Finish()
    assert resting.happens(ev.Started()) == []


def test_a_broker_without_retain_gets_none() -> None:
    story = Story()
    (state,) = sent(story.up(retain=False), "state")
    assert not state.retain
