"""Main proof of the visit core: every state that can be reached, every event in each of them, every promise."""

import sys
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import pytest

from firmware.messages.schema import Consent, Method, Validity
from firmware.visit.effects import AskCentre, Question
from firmware.visit.errors import EventRefused
from firmware.visit.events import CardLeft, CardPlaced
from firmware.visit.model import (
    NUMBER_B_DIGITS,
    STAFF_ID_DIGITS,
    STAFF_PASSCODE_DIGITS,
    Language,
    Outcome,
    State,
    Visit,
    Way,
)
from firmware.visit.offers import DIGITS_WANTED, PATIENT, SERVING
from firmware.visit.places import EVERYWHERE, NUMBER_B, PASSCODE, STAFF_ID
from firmware.visit.policy import Policy
from firmware.visit.step import step
from firmware.visit.table import TABLE
from tests.firmware.visit.hostile import EVENTS
from tests.firmware.visit.search import BEFORE_PROOF, POLICY, PROVING, Found, narrow, search, take, wide


def test_every_promise_holds_everywhere(found: Found, capsys: pytest.CaptureFixture[str]) -> None:
    _report(found, "", capsys)
    assert found.states > 300
    assert found.tried == found.states * len(EVENTS)


def test_every_place_is_reached(found: Found) -> None:
    assert {node.visit.place for node in found.edges} == set(EVERYWHERE)


def test_every_row_of_the_table_can_happen(found: Found) -> None:
    assert set(TABLE) == set(found.reached)


def test_rows_name_exactly_the_places_that_they_reach(found: Found) -> None:
    declared = {(str(key[0]), key[1], to) for key, rule in TABLE.items() for to in rule.to}
    reached = {(str(key[0]), key[1], to) for key, places in found.reached.items() for to in places - {key[0]}}
    assert declared == reached


def test_every_list_of_answers_can_be_sent(found: Found) -> None:
    sent = {
        tuple(answer.answer for answer in effect.answers)
        for edges in found.edges.values()
        for edge in edges
        for effect in edge.effects
        if isinstance(effect, AskCentre) and effect.question is Question.INQUIRE
    }
    yes, no, unasked = Consent.YES, Consent.NO, Consent.NOT_ASKED
    two = {(first, second) for first in (yes, no) for second in (yes, no)}
    assert sent == {(), (yes,), (no,), (unasked,), (unasked, unasked), *two}


def test_what_is_left_out_makes_no_difference_sampled(found: Found) -> None:
    _compare_with_others(found, every=5)


@pytest.mark.prove
def test_what_is_left_out_makes_no_difference(found: Found, record_property: Callable[[str, object], None]) -> None:
    _compare_with_others(found, every=1)
    record_property("states", found.states)


def _compare_with_others(found: Found, every: int) -> None:
    """The search keeps one of many visits that differ only in what no rule reads, and one of the two policies.

    Here another one takes every step too: with the same promises, the same effects and an end that was found.
    """
    for node, edges in list(found.edges.items())[::every]:
        other = _differently(node.visit)
        for edge in edges:
            after, ghost, effects = take(other, node.ghost, edge.event)
            here = (node.visit.place, edge.event)
            ended = narrow(replace(after, policy=POLICY))
            assert replace(ended, staff_called=False) == replace(edge.to.visit, staff_called=False), here
            assert (ended, ghost) in found.nodes, here
            if node.visit.state is State.CONSENTING and isinstance(edge.event, CardLeft):
                assert not any(isinstance(effect, AskCentre) for effect in effects)
            else:
                assert effects == edge.effects, here


def test_a_refusal_names_place_event_and_reason() -> None:
    visit, _ = step(Visit(), EVENTS[0])
    with pytest.raises(EventRefused) as refused:
        step(visit, CardLeft())
    assert (refused.value.place, refused.value.event) == ("idle", "CardLeft")
    assert "no rule" in refused.value.why


@pytest.mark.prove
def test_every_promise_holds_with_whole_numbers(record_property: Callable[[str, object], None]) -> None:
    whole = {
        STAFF_ID: STAFF_ID_DIGITS,
        PASSCODE: STAFF_PASSCODE_DIGITS,
        NUMBER_B: NUMBER_B_DIGITS,
    }
    with patch.dict(DIGITS_WANTED, whole):
        found = search(policies=(Policy(eligibility_on_removal=True),))
    record_property("states", found.states)
    record_property("transitions", found.accepted)


@pytest.mark.prove
def test_every_promise_holds_under_both_policies_and_every_outcome(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    """The wide search rests on less argument: only numbers, link and language are folded."""
    # Without face and staff check, which would make this hours; they are searched with whole numbers above.
    events = tuple(event for event in EVENTS if not (isinstance(event, CardPlaced) and event.ways))
    whole = search(events, fold=wide, policies=(Policy(), POLICY))
    _report(whole, " (wide)", capsys)
    record_property("states", whole.states)
    record_property("tried", whole.tried)
    record_property("transitions", whole.accepted)
    left_out = {State.CHOOSING, State.FACE, State.STAFF_CHECK}
    places = {place for place in EVERYWHERE if place.state not in left_out}
    assert {node.visit.place for node in whole.edges} == places


def _report(found: Found, which: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = f"visit{which}: {found.states} states, {found.tried} events tried, {found.accepted} transitions"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")


def _differently(visit: Visit) -> Visit:
    """Another visit that stands for the same state of the search."""
    other = replace(visit, policy=Policy(face_failures=POLICY.face_failures), online=True)
    if visit.state not in PATIENT:
        return other
    other = replace(other, language=Language.ENGLISH, wrong_before=True, staff_wrong=True, last_try_accepted=True)
    if visit.state is not State.REMOVE_CARD:
        other = replace(other, staff_called=True)
    if visit.state in {State.DONE, State.INQUIRING}:
        other = replace(other, validity=Validity.INVALID_NEW_EXISTS)
    if visit.state not in SERVING:
        ended = Outcome.COMPLETED if visit.state is State.DONE else Outcome.CANCELLED
        other = replace(other, proof=Method.PIN, outcome=ended)
    if visit.state is not State.READING and visit.state not in PROVING:
        other = replace(other, challenge_renewed=True)
    if visit.state is not State.READING and visit.phase not in BEFORE_PROOF:
        other = replace(other, tries=2, ways=frozenset({Way.STAFF}))
    return other
