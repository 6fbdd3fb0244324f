"""Calibrations for tests: a good one, and its keys."""

from datetime import UTC, datetime, timedelta

import msgspec

from firmware.face.calibration import Calibration, Measured
from firmware.face.calibration_store import OWNER
from firmware.messages.keys import SigningKey

KEY = SigningKey.generate(OWNER)
STRANGER = SigningKey.generate(OWNER)
DETECTOR, EMBEDDER = "d" * 64, "e" * 64
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def measured(threshold: float, **changes: float) -> Measured:
    plain = Measured(
        threshold=threshold,
        genuine=900,
        impostor=60_000,
        false_accepts=1,
        false_rejects=9,
        far_upper=8e-5,
        frr=0.01,
    )
    return msgspec.structs.replace(plain, **changes)


GOOD = Calibration(
    id="yamada-20261101",
    site="yamada",
    devices=(),
    demo=False,
    detector=DETECTOR,
    embedder=EMBEDDER,
    reference="chip",
    persons=180,
    confidence=0.95,
    single=measured(0.43),
    fused=measured(0.39),
    session=measured(0.41),
    made_at=NOW - timedelta(days=27),
    expires_at=NOW + timedelta(days=338),
)
OF_DEMO = msgspec.structs.replace(GOOD, id="demo", demo=True, persons=10, fused=measured(0.41, far_upper=0.02))
