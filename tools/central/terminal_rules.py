"""Whether a card's key is opened for what a reader attests. Pure: facts in, a ruling out; no clock, no store, no key.

The device is known and in good standing and its challenge holds before anything here is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from firmware.japan import JAPAN
from firmware.messages.schema import (
    Attestation,
    FaceAttestation,
    Liveness,
    Method,
    RefusalReason,
    StaffAttestation,
)
from tools.central.anchors import Mode
from tools.central.store import AlarmKind
from tools.central.terminal_policy import WEEKDAYS, Opening, TerminalPolicy, usable

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known when a reader asks. `in_minute` and `in_day` count its signatures of the last 60 s and 24 h."""

    device: str
    visit: str
    at: datetime
    mode: Mode
    policy: TerminalPolicy | None
    given_before: bool
    in_minute: int
    in_day: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """A refusal: what the reader is told, `why` as a code for the log, and what is alarming about it, if anything."""

    reason: RefusalReason
    why: str
    alarm: AlarmKind | None = None


_SUSPICIOUS = RefusalReason.ATTESTATION_REFUSED


def judge(case: Case, attestation: Attestation) -> Ruling | None:
    """Why there is no signature; None where there is one.

    An honest reader never attests what is refused here, so whatever is wrong with an attestation is an alarm.
    """
    policy = case.policy
    if policy is None:
        return Ruling(RefusalReason.METHOD_NOT_ALLOWED, "no_policy")
    if (attestation.device, attestation.visit) != (case.device, case.visit):
        return Ruling(_SUSPICIOUS, "of_another_visit", AlarmKind.ATTESTATION)
    if not is_open(policy.openings, case.at):
        return Ruling(RefusalReason.OUTSIDE_HOURS, "outside_hours", AlarmKind.HOURS)
    if case.in_minute >= policy.per_minute or case.in_day >= policy.per_day:
        return Ruling(RefusalReason.TOO_MANY_REQUESTS, "too_often", AlarmKind.TERMINAL_RATE)
    if case.given_before:
        return Ruling(RefusalReason.TERMINAL_AUTH_SPENT, "spent")
    match attestation:
        case FaceAttestation():
            return _face(attestation, policy, case.mode)
        case StaffAttestation():
            return None if policy.staff else Ruling(RefusalReason.METHOD_NOT_ALLOWED, "staff_not_allowed")


def method_of(attestation: Attestation) -> Method:
    """By which method the person was known."""
    return Method.FACE if isinstance(attestation, FaceAttestation) else Method.STAFF


def is_open(openings: tuple[Opening, ...], at: datetime) -> bool:
    """Whether the site is open at a moment; always, where it has no hours."""
    return not openings or any(_covers(opening, at.astimezone(JAPAN)) for opening in openings)


def _face(attestation: FaceAttestation, policy: TerminalPolicy, mode: Mode) -> Ruling | None:
    if not policy.matchers:
        return Ruling(RefusalReason.METHOD_NOT_ALLOWED, "face_not_allowed")
    if attestation.liveness is not Liveness.PASSED:
        return Ruling(_SUSPICIOUS, "not_alive", AlarmKind.ATTESTATION)
    if attestation.score > attestation.threshold:
        return Ruling(_SUSPICIOUS, "no_match", AlarmKind.ATTESTATION)
    allowed = [
        matcher.threshold
        for matcher in policy.matchers
        if usable(matcher, mode)
        and matcher.calibration == attestation.calibration
        and matcher.model in (None, attestation.model)
    ]
    if not allowed:
        return Ruling(_SUSPICIOUS, "unknown_matcher", AlarmKind.ATTESTATION)
    if attestation.threshold > max(allowed):
        return Ruling(_SUSPICIOUS, "threshold_too_wide", AlarmKind.ATTESTATION)
    return None


def _covers(opening: Opening, at: datetime) -> bool:
    today, yesterday = WEEKDAYS[at.weekday()], WEEKDAYS[at.weekday() - 1]
    now = at.time()
    if opening.opens < opening.closes:
        return today in opening.days and opening.opens <= now < opening.closes
    return (today in opening.days and now >= opening.opens) or (yesterday in opening.days and now < opening.closes)
