"""What the centre's register imports about the demo persons: the form of `persons.json` and `device.json`."""

from datetime import date

import msgspec

from tools.issue.dates import before
from tools.issue.persons import InsurancePlan, LimitPlan, PersonPlan

SEX_CODES = {"male": "1", "female": "2"}


class _Record(msgspec.Struct, frozen=True, omit_defaults=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class CertificateRecord(_Record, frozen=True):
    """Issuer's key identifier and serial number of one certificate, lower-case hex."""

    aki: str
    serial: str


class LimitRecord(_Record, frozen=True):
    """限度額適用区分 with its first and last day."""

    code: str
    valid_from: date
    valid_until: date


class InsuranceRecord(_Record, frozen=True):
    """One insurance with real dates."""

    kind: str
    insurer_number: str
    insurer_name: str
    symbol: str
    number: str
    acquired: date
    lost: date | None = None
    linked: bool = True
    ratio: int | None = None
    elderly_ratio: int | None = None
    limit: LimitRecord | None = None


class PersonRecord(_Record, frozen=True):
    """One person with real dates."""

    id: str
    name: str
    kana: str
    birth: date
    sex: str
    address: str
    registered: bool
    certificates: tuple[CertificateRecord, ...]
    insurances: tuple[InsuranceRecord, ...] = ()
    protected: bool = False


class DeviceRecord(_Record, frozen=True):
    """A reader's place and public keys (JWK)."""

    device: str
    region: str
    signing: dict[str, str]
    encryption: dict[str, str]


def person_record(plan: PersonPlan, day: date, certificates: tuple[CertificateRecord, ...]) -> PersonRecord:
    """The record of a planned person for a demo of `day`."""
    return PersonRecord(
        id=plan.id,
        name=plan.name,
        kana=plan.kana,
        birth=before(day, plan.born),
        sex=SEX_CODES[plan.sex],
        address=plan.address,
        registered=plan.registered,
        certificates=certificates,
        insurances=tuple(_insurance(one, day) for one in plan.insurance),
        protected=plan.protected,
    )


def _insurance(plan: InsurancePlan, day: date) -> InsuranceRecord:
    return InsuranceRecord(
        kind=plan.kind,
        insurer_number=plan.insurer_number,
        insurer_name=plan.insurer_name,
        symbol=plan.symbol,
        number=plan.number,
        acquired=before(day, plan.acquired),
        lost=None if plan.lost is None else before(day, plan.lost),
        linked=plan.linked,
        ratio=plan.ratio,
        elderly_ratio=plan.elderly_ratio,
        limit=None if plan.limit is None else _limit(plan.limit, day),
    )


def _limit(plan: LimitPlan, day: date) -> LimitRecord:
    return LimitRecord(plan.code, before(day, plan.valid_from), before(day, plan.valid_until))
