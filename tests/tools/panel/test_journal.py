import json
from functools import reduce

from tools.panel.journal import KEPT_MESSAGES, after_activity, after_visit
from tools.panel.wire import Crossed, Journal, StepTaken


def line(**entry: object) -> bytes:
    return json.dumps({"ms": 12.5, **entry}).encode()


def step(visit: int, name: str, ms: float) -> bytes:
    return line(kind="step", visit=visit, name=name, since_card_ms=ms)


def message(direction: str, name: str, size: int) -> bytes:
    return line(kind="message", direction=direction, name=name, bytes=size)


def fold(*lines: bytes) -> Journal:
    return reduce(after_activity, lines, Journal())


def test_a_visit_line_by_line() -> None:
    journal = fold(
        step(7, "card_seen", 0.0),
        line(kind="state", place="pin/entering"),
        message("up", "ChallengeRequest", 812),
        message("down", "ChallengeGiven", 940),
        step(7, "pin_verified", 1234.6),
    )
    assert journal.place == "pin/entering"
    assert journal.steps == (StepTaken("card_seen", 0), StepTaken("pin_verified", 1235))
    assert journal.messages == (Crossed("up", "ChallengeRequest", 812), Crossed("down", "ChallengeGiven", 940))


def test_the_next_visit_begins_on_a_clean_sheet() -> None:
    journal = fold(step(7, "card_seen", 0), message("up", "UsageRecord", 500), step(8, "card_seen", 0))
    assert (journal.visit, journal.messages, journal.steps) == (8, (), (StepTaken("card_seen", 0),))


def test_a_reader_that_counts_from_one_again() -> None:
    journal = fold(step(1, "card_seen", 0), step(1, "result", 900), step(1, "card_seen", 0))
    assert journal.steps == (StepTaken("card_seen", 0),)


def test_the_outcome_of_the_visit_on_the_sheet() -> None:
    journal = after_visit(fold(step(7, "card_seen", 0)), b'{"visit": 7, "outcome": "completed", "apdus": 12}')
    assert journal.outcome == "completed"
    assert after_visit(journal, b'{"visit": 6, "outcome": "cancelled"}') == journal


def test_a_visit_without_an_outcome() -> None:
    assert after_visit(Journal(), b'{"visit": 1, "outcome": null}').outcome == ""


def test_what_is_no_line_changes_nothing() -> None:
    journal = fold(step(7, "card_seen", 0))
    for broken in (
        b"",
        b"{",
        b"[]",
        b'{"kind": "unheard of"}',
        b'{"kind": "step"}',
        line(kind="refused", what="Signed"),
    ):
        assert after_activity(journal, broken) == journal
        assert after_visit(journal, broken) == journal


def test_unknown_fields_are_passed_over_and_never_shown() -> None:
    journal = fold(line(kind="message", direction="up", name="IdentifyRequest", bytes=3, certificate="leak"))
    assert "leak" not in repr(journal)
    assert journal.messages == (Crossed("up", "IdentifyRequest", 3),)


def test_only_so_many_messages_are_kept() -> None:
    journal = fold(*(message("up", "ChallengeRequest", n) for n in range(KEPT_MESSAGES + 5)))
    assert [crossed.bytes for crossed in journal.messages] == list(range(5, KEPT_MESSAGES + 5))
