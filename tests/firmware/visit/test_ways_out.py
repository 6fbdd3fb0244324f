"""Nobody is left stuck: by time, by taking the card, and by the twelve keys alone."""

from collections.abc import Callable, Iterable
from functools import cache

from firmware.visit import places as at
from firmware.visit.effects import AskCentre, RecordUsage
from firmware.visit.events import (
    Action,
    CardLeft,
    CentreUnreachable,
    DeviceMended,
    MaintenanceSet,
    Pressed,
    Started,
    TimeUp,
)
from firmware.visit.model import State
from firmware.visit.offers import PATIENT, SERVING, offers
from tests.firmware.visit.search import Edge, Found, Node

ENDING_BY_TIME = SERVING | {State.DONE, State.REFUSED}
LONGEST_WAIT = 5
"""Deadlines that may pass one after another before time alone has ended a visit: pause or camera, warning, end."""


def by_key(node: Node, edge: Edge) -> bool:
    """Whether one of the twelve keys takes this edge."""
    return isinstance(edge.event, Pressed) and edge.event.action in keys_now(node)


@cache
def keys_now(node: Node) -> frozenset[Action]:
    """What the twelve keys do now."""
    return frozenset(offer.action for offer in offers(node.visit) if offer.key is not None)


def can_reach(found: Found, goals: Iterable[Node], takes: Callable[[Node, Edge], bool]) -> set[Node]:
    """Every node from which a goal can be reached over edges that `takes` allows."""
    sources: dict[Node, list[Node]] = {}
    for node, edges in found.edges.items():
        for edge in edges:
            if takes(node, edge):
                sources.setdefault(edge.to, []).append(node)
    reached = set(goals)
    waiting = list(reached)
    while waiting:
        new = [source for source in sources.get(waiting.pop(), ()) if source not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def test_taking_the_card_always_ends_everything(found: Found) -> None:
    for node, edges in found.edges.items():
        if node.visit.card is not None:
            ends = [edge.to.visit for edge in edges if isinstance(edge.event, CardLeft)]
            assert len(ends) == 1, node.visit.place
            served = node.visit.state in PATIENT
            assert ends[0].state is (State.IDLE if served else node.visit.state)


def test_time_alone_ends_every_visit(found: Found) -> None:
    """Card left lying, centre silent, card mute, person gone: only deadlines pass."""
    for node in found.edges:
        if node.visit.state in ENDING_BY_TIME:
            assert 1 <= _longest_wait(found, node) <= LONGEST_WAIT


def _longest_wait(found: Found, node: Node) -> int:
    if node.visit.state is State.REMOVE_CARD:
        return 0
    after = [edge.to for edge in found.edges[node] if isinstance(edge.event, TimeUp)]
    assert after, f"no deadline in {node.visit.place}"
    assert node not in after, f"a deadline in {node.visit.place} changes nothing"
    return 1 + max(_longest_wait(found, to) for to in after)


def test_a_card_left_behind_calls_staff(found: Found) -> None:
    for node in found.edges:
        if node.visit.state is State.REMOVE_CARD:
            for _ in range(node.visit.policy.reminders_before_staff):
                (node,) = (edge.to for edge in found.edges[node] if isinstance(edge.event, TimeUp))
            assert node.visit.staff_called
            assert not node.visit.menu


def test_a_reader_that_does_not_serve_gets_back(found: Found) -> None:
    """Started, mended, given back: then idle, or a card to take first."""
    back = can_reach(
        found,
        [node for node in found.edges if node.visit.state is State.IDLE],
        lambda _, edge: (
            isinstance(edge.event, Started | DeviceMended | CardLeft) or edge.event == MaintenanceSet(on=False)
        ),
    )
    assert back == set(found.edges)


def test_every_patient_state_can_be_ended_by_keys(found: Found) -> None:
    ended = can_reach(found, [node for node in found.edges if node.visit.state is State.REMOVE_CARD], by_key)
    stuck = {str(node.visit.place) for node in found.edges if node.visit.state in PATIENT and node not in ended}
    assert not stuck


def test_keys_can_do_all_that_touch_can(found: Found) -> None:
    """A search in which every press is a key meets the same places, questions, consents and outcomes."""
    starts = [node for node in found.edges if node.visit.place == at.STARTING]
    seen, waiting = set(starts), list(starts)
    by_keys: set[object] = set()
    while waiting:
        node = waiting.pop()
        for edge in found.edges[node]:
            if not isinstance(edge.event, Pressed) or by_key(node, edge):
                by_keys.update(_deeds(edge))
                if edge.to not in seen:
                    seen.add(edge.to)
                    waiting.append(edge.to)
    by_all = {deed for edges in found.edges.values() for edge in edges for deed in _deeds(edge)}
    assert by_keys == by_all


def _deeds(edge: Edge) -> Iterable[object]:
    yield edge.to.visit.place
    for effect in edge.effects:
        if isinstance(effect, AskCentre):
            yield effect.question, effect.answers
        elif isinstance(effect, RecordUsage):
            yield effect


def test_help_is_at_hand_everywhere(found: Found) -> None:
    """Menu and the way back from it, staff, language and cancel: by keys, without leaving the place."""
    for node in found.edges:
        if node.visit.state in PATIENT:
            at_hand = _actions_by_key_here(found, node)
            needed = {Action.MENU, Action.CLOSE_MENU, Action.CALL_STAFF, Action.LANGUAGE}
            if node.visit.state in SERVING:
                needed |= {Action.CANCEL}
            if node.visit.place in {at.ENTERING, at.LAST_TRY}:
                needed |= {Action.PIN_UNKNOWN}
            if node.visit.place in {at.CONSENT_EACH, at.CONSENT_REVIEW}:
                needed |= {Action.BACK}
            assert needed <= at_hand, (node.visit.place, needed - at_hand)


def _actions_by_key_here(found: Found, start: Node) -> set[Action]:
    seen, waiting = {start}, [start]
    actions: set[Action] = set()
    while waiting:
        node = waiting.pop()
        actions |= keys_now(node)
        for edge in found.edges[node]:
            if by_key(node, edge) and edge.to.visit.place == start.visit.place and edge.to not in seen:
                seen.add(edge.to)
                waiting.append(edge.to)
    return actions


def test_no_way_on_needs_the_link(found: Found) -> None:
    """Cut off at any question, the visit ends with a reason at once."""
    for node, edges in found.edges.items():
        for edge in edges:
            if isinstance(edge.event, CentreUnreachable):
                assert edge.to.visit.state is State.REFUSED, node.visit.place
