"""From an evaluation to the site calibration that is signed, or a clear refusal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from firmware.face.calibration import (
    FAR_ASKED,
    PERSONS_ASKED,
    Calibration,
    Devices,
    Measured,
    SiteName,
    require_good,
)
from firmware.face.calibration_store import OWNER
from firmware.face.errors import CalibrationNotGoodEnough
from firmware.messages.errors import BadKey
from firmware.messages.keys import SigningKey
from firmware.messages.schema import DEMO_CALIBRATION
from tools.face.bounds import CONFIDENCE, trials_needed
from tools.face.errors import SignatureRefused
from tools.face.judgement import Advice, Judgement
from tools.face.pictures import CHIP_WIDTH

FILE = "calibration.jws"
MAX_DAYS = 730
DEFAULT_DAYS = 365


@dataclass(frozen=True, slots=True)
class Order:
    """For whom a calibration is wanted; `devices` empty for all readers of the site."""

    site: str
    devices: tuple[str, ...]
    days: int
    demo: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The SHA-256 of the models that were judged."""

    detector: str
    embedder: str


def calibration(
    order: Order,
    models: Models,
    persons: int,
    judgement: Judgement,
    chip_width: int | None,
    now: datetime,
) -> Calibration:
    """The calibration to sign. Raises SignatureRefused where it would be none that a production reader takes.

    One of a demo may show less, but it too needs all three thresholds.
    """
    measured = {name: _measured(name, advice) for name, advice in judgement.named}
    made = Calibration(
        id=DEMO_CALIBRATION if order.demo else f"{order.site}-{now:%Y%m%d}",
        site=order.site,
        devices=order.devices,
        demo=order.demo,
        detector=models.detector,
        embedder=models.embedder,
        # A better photo than a chip has would make the thresholds look better than they are; a poorer one, worse.
        reference="chip" if chip_width is not None and chip_width <= CHIP_WIDTH else "better",
        persons=persons,
        confidence=CONFIDENCE,
        single=measured["single"],
        fused=measured["fused"],
        session=measured["session"],
        made_at=now,
        expires_at=now + timedelta(days=order.days),
    )
    if not order.demo:
        try:
            require_good(made)
        except CalibrationNotGoodEnough as error:
            raise SignatureRefused(
                f"{error.measure} {error.found:.3g} where {error.asked:.3g} is asked; production needs {PERSONS_ASKED}"
                f" persons and {trials_needed(FAR_ASKED):,} comparisons of each kind at least (--demo signs for a demo)"
            ) from error
    return made


def read_key(path: Path) -> SigningKey:
    """The key that signs, read before anything else is done. Raises SignatureRefused."""
    try:
        return SigningKey.from_pem(path.read_bytes(), OWNER)
    except OSError as error:
        raise SignatureRefused(f"{path}: {error.strerror}") from error
    except BadKey as error:
        raise SignatureRefused(f"{path}: {error}") from error


def check_order(order: Order) -> None:
    """Found out before hours are spent on pictures. Raises SignatureRefused."""
    if not 1 <= order.days <= MAX_DAYS:
        raise SignatureRefused(f"--days is 1 to {MAX_DAYS}")
    try:
        msgspec.convert(order.site, SiteName)
        msgspec.convert(order.devices, Devices)
    except msgspec.ValidationError as error:
        raise SignatureRefused(
            "--site is small letters, digits and hyphens, 40 at the most; --device the id of a reader"
        ) from error


def _measured(name: str, advice: Advice) -> Measured:
    point = advice.point
    if point is None:
        raise SignatureRefused(f"there is no threshold {name}: each person needs more pictures")
    return Measured(
        threshold=point.threshold,
        genuine=point.genuine,
        impostor=point.impostor,
        false_accepts=point.false_accepts,
        false_rejects=point.false_rejects,
        far_upper=point.far_upper,
        frr=point.frr,
    )
