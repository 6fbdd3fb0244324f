"""The session's decisions about what passes through it, without a broker and without waiting."""

import json

import pytest

from firmware.link import events as ev
from firmware.link.ipc import MAX_BODY_BYTES, Arrived, NotPublished, Reason, Report, Why
from tests.firmware.link.session_story import DOWN, Story, records, sent, told


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
