"""The rule tables. The day is 2026-11-21 in Japan unless a row says otherwise."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from firmware.japan import JAPAN
from firmware.messages.schema import (
    Consent,
    ConsentAnswer,
    ConsentItem,
    Notice,
    RefusalReason,
    Validity,
)
from tests.tools.central.world import insurance, person, policy
from tools.central.policy import CertificateStep, HealthCheck, LimitStep, Offer
from tools.central.register import Insurance, Limit, Person
from tools.central.rules import (
    Admission,
    Standing,
    admit,
    answers_fit,
    certificate_standing,
    contribution_ratio,
    limit_code,
    offered_items,
    qualification,
    reader_answer,
)

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=JAPAN)
HEALTH, MEDICINE, TREATMENT = ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE, ConsentItem.TREATMENT


def last_second(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, tzinfo=JAPAN).astimezone(UTC)


@pytest.mark.parametrize(
    ("not_after", "expected"),
    [
        (last_second(2030, 1, 1), Standing.GOOD),
        (last_second(2027, 2, 22), Standing.GOOD),
        (last_second(2027, 2, 21), Standing.EXPIRES_SOON),
        (last_second(2026, 11, 21), Standing.EXPIRES_SOON),
        (last_second(2026, 11, 20), Standing.IN_GRACE),
        (last_second(2026, 8, 21), Standing.IN_GRACE),
        (last_second(2026, 8, 20), Standing.EXPIRED),
        (last_second(2021, 8, 20), Standing.EXPIRED),
    ],
)
def test_a_certificate_warns_three_months_before_and_has_three_months_of_grace(
    not_after: datetime, expected: Standing
) -> None:
    assert certificate_standing(not_after, False, NOW, policy()) is expected
    assert certificate_standing(not_after, True, NOW, policy()) is Standing.REVOKED


def test_the_end_of_a_certificate_is_a_second_and_not_a_day() -> None:
    end = datetime(2026, 11, 21, 3, 0, 0, tzinfo=UTC)
    assert certificate_standing(end, False, end, policy()) is Standing.EXPIRES_SOON
    assert certificate_standing(end, False, end + timedelta(seconds=1), policy()) is Standing.IN_GRACE


def test_grace_is_dated_policy() -> None:
    end, before_grace = last_second(2024, 11, 20), datetime(2024, 12, 1, 12, 0, tzinfo=JAPAN)
    assert certificate_standing(end, False, before_grace, policy()) is Standing.EXPIRED
    assert certificate_standing(end, False, before_grace + timedelta(days=1), policy()) is Standing.IN_GRACE
    none = policy(certificate=(CertificateStep(date(2020, 1, 1), 0, 0),))
    assert certificate_standing(last_second(2026, 11, 22), False, NOW, none) is Standing.GOOD
    assert certificate_standing(last_second(2026, 11, 20), False, NOW, none) is Standing.EXPIRED


CASES = [
    (person(), Standing.GOOD, Admission(True, (HEALTH, MEDICINE), ())),
    (person(), Standing.EXPIRES_SOON, Admission(True, (HEALTH, MEDICINE), (Notice.CERTIFICATE_EXPIRES_SOON,))),
    (person(), Standing.IN_GRACE, Admission(True, (), (Notice.CERTIFICATE_IN_GRACE,))),
    (person(), Standing.EXPIRED, RefusalReason.CERTIFICATE_EXPIRED),
    (person(), Standing.REVOKED, RefusalReason.CERTIFICATE_REVOKED),
    (person(registered=False), Standing.GOOD, Admission(False, (), ())),
    (person(registered=False), Standing.EXPIRES_SOON, Admission(False, (), (Notice.CERTIFICATE_EXPIRES_SOON,))),
    (person(registered=False), Standing.IN_GRACE, RefusalReason.CERTIFICATE_EXPIRED),
    (person(insurances=()), Standing.GOOD, Admission(True, (HEALTH, MEDICINE), ())),
    (person(suspended=True), Standing.GOOD, RefusalReason.CANNOT_BE_USED),
]


@pytest.mark.parametrize(("who", "standing", "expected"), CASES)
def test_who_goes_on(who: Person, standing: Standing, expected: Admission | RefusalReason) -> None:
    assert admit(who, standing, TODAY, policy()) == expected


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("registered", [True, False])
def test_a_protected_person_is_answered_like_somebody_unknown(standing: Standing, registered: bool) -> None:
    protected = person(protected=True, registered=registered)
    assert admit(protected, standing, TODAY, policy()) == admit(None, standing, TODAY, policy())


@pytest.mark.parametrize(
    ("birth", "rule", "asked"),
    [
        (date(1986, 11, 21), "birthday", True),
        (date(1986, 11, 22), "birthday", False),
        (date(1986, 11, 22), "day_before", True),
        (date(1986, 11, 23), "day_before", False),
        (date(1944, 1, 1), "birthday", True),
        (date(2022, 1, 1), "birthday", False),
    ],
)
def test_the_health_check_is_asked_from_forty_years_on(birth: date, rule: str, asked: bool) -> None:
    rules = policy(health_check=msgspec.convert({"minimum_age": 40, "age_reached": rule}, HealthCheck))
    assert offered_items(birth, TODAY, rules) == ((HEALTH, MEDICINE) if asked else (MEDICINE,))


def test_the_clinic_decides_what_is_offered_and_in_which_order() -> None:
    everything = policy(offer=Offer((TREATMENT, HEALTH, ConsentItem.SURGERY, MEDICINE)))
    assert offered_items(date(1950, 1, 1), TODAY, everything) == (TREATMENT, HEALTH, ConsentItem.SURGERY, MEDICINE)
    assert offered_items(date(1950, 1, 1), TODAY, policy(offer=Offer(()))) == ()
    assert policy().offer.items == (HEALTH, MEDICINE)


YES, NO, SILENT = Consent.YES, Consent.NO, Consent.NOT_ASKED


@pytest.mark.parametrize(
    ("answers", "items", "fits"),
    [
        ([(HEALTH, YES), (MEDICINE, NO)], (MEDICINE, HEALTH), True),
        ([(HEALTH, SILENT), (MEDICINE, SILENT)], (HEALTH, MEDICINE), True),
        ([], (), True),
        ([(HEALTH, YES)], (HEALTH, MEDICINE), False),
        ([(HEALTH, YES), (HEALTH, NO)], (HEALTH,), False),
        ([(HEALTH, YES), (HEALTH, NO)], (HEALTH, MEDICINE), False),
        ([(TREATMENT, YES)], (), False),
        ([], (HEALTH,), False),
    ],
)
def test_every_item_asked_is_answered_exactly_once(
    answers: list[tuple[ConsentItem, Consent]], items: tuple[ConsentItem, ...], fits: bool
) -> None:
    assert answers_fit(tuple(ConsentAnswer(*one) for one in answers), items) is fits


OLD = insurance(acquired=date(2015, 4, 1), lost=date(2024, 4, 1), number="1")
LOST_TODAY = insurance(acquired=date(2024, 4, 1), lost=TODAY, number="2")
LOST_TOMORROW = insurance(acquired=date(2015, 4, 1), lost=date(2026, 11, 22), number="3")
NEW = insurance(acquired=TODAY, number="4")
NEW_UNLINKED = insurance(acquired=TODAY, linked=False, number="5")
FUTURE = insurance(acquired=date(2026, 11, 22), number="6")


@pytest.mark.parametrize(
    ("insurances", "validity", "which"),
    [
        ((), Validity.NOT_FOUND, None),
        ((FUTURE,), Validity.NOT_FOUND, None),
        ((NEW_UNLINKED,), Validity.NOT_FOUND, None),
        ((insurance(),), Validity.VALID, insurance()),
        ((LOST_TOMORROW,), Validity.VALID, LOST_TOMORROW),
        ((LOST_TODAY,), Validity.INVALID, LOST_TODAY),
        ((LOST_TODAY, OLD), Validity.INVALID, LOST_TODAY),
        ((LOST_TODAY, FUTURE), Validity.INVALID, LOST_TODAY),
        ((LOST_TODAY, NEW), Validity.VALID, NEW),
        ((LOST_TODAY, NEW_UNLINKED), Validity.INVALID_NEW_EXISTS, LOST_TODAY),
        ((insurance(), NEW_UNLINKED), Validity.VALID, insurance()),
    ],
)
def test_the_qualification_of_the_day(
    insurances: tuple[Insurance, ...], validity: Validity, which: Insurance | None
) -> None:
    assert qualification(insurances, TODAY) == (validity, which)


@pytest.mark.parametrize(
    ("birth", "facts", "ratio"),
    [
        (date(1974, 7, 18), {}, 30),
        (date(1974, 7, 18), {"ratio": 20}, 20),
        (date(2022, 9, 1), {}, 20),
        (date(2020, 4, 1), {}, 30),
        (date(2020, 4, 2), {}, 20),
        (date(1954, 6, 12), {"elderly_ratio": 20}, 20),
        (date(1954, 6, 12), {"elderly_ratio": 30, "ratio": 20}, 30),
        (date(1954, 6, 12), {"ratio": 30}, None),
        (date(1956, 11, 21), {"elderly_ratio": 20}, 30),
        (date(1956, 11, 1), {"elderly_ratio": 20}, 20),
        (date(1945, 4, 10), {"kind": "late_elderly", "ratio": 10}, 10),
        (date(1945, 4, 10), {"kind": "late_elderly", "ratio": 30}, 30),
        (date(1945, 4, 10), {"kind": "late_elderly"}, None),
        (date(1960, 4, 10), {"kind": "late_elderly", "ratio": 20}, 20),
    ],
)
def test_the_share_that_the_patient_pays(birth: date, facts: dict[str, object], ratio: int | None) -> None:
    assert contribution_ratio(birth, insurance(**facts), TODAY, policy()) == ratio


LIMIT = Limit("A03", date(2026, 9, 21), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("day", "steps", "expected"),
    [
        (TODAY, None, "A03"),
        (date(2026, 9, 21), None, "A03"),
        (date(2026, 9, 20), None, None),
        (date(2026, 11, 22), None, None),
        (TODAY, (LimitStep(date(2020, 1, 1), True),), None),
        (TODAY, (LimitStep(date(2020, 1, 1), True), LimitStep(TODAY, False)), "A03"),
        (TODAY, (LimitStep(date(2020, 1, 1), True), LimitStep(date(2026, 11, 22), False)), None),
        (TODAY, (), None),
    ],
)
def test_the_limit_is_given_without_asking_since_the_day_the_policy_says(
    day: date, steps: tuple[LimitStep, ...] | None, expected: str | None
) -> None:
    rules = policy() if steps is None else policy(limit=steps)
    assert limit_code(insurance(limit=LIMIT), day, rules) == expected


def test_the_limit_needed_consent_until_october_2024() -> None:
    filed = insurance(limit=Limit("A03", date(2024, 1, 1), date(2025, 12, 31)))
    assert limit_code(filed, date(2024, 10, 6), policy()) is None
    assert limit_code(filed, date(2024, 10, 7), policy()) == "A03"
    assert limit_code(insurance(), TODAY, policy()) is None


def test_the_answer_of_a_valid_insurance_has_ratio_limit_and_notices() -> None:
    answer = reader_answer(
        person(insurances=(insurance(limit=LIMIT),)), (Notice.CERTIFICATE_EXPIRES_SOON,), TODAY, policy()
    )
    assert (answer.validity, answer.ratio, answer.limit) == (Validity.VALID, 30, "A03")
    assert answer.notices == (Notice.CERTIFICATE_EXPIRES_SOON,)


def test_the_answer_of_a_lost_insurance_has_neither_ratio_nor_limit() -> None:
    lost = insurance(lost=TODAY, limit=LIMIT)
    answer = reader_answer(person(insurances=(lost,)), (), TODAY, policy())
    assert (answer.validity, answer.ratio, answer.limit) == (Validity.INVALID, None, None)


@pytest.mark.parametrize(("birth", "reminded"), [(date(2008, 11, 22), True), (date(2008, 11, 21), False)])
def test_below_eighteen_other_certificates_are_reminded_of(birth: date, reminded: bool) -> None:
    answer = reader_answer(person(birth=birth), (), TODAY, policy())
    assert (Notice.BRING_OTHER_CERTIFICATES in answer.notices) is reminded
