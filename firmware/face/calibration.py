"""The site calibration: what `uketsuke-face evaluate` measured of an embedder on a site's own people, signed. Pure.

An embedder errs on some populations far more than on others, so its makers' thresholds say little about a clinic's
patients. A production reader compares faces only with thresholds that somebody answers for, with a key. It is one JWS
(ES256) of its own `typ`; it holds numbers and hashes, nothing of any person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

import msgspec

from firmware.face.errors import (
    CalibrationExpired,
    CalibrationInvalid,
    CalibrationMissing,
    CalibrationNotGoodEnough,
    CalibrationOfAnotherDevice,
    CalibrationOfAnotherModel,
    CalibrationOfDemo,
)
from firmware.messages.errors import MessageError
from firmware.messages.jose import sign
from firmware.messages.keys import SigningKey, VerifyingKey
from firmware.messages.parsing import Reader, to_json
from firmware.messages.schema import DEMO_CALIBRATION, CalibrationId, DeviceId, Distance, Moment, Sha256
from firmware.messages.sealing import verify
from firmware.messages.tokens import CALIBRATION_TYPE

FAR_ASKED = 1e-4
"""False accepts in production are shown to be no more than this: NIST SP 800-63B-4 §5.2.3."""

CONFIDENCE_ASKED = 0.95

PERSONS_ASKED = 100
"""A bound of 1e-4 needs 30,000 comparisons; with fewer persons each two of them would be compared more than three
times, which proves little about others."""

# One has about 1,400 bytes.
MAX_CALIBRATION_BYTES = 8192

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Persons = Annotated[int, msgspec.Meta(ge=2, le=10**6)]
SiteName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
Devices = Annotated[tuple[DeviceId, ...], msgspec.Meta(max_length=64)]


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One threshold and what was counted at it. `far_upper`: what the false accept rate does not exceed."""

    threshold: Distance
    genuine: Count
    impostor: Count
    false_accepts: Count
    false_rejects: Count
    far_upper: Share
    frr: Share


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured, with which models, for whom, and until when it counts.

    `devices`: the readers it is for; none named means all of the site. `reference`: whether the references were as poor
    as a chip's photo, or better. `single`, `fused`, `session` as in `config/models.toml`.
    """

    id: CalibrationId
    site: SiteName
    devices: Devices
    demo: bool
    detector: Sha256
    embedder: Sha256
    reference: Literal["chip", "better"]
    persons: Persons
    confidence: Share
    single: Measured
    fused: Measured
    session: Measured
    made_at: Moment
    expires_at: Moment
    version: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Site:
    """Where an embedder is to be used. `now` is the wall time; None, while no clock is sure, lets nothing expire."""

    production: bool
    device: str
    now: datetime | None


DEMO = Site(production=False, device="demo", now=None)
"""For a demo: thresholds as the catalogue has them will do."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the engine is to use: the id that is attested, and the thresholds, None for those of the manifest."""

    id: CalibrationId
    single: float | None = None
    fused: float | None = None
    session: float | None = None

    @classmethod
    def of(cls, calibration: Calibration) -> Self:
        """The thresholds of a calibration."""
        return cls(
            calibration.id, calibration.single.threshold, calibration.fused.threshold, calibration.session.threshold
        )


_READER = Reader("calibration", Calibration)


def sign_calibration(calibration: Calibration, signer: SigningKey) -> bytes:
    """The calibration as a compact JWS. Raises CalibrationInvalid for one that would be refused, MessageError."""
    encoded = to_json(calibration)
    _check(_READER.read(encoded))
    return sign(encoded, signer, CALIBRATION_TYPE)


def open_calibration(token: bytes, trusted: VerifyingKey) -> Calibration:
    """What the trusted key signed. Safe for hostile bytes. Raises CalibrationInvalid."""
    if len(token) > MAX_CALIBRATION_BYTES:
        raise CalibrationInvalid("it is too long")
    try:
        payload, _ = verify(token, {trusted.kid: trusted}, CALIBRATION_TYPE)
        calibration = _READER.read(payload)
    except MessageError as error:
        raise CalibrationInvalid(str(error)) from error
    _check(calibration)
    return calibration


def apply(calibration: Calibration | None, site: Site, detector: str, embedder: str) -> Applied:
    """What an embedder may be used with, here and now; `detector` and `embedder` are the SHA-256 of those installed.

    A production reader needs a calibration, and none of a demo. A demo may go without; but one that it has must fit.
    Raises CalibrationError.
    """
    if calibration is None:
        if site.production:
            raise CalibrationMissing
        return Applied(DEMO_CALIBRATION)
    if site.production and calibration.demo:
        raise CalibrationOfDemo
    for role, known, installed in (
        ("detector", calibration.detector, detector),
        ("embedder", calibration.embedder, embedder),
    ):
        if known != installed:
            raise CalibrationOfAnotherModel(role)
    if calibration.devices and site.device not in calibration.devices:
        raise CalibrationOfAnotherDevice(site.device)
    if site.now is not None and site.now >= calibration.expires_at:
        raise CalibrationExpired(calibration.expires_at)
    if not calibration.demo:
        require_good(calibration)
    return Applied.of(calibration)


def require_good(calibration: Calibration) -> None:
    """Whether what was measured is enough for production. Raises CalibrationNotGoodEnough."""
    if calibration.reference != "chip":
        raise CalibrationNotGoodEnough("references like a chip's photo", 0, 1)
    if calibration.persons < PERSONS_ASKED:
        raise CalibrationNotGoodEnough("persons", calibration.persons, PERSONS_ASKED)
    if not calibration.confidence >= CONFIDENCE_ASKED:
        raise CalibrationNotGoodEnough("confidence", calibration.confidence, CONFIDENCE_ASKED)
    measures = ("single", calibration.single), ("fused", calibration.fused), ("session", calibration.session)
    for name, measured in measures:
        if not measured.far_upper <= FAR_ASKED:
            raise CalibrationNotGoodEnough(f"false accepts ({name}) up to", measured.far_upper, FAR_ASKED)


def _check(calibration: Calibration) -> None:
    """What contradicts itself was not made by the tool, whoever signed it."""
    if calibration.demo != (calibration.id == DEMO_CALIBRATION):
        raise CalibrationInvalid(f"the id {DEMO_CALIBRATION} belongs to a demo's, and to none else")
    if calibration.made_at >= calibration.expires_at:
        raise CalibrationInvalid("its time ends before it begins")
    for measured in (calibration.single, calibration.fused, calibration.session):
        if measured.false_accepts > measured.impostor or measured.false_rejects > measured.genuine:
            raise CalibrationInvalid("it counts more errors than comparisons")
        if measured.false_accepts > measured.far_upper * measured.impostor * (1 + 1e-9):
            raise CalibrationInvalid("a bound is below what was counted")
