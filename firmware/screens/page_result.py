"""Pages at the end: the result, or why there is none and what to do next. Never an official error code."""

from firmware.messages.schema import Notice, Validity
from firmware.screens.model import Arrangement, Fact, Mood, Phrase, Picture, ResultDetails
from firmware.screens.page import RESULT_STEP, Page, phrases
from firmware.visit.model import Outcome, Visit

KNOWN_LIMITS = frozenset({f"A{n:02}" for n in range(1, 7)} | {f"B{n:02}" for n in range(1, 11)})
"""Codes of 適用区分 that have a name for patients; another code is left to the counter."""

_NOT_VALID = {
    Validity.INVALID: "invalid",
    Validity.INVALID_NEW_EXISTS: "new_exists",
    Validity.NOT_FOUND: "not_found",
}

REASONS = {
    Outcome.NOT_MY_NUMBER_CARD: Picture.CARD,
    Outcome.OLD_RESIDENT_CARD: Picture.CARD,
    Outcome.DRIVING_LICENCE: Picture.CARD,
    Outcome.PHONE: Picture.CARD,
    Outcome.NO_CERTIFICATE: Picture.CARD,
    Outcome.CARD_UNREADABLE: Picture.CARD,
    Outcome.PIN_LOCKED: Picture.LOCK,
    Outcome.PIN_NOT_SET: Picture.COUNTER,
    Outcome.PIN_UNKNOWN: Picture.COUNTER,
    Outcome.LAST_TRY_DECLINED: Picture.COUNTER,
    Outcome.FACE_NOT_POSSIBLE: Picture.COUNTER,
    Outcome.STAFF_SAID_NO: Picture.COUNTER,
    Outcome.STAFF_UNAVAILABLE: Picture.COUNTER,
    Outcome.NOT_REGISTERED: Picture.COUNTER,
    Outcome.CERTIFICATE_EXPIRED: Picture.CALENDAR,
    Outcome.CERTIFICATE_REVOKED: Picture.COUNTER,
    Outcome.CERTIFICATE_NOT_TRUSTED: Picture.COUNTER,
    Outcome.CANNOT_BE_USED: Picture.COUNTER,
    Outcome.CENTRE_UNREACHABLE: Picture.LINE_CUT,
    Outcome.CENTRE_SILENT: Picture.LINE_CUT,
    Outcome.CENTRE_FAILED: Picture.LINE_CUT,
}
"""Outcomes that are explained on a screen of their own, and the drawing beside the words."""


def done(visit: Visit, details: ResultDetails | None) -> Page:
    """The result. Without details (a replayed recording has none) only the state of the insurance is said."""
    if visit.validity is Validity.VALID:
        return _valid(details)
    name = "not_found" if visit.validity is None else _NOT_VALID[visit.validity]
    return Page(
        Arrangement.MESSAGE,
        Phrase(f"done.{name}.title"),
        f"done.{name}",
        mood=Mood.CARE,
        picture=Picture.COUNTER,
        step=RESULT_STEP,
        lines=phrases(f"done.{name}.reason"),
        advice=Phrase("done.counter"),
    )


def refused(visit: Visit) -> Page:
    """Why the visit ended, and what to do next; an ending that is no refusal is the common one."""
    outcome = visit.outcome if visit.outcome in REASONS else Outcome.CANNOT_BE_USED
    name = f"refused.{outcome.value}"
    return Page(
        Arrangement.MESSAGE,
        Phrase(f"{name}.title"),
        name,
        mood=Mood.CARE,
        picture=REASONS[outcome],
        lines=phrases(f"{name}.reason"),
        advice=Phrase(f"{name}.next"),
    )


def _valid(details: ResultDetails | None) -> Page:
    notices = () if details is None else _notices(details)
    return Page(
        Arrangement.RESULT,
        Phrase("done.valid.title"),
        "done.valid",
        mood=Mood.GOOD,
        picture=Picture.TICK,
        step=RESULT_STEP,
        kicker=Phrase("please_take_card"),
        lines=phrases(*(f"notice.{notice.value}" for notice in notices)),
        facts=() if details is None else _facts(details),
    )


def _notices(details: ResultDetails) -> tuple[Notice, ...]:
    """In one order; a certificate that has expired no longer expires soon."""
    given = set(details.notices)
    if Notice.CERTIFICATE_IN_GRACE in given:
        given.discard(Notice.CERTIFICATE_EXPIRES_SOON)
    return tuple(notice for notice in Notice if notice in given)


def _facts(details: ResultDetails) -> tuple[Fact, ...]:
    ratio = () if details.ratio is None else (Fact(Phrase("ratio"), _ratio(details.ratio)),)
    known = details.limit in KNOWN_LIMITS
    limit = (Fact(Phrase("limit"), Phrase(f"limit.{details.limit}")),) if known else ()
    return (*ratio, *limit)


def _ratio(percent: int) -> Phrase:
    """In tenths (割), as on every Japanese bill, where it is a whole number of them."""
    tenths, rest = divmod(percent, 10)
    if rest:
        return Phrase("ratio.percent", (("percent", str(percent)),))
    return Phrase("ratio.tenths", (("tenths", str(tenths)), ("percent", str(percent))))
