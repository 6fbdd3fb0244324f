"""The decisions of the centre. Pure: a person, a day and a policy in, an answer out; no clock, no store."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from firmware.japan import day_in_japan
from firmware.messages.schema import (
    ConsentAnswer,
    ConsentItem,
    Notice,
    ReaderAnswer,
    RefusalReason,
    Validity,
)
from tools.central.ages import add_months, anniversary, elderly_from, reached, school_from
from tools.central.policy import Policy
from tools.central.register import Insurance, Person


class Standing(enum.Enum):
    """State of the card's certificate on the moment of the visit."""

    GOOD = "good"
    EXPIRES_SOON = "expires_soon"
    IN_GRACE = "in_grace"
    EXPIRED = "expired"
    REVOKED = "revoked"


_CERTIFICATE_NOTICES = {
    Standing.EXPIRES_SOON: Notice.CERTIFICATE_EXPIRES_SOON,
    Standing.IN_GRACE: Notice.CERTIFICATE_IN_GRACE,
}


@dataclass(frozen=True, slots=True)
class Admission:
    """A person may go on: whether the card is registered, what is asked, what is noted beside it."""

    registered: bool
    items: tuple[ConsentItem, ...]
    notices: tuple[Notice, ...]


def certificate_standing(not_after: datetime, revoked: bool, now: datetime, policy: Policy) -> Standing:
    """State of a certificate. Grace counts whole days in Japan from the last day; a revoked one never has any."""
    if revoked:
        return Standing.REVOKED
    today, last_day = day_in_japan(now), day_in_japan(not_after)
    step = policy.certificate_on(today)
    if now <= not_after:
        soon = today >= add_months(last_day, -step.notice_months) and step.notice_months > 0
        return Standing.EXPIRES_SOON if soon else Standing.GOOD
    in_grace = step.grace_months > 0 and today <= add_months(last_day, step.grace_months)
    return Standing.IN_GRACE if in_grace else Standing.EXPIRED


def admit(person: Person | None, standing: Standing, today: date, policy: Policy) -> Admission | RefusalReason:
    """Decide whether the holder of a proven certificate goes on, and what is asked.

    A protected person, a suspended card and a certificate that the register does not know get the same word, so
    that the refusal gives nobody's protection away. Grace is for eligibility alone: nothing is asked, and a card
    that was never registered cannot begin in it.
    """
    if standing is Standing.REVOKED:
        return RefusalReason.CERTIFICATE_REVOKED
    if standing is Standing.EXPIRED:
        return RefusalReason.CERTIFICATE_EXPIRED
    if person is None or person.protected or person.suspended:
        return RefusalReason.CANNOT_BE_USED
    if standing is Standing.IN_GRACE and not person.registered:
        return RefusalReason.CERTIFICATE_EXPIRED
    notice = _CERTIFICATE_NOTICES.get(standing)
    notices = () if notice is None else (notice,)
    may_ask = person.registered and standing is not Standing.IN_GRACE
    items = offered_items(person.birth, today, policy) if may_ask else ()
    return Admission(person.registered, items, notices)


def offered_items(birth: date, today: date, policy: Policy) -> tuple[ConsentItem, ...]:
    """What the clinic asks this person on this day: its own list, without the health check below the age."""
    check = policy.health_check
    old_enough = today >= reached(birth, check.minimum_age, check.age_reached)
    return tuple(item for item in policy.offer.items if old_enough or item is not ConsentItem.HEALTH_CHECK)


def answers_fit(answers: tuple[ConsentAnswer, ...], items: tuple[ConsentItem, ...]) -> bool:
    """Whether every item asked is answered exactly once and nothing else is."""
    return sorted(answer.item.value for answer in answers) == sorted(item.value for item in items)


def reader_answer(person: Person, notices: tuple[Notice, ...], today: date, policy: Policy) -> ReaderAnswer:
    """The insurance as the result screen shows it: the qualification that holds today, else why there is none."""
    validity, insurance = qualification(person.insurances, today)
    if insurance is None or validity is not Validity.VALID:
        return ReaderAnswer(validity=validity, notices=notices)
    young = today < anniversary(person.birth, policy.reminder.below_age)
    reminder = (Notice.BRING_OTHER_CERTIFICATES,) if young else ()
    return ReaderAnswer(
        validity=validity,
        ratio=contribution_ratio(person.birth, insurance, today, policy),
        limit=limit_code(insurance, today, policy),
        notices=notices + reminder,
    )


def qualification(insurances: tuple[Insurance, ...], today: date) -> tuple[Validity, Insurance | None]:
    """State of the insurance by card, with the qualification meant: today's, or the last one lost."""
    known = sorted((one for one in insurances if one.acquired <= today), key=lambda one: one.acquired)
    valid = [one for one in known if one.linked and one.holds(today)]
    if valid:
        return Validity.VALID, valid[-1]
    lost = [one for one in known if one.linked]
    if not lost:
        return Validity.NOT_FOUND, None
    new_exists = any(not one.linked and one.holds(today) for one in known)
    return (Validity.INVALID_NEW_EXISTS if new_exists else Validity.INVALID), lost[-1]


def contribution_ratio(birth: date, insurance: Insurance, today: date, policy: Policy) -> int | None:
    """The patient's share in percent: filed by the insurer, else by age.

    None where only the insurer can know it (late elderly, 70 to 74) and has not filed it: a guess would be charged.
    """
    if insurance.kind == "late_elderly":
        return insurance.ratio
    if today >= elderly_from(birth):
        return insurance.elderly_ratio
    if insurance.ratio is not None:
        return insurance.ratio
    return policy.ratio.preschool if today < school_from(birth) else policy.ratio.general


def limit_code(insurance: Insurance, today: date, policy: Policy) -> str | None:
    """適用区分 if the insurer filed one for today and the day's rule delivers it without asking; else nothing."""
    limit = insurance.limit
    if limit is None or policy.limit_on(today).needs_consent:
        return None
    return limit.code if limit.valid_from <= today <= limit.valid_until else None
