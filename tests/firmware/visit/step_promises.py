"""The promises of the visit core, part two: what must hold whenever an event is accepted."""

from dataclasses import dataclass, replace

from firmware.messages.schema import Consent
from firmware.visit.effects import (
    AskCentre,
    BeginVisit,
    CheckStaff,
    Cue,
    DismissFace,
    Effect,
    Holding,
    OpenKey,
    ReadPhoto,
    RecordUsage,
    ReleaseCard,
    Sign,
    Signal,
    StartTimer,
    StopTimer,
    VerifyPin,
)
from firmware.visit.events import (
    Action,
    AnyEvent,
    CardConfirmed,
    CardFailed,
    CardLeft,
    LinkChanged,
    Pressed,
    StaffChecked,
    StaffNoted,
    Timer,
    TimeUp,
)
from firmware.visit.events_face import FaceDecided
from firmware.visit.findings import FaceVerdict
from firmware.visit.model import Outcome, State, Visit
from firmware.visit.offers import SERVING, WAITS_FOR_PERSON, offers
from firmware.visit.places import STAFF_ID
from tests.firmware.visit.ghost import (
    ANSWERS_TO,
    ANSWERS_TO_LOOK,
    CardEvent,
    CentreEvent,
    FaceEvent,
    Ghost,
    demand,
)
from tests.firmware.visit.promises import ENDED_WITHOUT_RESULT, NOBODY_SERVED, awaited_of_centre

OUTCOME_OF_TIMER = {
    Timer.PATIENCE: Outcome.TIMED_OUT,
    Timer.STAFF: Outcome.TIMED_OUT,
    Timer.FACE: Outcome.FACE_NOT_POSSIBLE,
    Timer.CARD: Outcome.CARD_UNREADABLE,
    Timer.CENTRE: Outcome.CENTRE_SILENT,
    Timer.CHALLENGE: Outcome.CENTRE_SILENT,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One accepted event: the visit and the truth before, and both after."""

    before: Visit
    was: Ghost
    event: AnyEvent
    effects: tuple[Effect, ...]
    after: Visit
    ghost: Ghost


def check_step(step: Step) -> None:
    """What must hold whenever an event is accepted."""
    _answer_is_the_awaited_one(step)
    _visit_is_recorded_once(step)
    _time_answers_nothing(step)
    _press_was_on_offer(step)
    _small_things_change_nothing_else(step)
    _result_comes_by_confirmation(step)
    _card_taken_ends_all(step)
    _numbers_grow(step)
    _failed_face_stays(step)


def _failed_face_stays(step: Step) -> None:
    match step.event:
        case FaceDecided(verdict=verdict) if verdict is not FaceVerdict.MATCH:
            promise = "a failed match never throws the person back"
            demand(step.after.state is State.FACE, promise, step.after.place)
        case _:
            return


def _answer_is_the_awaited_one(step: Step) -> None:
    promise = "late, doubled and foreign answers are refused"
    event = step.event
    if isinstance(event, CardEvent):
        demand(event.operation == step.before.operation, promise, event, "in", step.before.place)
        command = step.was.command
        kinds = () if command is None else (ANSWERS_TO[command], CardFailed)
        demand(isinstance(event, kinds), promise, event, "while", command, "runs")
    elif isinstance(event, FaceEvent):
        demand(event.look == step.before.look, promise, event, "in", step.before.place)
        kinds = () if step.was.look is None else ANSWERS_TO_LOOK[step.was.look]
        demand(isinstance(event, kinds), promise, event, "while", step.was.look)
    elif isinstance(event, StaffChecked | StaffNoted):
        demand(step.was.checking and event.check == step.before.check, promise, event, "in", step.before.place)
    elif isinstance(event, CentreEvent):
        demand(awaited_of_centre(step.before, step.was, event), promise, event, "in", step.before.place)
    elif isinstance(event, TimeUp):
        demand(event.timer in step.was.timers, promise, event, "though it does not run")


def _visit_is_recorded_once(step: Step) -> None:
    promise = "exactly one usage record a visit"
    records = [effect for effect in step.effects if isinstance(effect, RecordUsage)]
    over = step.was.begun and step.after.state not in SERVING
    demand(len(records) == over, promise, len(records), "records, over:", over)
    releases = sum(isinstance(effect, ReleaseCard) for effect in step.effects)
    demand(releases == over, "the card is released when the visit ends", releases, "releases, over:", over)
    dismissed = any(isinstance(effect, DismissFace) for effect in step.effects)
    demand(dismissed or not over, "the face child is gone after each visit", "not dismissed")
    begins = any(isinstance(effect, BeginVisit) for effect in step.effects)
    demand(not begins or step.before.state is State.IDLE, "one visit at a time", "begun in", step.before.place)
    if not records:
        return
    outcome = records[0].outcome
    completed = outcome is Outcome.COMPLETED
    demand(completed is (step.after.state is State.DONE), promise, outcome, "in", step.after.place)
    if isinstance(step.event, TimeUp):
        demand(outcome is OUTCOME_OF_TIMER[step.event.timer], "a time-out says so", outcome)


def _time_answers_nothing(step: Step) -> None:
    if not isinstance(step.event, TimeUp):
        return
    promise = "a time-out never becomes an answer"
    acting = AskCentre | VerifyPin | Sign | CheckStaff | OpenKey | ReadPhoto
    acts = [effect for effect in step.effects if isinstance(effect, acting)]
    demand(not acts, promise, acts)
    ended = step.after.state in ENDED_WITHOUT_RESULT
    if step.event.timer is Timer.FACE:
        ended = ended or str(step.after.place) in {"choosing", "staff_check/comparing", "face/looking"}
    demand(ended or step.after.place == step.before.place, promise, step.before.place, "to", step.after.place)
    if step.event.timer is Timer.PATIENCE and not step.before.warned:
        promise = "a warning comes first"
        policy = step.before.policy
        last = StartTimer(Timer.PATIENCE, policy.last_seconds)
        demand(step.after == replace(step.before, warned=True), promise, step.after.place)
        demand(last in step.effects and Signal(Cue.HURRY) in step.effects, promise, step.effects)


def _press_was_on_offer(step: Step) -> None:
    if not isinstance(step.event, Pressed):
        if step.before.menu and step.after.state in SERVING:
            demand(step.after.menu, "an open menu hides every answer", "closed by", type(step.event).__name__)
        return
    action = step.event.action
    on_offer = {offer.action for offer in offers(step.before)}
    demand(action in on_offer, "only what is on offer is done", action, "in", step.before.place)
    if step.after.place in WAITS_FOR_PERSON:
        state = step.after.state
        policy = step.after.policy
        whole = policy.patience_consent if state is State.CONSENTING else policy.patience
        if step.after.place == STAFF_ID:
            whole = policy.patience_staff
        promise = "every press begins the person's time anew"
        demand(not step.after.warned, promise, action, "left the warning")
        begun = [effect for effect in step.effects if isinstance(effect, StartTimer)]
        demand(StartTimer(Timer.PATIENCE, whole - policy.last_seconds) in begun, promise, action, ":", begun)


def _small_things_change_nothing_else(step: Step) -> None:
    before, after, effects = step.before, step.after, step.effects
    quiet = all(isinstance(effect, Signal | StartTimer) or effect == StopTimer(Timer.SHOWN) for effect in effects)
    match step.event:
        case Pressed(action=Action.LANGUAGE):
            only = replace(before, language=after.language, menu=False, warned=False)
            demand(after == only and quiet, "a language change changes nothing else", before.place)
            demand(after.language is not before.language, "a language change changes nothing else", "no change")
        case Pressed(action=Action.CALL_STAFF):
            only = replace(before, staff_called=True, menu=False, warned=False)
            demand(after == only and quiet, "calling staff changes nothing else", before.place)
            demand(Signal(Cue.CALL_STAFF) in effects, "staff is called each time", effects)
        case Pressed(action=Action.MENU | Action.CLOSE_MENU | Action.MORE_TIME):
            only = replace(before, menu=after.menu, warned=False)
            demand(after == only and quiet, "the menu changes nothing else", before.place)
        case LinkChanged(online=online):
            demand(after == replace(before, online=online), "the link changes nothing else", before.place)
            demand(not effects, "the link changes nothing else", effects)
        case _:
            return


def _result_comes_by_confirmation(step: Step) -> None:
    if step.after.state is not State.DONE or step.before.state is State.DONE:
        return
    promise = "no result without PIN, face or staff's yes, and every answer, in this visit"
    was = step.was
    demand(was.proved and was.inquired and was.answered and was.items is not None, promise, was)
    demand(len(was.said) == len(was.items or ()) and Consent.NOT_ASKED not in was.said, promise, was.said)
    same = isinstance(step.event, CardConfirmed) and step.event.counter == step.before.card is not None
    demand(same, "the result is for the card that lies there", step.event)
    demand(step.ghost.vault == {Holding.DETAILS}, "the result has its details", step.ghost.vault)


def _card_taken_ends_all(step: Step) -> None:
    if not isinstance(step.event, CardLeft):
        return
    calm = step.after.state is State.IDLE or step.after.state is step.before.state in NOBODY_SERVED
    demand(calm and step.after.card is None, "a card taken away ends everything", step.after.place)
    knows = replace(step.after, policy=Visit().policy, online=False, failed=frozenset(), next_number=1)
    if step.after.state is State.IDLE:
        demand(knows == Visit(state=State.IDLE), "a card taken away ends everything", knows)


def _numbers_grow(step: Step) -> None:
    promise = "no number is used twice"
    first, next_one = step.before.next_number, step.after.next_number
    used = [
        number
        for effect in step.effects
        for number in (getattr(effect, name, None) for name in ("operation", "request", "check", "look"))
        if number is not None
    ]
    fresh = all(first <= number < next_one for number in used)
    demand(fresh and len(set(used)) == len(used), promise, used, "of", first, "..", next_one)
