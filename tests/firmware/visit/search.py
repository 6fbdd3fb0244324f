"""Breadth-first search of the real `step` over everything that can happen to a visit."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from firmware.visit import step as rules
from firmware.visit.effects import Effect
from firmware.visit.errors import EventRefused
from firmware.visit.events import AnyEvent
from firmware.visit.model import Hint, Language, Phase, Place, State, Visit
from firmware.visit.offers import SERVING, face_open
from firmware.visit.places import EVERYWHERE
from firmware.visit.policy import Policy
from firmware.visit.step import step, trigger_of
from firmware.visit.table import Trigger
from tests.firmware.visit.carried import follow
from tests.firmware.visit.ghost import MANY, Ghost, Violation
from tests.firmware.visit.hostile import CARD, CHALLENGE, CHECK, EVENTS, LOOK, NEXT_NUMBER, OPERATION, REQUEST
from tests.firmware.visit.promises import awaited_kinds, check_refusal, check_state
from tests.firmware.visit.step_promises import Step, check_step

BEFORE_PROOF = {
    Phase.NONE,
    Phase.PRINT,
    Phase.PHOTO,
    Phase.LOADING,
    Phase.LOOKING,
    Phase.TURNING,
    Phase.AGAIN,
    Phase.PAUSED,
    Phase.COMPARING,
    Phase.NUMBER_B,
    Phase.COUNTING,
    Phase.LAST_TRY,
    Phase.ENTERING,
    Phase.VERIFYING,
    Phase.STAFF_ID,
    Phase.PASSCODE,
    Phase.CHECKING,
}
"""Where tries and ways still decide what comes next."""

FAILURES = 2
"""Failed attempts of the policies that are searched: the first, and the last; the real number makes more states."""

POLICY = Policy(eligibility_on_removal=True, face_failures=FAILURES)
"""The policy under which more can happen; the other one is a test of its own."""

PROVING = frozenset({State.CHOOSING, State.FACE, State.PIN, State.STAFF_CHECK})
"""Where a person is being identified."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One state of the search: a canonical visit and the truth about it. There is one node for each state."""

    visit: Visit
    ghost: Ghost


Fold = Callable[[Visit], Visit]
Nodes = dict[tuple[Visit, Ghost], Node]


@dataclass(frozen=True, slots=True)
class Edge:
    """One accepted event."""

    event: AnyEvent
    effects: tuple[Effect, ...]
    to: Node


@dataclass(slots=True)
class Found:
    """All that the search reached."""

    edges: dict[Node, list[Edge]] = field(default_factory=dict)
    nodes: Nodes = field(default_factory=dict)
    reached: dict[tuple[Place, Trigger], set[Place]] = field(default_factory=dict)
    tried: int = 0

    @property
    def states(self) -> int:
        """Distinct states."""
        return len(self.edges)

    @property
    def accepted(self) -> int:
        """Transitions."""
        return sum(len(edges) for edges in self.edges.values())


def wide(visit: Visit) -> Visit:
    """The same visit with fixed numbers, and without what only screens read.

    Numbers count only as equal or different, so each outstanding one has its own fixed value. No rule reads `online`,
    none what the person is told before the camera, and none but those of the idle screen reads `language`.
    """
    return replace(
        visit,
        card=None if visit.card is None else CARD,
        operation=None if visit.operation is None else OPERATION,
        request=None if visit.request is None else REQUEST,
        challenge_request=None if visit.challenge_request is None else CHALLENGE,
        check=None if visit.check is None else CHECK,
        look=None if visit.look is None else LOOK,
        hint=Hint.NOTHING,
        side=None,
        face_end=None,
        next_number=NEXT_NUMBER,
        online=False,
        language=visit.language if visit.state is State.IDLE else Language.JAPANESE,
    )


def narrow(visit: Visit) -> Visit:
    """As `wide`, and without what is only told: how an ended visit came about, the tries after the PIN.

    Whether staff was called matters where a card was left behind and nowhere else. That nothing that comes next
    depends on what is left out is a test of its own (`test_what_is_left_out_makes_no_difference`).
    """
    serving, proving = visit.state in SERVING, visit.state in PROVING
    choosing = proving and visit.phase in BEFORE_PROOF
    face = visit.state is State.FACE
    return replace(
        wide(visit),
        outcome=None,
        ways=visit.ways if choosing or visit.state is State.READING else frozenset(),
        tries=min(visit.tries, MANY) if choosing and visit.tries is not None else None,
        face_first=visit.face_first or not face,
        failures=visit.failures if face or face_open(visit) else 0,
        number_typed=visit.number_typed and visit.state is State.STAFF_CHECK,
        wrong_before=False,
        staff_wrong=False,
        proof=visit.proof if serving else None,
        challenge_renewed=visit.challenge_renewed and proving,
        last_try_accepted=False,
        validity=None,
        staff_called=visit.staff_called and visit.state is State.REMOVE_CARD,
    )


def search(events: Sequence[AnyEvent] = EVENTS, fold: Fold = narrow, policies: Sequence[Policy] = (POLICY,)) -> Found:
    """Everything that can be reached. Raises Violation with the shortest story that breaks a promise."""
    found = Found()
    keys = [(fold(Visit(policy=policy)), Ghost()) for policy in policies]
    found.nodes.update({key: Node(*key) for key in keys})
    parents: dict[Node, tuple[Node, AnyEvent] | None] = dict.fromkeys(found.nodes.values())
    queue = deque(parents)
    triggers = [trigger_of(event) for event in events]
    known = {place: _known(place) for place in EVERYWHERE}
    while queue:
        node = queue.popleft()
        try:
            edges = _expand(node, events, triggers, known[node.visit.place], found, fold)
        except Violation as violation:
            violation.add_note(story(parents, node))
            raise
        found.edges[node] = edges
        for edge in edges:
            if edge.to not in parents:
                parents[edge.to] = (node, edge.event)
                queue.append(edge.to)
    return found


def story(parents: dict[Node, tuple[Node, AnyEvent] | None], node: Node) -> str:
    """How the node was reached, one event a line."""
    lines = [f"in {node.visit.place}"]
    while (parent := parents[node]) is not None:
        node, event = parent
        lines.append(f"{node.visit.place}: {event}")
    return "\n".join(reversed(lines))


def _known(place: Place) -> frozenset[Trigger]:
    """The triggers that have a rule at a place, in the table that `step` uses now."""
    return frozenset(trigger for at, trigger in rules.TABLE if at == place)


def _expand(
    node: Node,
    events: Sequence[AnyEvent],
    triggers: Sequence[Trigger],
    known: frozenset[Trigger],
    found: Found,
    fold: Fold,
) -> list[Edge]:
    visit, ghost = node.visit, node.ghost
    edges: list[Edge] = []
    found.tried += len(events)
    awaited = awaited_kinds(visit, ghost)
    for event, trigger in zip(events, triggers, strict=True):
        if trigger not in known:
            # What `step` would say first; asking it a million times is most of the time of a search.
            if type(event) in awaited:
                check_refusal(visit, ghost, event)
            continue
        try:
            after, told, effects = take(visit, ghost, event)
        except EventRefused:
            check_refusal(visit, ghost, event)
            continue
        except Violation as violation:
            violation.add_note(f"broken by {event}")
            raise
        found.reached.setdefault((visit.place, trigger_of(event)), set()).add(after.place)
        key = (fold(after), told)
        edges.append(Edge(event, effects, found.nodes.setdefault(key, Node(*key))))
    return edges


def take(visit: Visit, ghost: Ghost, event: AnyEvent) -> tuple[Visit, Ghost, tuple[Effect, ...]]:
    """One real step with its promises checked: the visit after it, the truth after it, the effects."""
    after, effects = step(visit, event)
    told = follow(ghost, visit, event, effects)
    check_step(Step(visit, ghost, event, effects, after, told))
    check_state(after, told)
    return after, told, effects
