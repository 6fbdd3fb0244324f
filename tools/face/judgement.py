"""Which thresholds a folder of persons speaks for, and whether it has enough of them to say so. Pure."""

from dataclasses import dataclass

from firmware.face.calibration import FAR_ASKED
from tools.face.bounds import trials_needed
from tools.face.scoring import Compared
from tools.face.statistics import Point, Scores, at_bound, strictest


@dataclass(frozen=True, slots=True)
class Advice:
    """The threshold to set for one of the three; `shown` when its false accept rate is shown to be small enough.

    `point` is None where nothing was compared: there is nothing to say.
    """

    point: Point | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """Advice for each threshold of an embedder, as `config/models.toml` names them."""

    single: Advice
    fused: Advice
    session: Advice

    @property
    def named(self) -> tuple[tuple[str, Advice], ...]:
        """Each with its name."""
        return ("single", self.single), ("fused", self.fused), ("session", self.session)


def judge(compared: Compared) -> Judgement:
    """The largest thresholds whose false accept rate is at most `FAR_ASKED` with 95 % confidence.

    Where the comparisons are too few to show that of any, the strictest threshold that they speak for.
    """
    return Judgement(_advice(compared.single), _advice(compared.fused), _advice(compared.session))


def sentence(name: str, advice: Advice) -> str:
    """What to set, or plainly why nothing can be said."""
    point = advice.point
    if point is None:
        return f"{name}: nothing was compared; no threshold can be named"
    if advice.shown:
        return (
            f"{name}: set {point.threshold:.4f} (false accepts {point.false_accepts} of {point.impostor:,}, with 95 %"
            f" confidence at most {point.far_upper:.1e}; refuses {point.false_rejects} of {point.genuine:,} of the same"
            " person)"
        )
    return (
        f"{name}: too few comparisons of different persons to name a threshold: {point.impostor:,} where"
        f" {trials_needed(FAR_ASKED):,} without a false accept are needed to show a rate of {FAR_ASKED:.0e}; none was"
        f" accepted at {point.threshold:.4f}, which shows no more than a rate of {point.far_upper:.1e}"
    )


def _advice(scores: Scores) -> Advice:
    good = at_bound(scores, FAR_ASKED)
    return Advice(strictest(scores), shown=False) if good is None else Advice(good, shown=True)
