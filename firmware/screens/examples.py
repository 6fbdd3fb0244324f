"""Example visits, one for each screen worth looking at: for the gallery, the translators and the tests."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from firmware.messages.schema import Consent, ConsentItem, Method, Notice, Validity
from firmware.screens.examples_face import face_visits
from firmware.screens.model import ResultDetails
from firmware.screens.page_result import REASONS
from firmware.visit.model import Language, Outcome, Part, Phase, State, Visit, Way

ITEMS = (ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE, ConsentItem.TREATMENT)
_CALM = Visit(online=True, card=1)


@dataclass(frozen=True, slots=True)
class Example:
    """A visit with a name, and what the centre answered where it is done."""

    name: str
    visit: Visit
    details: ResultDetails | None = None


def examples(language: Language = Language.JAPANESE) -> Iterator[Example]:
    """All examples in one language, in the order in which a visit meets them."""
    for example in (*_around(), *_face(), *_pin(), *_staff(), *_consent(), *_results(), *_endings()):
        yield replace(example, visit=replace(example.visit, language=language))


def _at(state: State, phase: Phase = Phase.NONE, **changes: Any) -> Visit:
    return replace(_CALM, state=state, phase=phase, running=True, **changes)


def _around() -> tuple[Example, ...]:
    idle = replace(_CALM, state=State.IDLE, card=None)
    return (
        Example("starting", replace(_CALM, state=State.STARTING, card=None)),
        Example("idle", idle),
        Example("idle-offline", replace(idle, online=False)),
        Example("reading", _at(State.READING, Phase.DETECTING)),
        Example("maintenance", replace(_CALM, state=State.MAINTENANCE)),
        Example("out-of-service", replace(_CALM, state=State.OUT_OF_SERVICE, failed=frozenset({Part.NFC}))),
    )


def _face() -> tuple[Example, ...]:
    return tuple(Example(name, visit) for name, visit in face_visits(_CALM))


def _pin() -> tuple[Example, ...]:
    entering = _at(State.PIN, Phase.ENTERING, tries=3)
    last = _at(State.PIN, Phase.LAST_TRY, tries=1)
    return (
        Example("pin", entering),
        Example("pin-typing", replace(entering, digits=2)),
        Example("pin-full", replace(entering, digits=4)),
        Example("pin-wrong", replace(entering, tries=2, wrong_before=True)),
        Example("pin-hurry", replace(entering, digits=1, warned=True)),
        Example("pin-staff-called", replace(entering, staff_called=True)),
        Example("pin-menu", replace(entering, menu=True)),
        Example("pin-menu-hurry", replace(entering, menu=True, warned=True)),
        Example("last-try", last),
        Example("last-try-wrong", replace(last, wrong_before=True, staff_called=True)),
        Example("verifying", _at(State.PIN, Phase.VERIFYING, tries=3)),
        Example("identifying", _at(State.PIN, Phase.IDENTIFYING, tries=3)),
    )


def _staff() -> tuple[Example, ...]:
    typing = _at(State.STAFF_CHECK, Phase.STAFF_ID, tries=3, ways=frozenset({Way.STAFF}))
    return (
        Example("pin-menu-staff", replace(typing, state=State.PIN, phase=Phase.ENTERING, menu=True, warned=True)),
        Example("staff-id", replace(typing, digits=2)),
        Example("staff-id-called", replace(typing, tries=0, staff_called=True)),
        Example("staff-wrong", replace(typing, staff_wrong=True)),
        Example("staff-menu", replace(typing, menu=True)),
        Example("staff-passcode", replace(typing, phase=Phase.PASSCODE, digits=5)),
        Example("staff-passcode-hurry", replace(typing, phase=Phase.PASSCODE, digits=8, warned=True)),
        Example("staff-checking", replace(typing, phase=Phase.CHECKING)),
        Example("staff-comparing", replace(typing, phase=Phase.COMPARING)),
        Example("staff-comparing-hurry", replace(typing, phase=Phase.COMPARING, warned=True)),
        Example("staff-proving", replace(typing, phase=Phase.AUTHORISING)),
    )


def _consent() -> tuple[Example, ...]:
    asking = _at(State.CONSENTING, Phase.ALL, items=ITEMS, proof=Method.PIN)
    every = tuple(ConsentItem)
    said = (Consent.YES, Consent.NO, Consent.YES, Consent.NO, Consent.YES)
    return (
        Example("registering", _at(State.REGISTERING, Phase.ASKING, proof=Method.PIN)),
        Example("registering-sent", _at(State.REGISTERING, Phase.SENDING, proof=Method.PIN)),
        Example("consent", asking),
        Example("consent-five", replace(asking, items=every)),
        Example("consent-hurry", replace(asking, warned=True)),
        *(
            Example(
                f"consent-{item.name.lower().replace('_', '-')}",
                replace(asking, phase=Phase.EACH, items=every, answers=said[:number]),
            )
            for number, item in enumerate(every)
        ),
        Example("consent-review", replace(asking, phase=Phase.REVIEW, answers=said[:3])),
        Example("consent-review-five", replace(asking, phase=Phase.REVIEW, items=every, answers=said)),
        Example("consent-menu", replace(asking, menu=True)),
        Example("inquiring", _at(State.INQUIRING, Phase.ASKING, proof=Method.PIN)),
    )


def _results() -> tuple[Example, ...]:
    done = replace(_CALM, state=State.DONE, outcome=Outcome.COMPLETED, validity=Validity.VALID)
    notices = (Notice.CERTIFICATE_IN_GRACE, Notice.BRING_OTHER_CERTIFICATES)
    valid = ResultDetails(Validity.VALID, 30)
    others = tuple(validity for validity in Validity if validity is not Validity.VALID)
    return (
        Example("done", done, valid),
        Example("done-limit", done, replace(valid, limit="A03")),
        Example("done-notices", done, replace(valid, ratio=10, limit="B01", notices=notices)),
        Example("done-notice", done, replace(valid, ratio=20, notices=(Notice.CERTIFICATE_EXPIRES_SOON,))),
        Example("done-plain", done),
        *(
            Example(f"done-{validity.name.lower().replace('_', '-')}", replace(done, validity=validity))
            for validity in others
        ),
    )


def _endings() -> tuple[Example, ...]:
    refused = replace(_CALM, state=State.REFUSED)
    taking = replace(_CALM, state=State.REMOVE_CARD, validity=Validity.VALID)
    reasons = tuple(outcome for outcome in Outcome if outcome in REASONS)
    return (
        *(Example(f"refused-{_name(outcome)}", replace(refused, outcome=outcome)) for outcome in reasons),
        Example("refused-menu", replace(refused, outcome=Outcome.PIN_LOCKED, menu=True)),
        *(Example(f"remove-card-{_name(outcome)}", replace(taking, outcome=outcome)) for outcome in PARTINGS),
        Example("remove-card-refused", replace(taking, outcome=Outcome.PIN_LOCKED)),
        Example("remove-card-forgotten", replace(taking, staff_called=True)),
    )


PARTINGS = (
    Outcome.CARD_UNREADABLE,
    Outcome.PHONE,
    Outcome.COMPLETED,
    Outcome.CANCELLED,
    Outcome.TIMED_OUT,
    Outcome.CARD_REMOVED,
    Outcome.CARD_CHANGED,
)
"""Endings after which only the card has to be taken."""


def _name(outcome: Outcome) -> str:
    return outcome.value.replace("_", "-")
