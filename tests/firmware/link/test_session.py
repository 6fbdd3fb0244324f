"""The session's decisions about its connection, without a broker and without waiting."""

import json

import pytest

from firmware.link import events as ev
from firmware.link.ipc import NotPublished, Published, Reason, Status, Why
from firmware.link.session import Phase
from tests.firmware.link.session_story import DOWN, Story, sent, told


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
    assert ev.Connect in [type(effect) for effect in story.to_next()]
    story.happens(ev.Accepted(2))
    story.happens(ev.Subscribed(2, granted=True))
    assert story.session.status == Status(True, Reason.CONNECTED)


def test_cut_before_the_greeting_is_a_refusal() -> None:
    story = Story()
    story.happens(ev.Started())
    story.happens(ev.Lost(1, Reason.CONNECTION_LOST))
    assert story.session.status == Status(False, Reason.BROKER_REFUSED)


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
