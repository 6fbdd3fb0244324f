"""Who may have a card's key opened without the PIN (特定機関認証), when and how often: data of a site or a reader."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from firmware.messages.schema import DEMO_CALIBRATION, CalibrationId, Distance, Sha256
from tools.central.anchors import Mode
from tools.central.errors import ConfigurationError

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Of Japan, so without an offset: one that has one cannot be compared with those that have none.
HourOfDay = Annotated[time, msgspec.Meta(tz=False)]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the parts: an unknown key is refused with its path."""


class Matcher(_Data, frozen=True):
    """A face matcher that is trusted: by its model and the calibration of the site, up to a threshold (distance).

    Without `model` any is: that counts in a demo only.
    """

    calibration: CalibrationId
    threshold: Distance
    model: Sha256 | None = None


class Opening(_Data, frozen=True):
    """Hours on some days, time of Japan. `closes` is not included; at or before `opens` it is that of the next day."""

    days: tuple[Weekday, ...]
    opens: HourOfDay
    closes: HourOfDay


class TerminalPolicy(_Data, frozen=True):
    """What one reader, or all without a policy of their own, may do without the PIN.

    No opening at all means always open. A visit by face takes ten seconds at least; a thousand visits are eight
    hours without a break, which no counter has.
    """

    matchers: tuple[Matcher, ...] = ()
    staff: bool = False
    openings: tuple[Opening, ...] = ()
    per_minute: Count = 6
    per_day: Count = 1000


def load_terminal_policy(path: Path, mode: Mode) -> TerminalPolicy:
    """Read a policy file.

    Raises ConfigurationError with the key that is wrong, and for a demo's matcher in a production centre.
    """
    try:
        policy = msgspec.toml.decode(path.read_bytes(), type=TerminalPolicy)
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(path, str(error)) from error
    if not all(usable(matcher, mode) for matcher in policy.matchers):
        raise ConfigurationError(
            path, f"has a matcher without a model or with the calibration {DEMO_CALIBRATION!r}: good in a demo only"
        )
    return policy


def usable(matcher: Matcher, mode: Mode) -> bool:
    """Whether a centre of this mode may trust a matcher at all."""
    return mode == "demo" or (matcher.model is not None and matcher.calibration != DEMO_CALIBRATION)
