"""What the installed models, and the site's calibration where there is one, ask for. Pure."""

from dataclasses import dataclass

from firmware.face.calibration import Applied
from firmware.face.liveness import TurnLimits
from firmware.face.models.manifest import Model


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The head of `config/models.toml` says what each is."""

    single: float
    fused: float
    session: float
    frontal: float
    turn: TurnLimits | None
    """None: with this detector a print cannot be told from a head, so that no match may count by itself."""


def thresholds(detector: Model, embedder: Model, applied: Applied) -> Thresholds:
    """Those of the manifest, but for what a calibration replaces. Raises ManifestInvalid for one that is not given."""
    session = _or(applied.session, embedder.threshold("session"))
    return Thresholds(
        single=_or(applied.single, embedder.threshold("single")),
        fused=_or(applied.fused, embedder.threshold("fused")),
        session=session,
        frontal=detector.threshold("frontal"),
        turn=turn_limits(detector, embedder, session),
    )


def turn_limits(detector: Model, embedder: Model, session: float) -> TurnLimits | None:
    """None for a detector that gives no bounds for a turn. Raises ManifestInvalid where it gives some of them only.

    A site calibrates `session` on people who look straight; where it moves, `turned` and `leap` move with it. With an
    embedder that does not give them every frame is held to `session`.
    """
    if "change" not in detector.thresholds:
        return None
    moved = session - embedder.threshold("session")
    return TurnLimits(
        change=detector.threshold("change"),
        returned=detector.threshold("returned"),
        frontal=detector.threshold("frontal"),
        session=session,
        turned=max(0.0, embedder.thresholds.get("turned", embedder.threshold("session")) + moved),
        leap=max(0.0, embedder.thresholds.get("leap", embedder.threshold("session")) + moved),
        narrow_cost=detector.threshold("narrow-cost"),
        narrowest=detector.threshold("narrowest"),
    )


def _or(calibrated: float | None, given: float) -> float:
    return given if calibrated is None else calibrated
