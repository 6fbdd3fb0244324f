"""The rules that change with time, as data: which step holds on a day is looked up, never programmed."""

from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from firmware.messages.schema import ConsentItem, Ratio
from tools.central.ages import AgeReached
from tools.central.errors import ConfigurationError

Months = Annotated[int, msgspec.Meta(ge=0, le=24)]
Age = Annotated[int, msgspec.Meta(ge=0, le=120)]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the policy's parts: an unknown key is refused with its path."""


class Offer(_Data, frozen=True):
    """Items that the clinic asks for, in the order in which they are shown."""

    items: tuple[ConsentItem, ...]


class HealthCheck(_Data, frozen=True):
    """From which age on the health check exists, and when an age counts as reached."""

    minimum_age: Age
    age_reached: AgeReached


class Reminder(_Data, frozen=True):
    """Below this age (years) the patient is reminded of certificates that the card does not replace."""

    below_age: Age


class BaseRatio(_Data, frozen=True):
    """The patient's share in percent where the insurer filed none."""

    general: Ratio
    preschool: Ratio


class CertificateStep(_Data, frozen=True):
    """From `since` on: months of notice before a certificate expires and of grace after it."""

    since: date
    notice_months: Months
    grace_months: Months


class LimitStep(_Data, frozen=True):
    """From `since` on: whether 限度額 is delivered only with a consent, which the reader no longer asks for."""

    since: date
    needs_consent: bool


Step = TypeVar("Step", CertificateStep, LimitStep)


class Policy(_Data, frozen=True):
    """All rules of one centre."""

    offer: Offer
    health_check: HealthCheck
    reminder: Reminder
    ratio: BaseRatio
    certificate: tuple[CertificateStep, ...]
    limit: tuple[LimitStep, ...]

    def certificate_on(self, day: date) -> CertificateStep:
        """Notice and grace as they hold on `day`; before the first step there is neither."""
        return _latest(self.certificate, day) or CertificateStep(date.min, 0, 0)

    def limit_on(self, day: date) -> LimitStep:
        """The rule for 限度額 on `day`; before the first step it needs consent."""
        return _latest(self.limit, day) or LimitStep(date.min, needs_consent=True)


def load_policy(path: Path) -> Policy:
    """Read a policy file. Raises ConfigurationError with the key that is wrong."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Policy)
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(path, str(error)) from error


def _latest(steps: tuple[Step, ...], day: date) -> Step | None:
    begun = [step for step in steps if step.since <= day]
    return max(begun, key=lambda step: step.since, default=None)
