"""What an evaluation found, as text for a person and as JSON for a file: counts and numbers, never a name. Pure."""

from collections.abc import Iterator, Mapping

from tools.face.bounds import CONFIDENCE
from tools.face.gather import Tally
from tools.face.judgement import Judgement, sentence
from tools.face.pictures import CHIP_BYTES, CHIP_WIDTH
from tools.face.scoring import Compared
from tools.face.statistics import LEVELS, Point, Scores, at_rate, equal_error

_KINDS = ("single", "fused", "session")
_TITLES = {
    "single": "one picture against the reference",
    "fused": "three pictures fused, against the reference",
    "session": "pictures of persons among one another, as the frames of a visit",
}
_MANY = 20  # numbers of persons that are listed


def lines(tally: Tally, compared: Compared, judgement: Judgement, chip_width: int | None) -> Iterator[str]:
    """The report, line by line."""
    yield from _pictures(tally, compared, chip_width)
    for kind, scores in _sets(compared):
        yield ""
        yield f"{kind}: {_TITLES[kind]}"
        yield from _rates(scores)
    yield ""
    yield "Which thresholds to set:"
    yield from (f"  {sentence(name, advice)}" for name, advice in judgement.named)
    yield ""
    yield (
        f"All bounds are exact (Clopper-Pearson, {CONFIDENCE:.0%}) for independent comparisons. Those that share a"
        " person are not independent: the fewer persons, the less the bounds say."
    )


def numbers(tally: Tally, compared: Compared, judgement: Judgement, chip_width: int | None) -> Mapping[str, object]:
    """The same as plain data."""
    return {
        "persons": tally.persons,
        "persons_compared": compared.persons,
        "pictures": tally.pictures,
        "unreadable": tally.unreadable,
        "repeated": tally.repeated,
        "looked_at": tally.looked,
        "face_found": tally.found,
        "several_faces": tally.several,
        "reference_width": chip_width,
        "confidence": CONFIDENCE,
        "sets": {kind: _set(scores) for kind, scores in _sets(compared)},
        "advice": {
            name: {"shown": advice.shown, **(_point(advice.point) if advice.point is not None else {})}
            for name, advice in judgement.named
        },
    }


def _sets(compared: Compared) -> tuple[tuple[str, Scores], ...]:
    return tuple(zip(_KINDS, (compared.single, compared.fused, compared.session), strict=True))


def _pictures(tally: Tally, compared: Compared, chip_width: int | None) -> Iterator[str]:
    yield f"persons: {tally.persons}, of whom {compared.persons} can be compared"
    yield (
        f"pictures: {tally.pictures} ({tally.unreadable} unreadable and {tally.repeated} seen before, left out);"
        f" a face was found in {tally.found} of {tally.looked} ({_share(tally.found, tally.looked)}), in"
        f" {tally.several} of them several, of which the largest was taken"
    )
    if tally.unusable:
        listed = ", ".join(map(str, tally.unusable[:_MANY])) + (", …" if len(tally.unusable) > _MANY else "")
        yield (
            f"left out: {len(tally.unusable)} persons without a usable reference and another picture: number {listed}"
            " in the order of the folders' names"
        )
    made = "as they are"
    if chip_width is not None:
        size = f"{chip_width}x{chip_width * 4 // 3}, {CHIP_BYTES * chip_width / CHIP_WIDTH / 1000:.1f} kB"
        made = f"made as poor as a chip's photo (grey JPEG 2000, {size})"
    yield f"references: {made}; the other pictures as they are"
    if compared.nearest is not None:
        nearest = compared.nearest
        yield (
            f"nearest two persons: number {nearest.reference} and {nearest.probe} at {nearest.distance:.3f}; see that"
            " they are not one person in two folders"
        )


def _rates(scores: Scores) -> Iterator[str]:
    yield f"  {len(scores.genuine):,} comparisons of the same person, {len(scores.impostor):,} of different persons"
    equal = equal_error(scores)
    if equal is None:
        yield "  too few pictures: nothing can be said"
        return
    yield f"  equal error rate {equal.rate:.2%} at {equal.threshold:.4f}"
    for level in LEVELS:
        point = at_rate(scores, level)
        if point is None:
            yield f"  FAR {level:.0e}: too few comparisons of different persons to see such a rate"
        else:
            yield (
                f"  FAR {level:.0e}: threshold {point.threshold:.4f}, FAR {point.far:.1e}"
                f" ({_range(point.far_interval)}), FRR {point.frr:.2%} ({_range(point.frr_interval)})"
            )


def _set(scores: Scores) -> Mapping[str, object]:
    equal = equal_error(scores)
    levels = {f"{level:.0e}": at_rate(scores, level) for level in LEVELS}
    return {
        "genuine": len(scores.genuine),
        "impostor": len(scores.impostor),
        "equal_error_rate": None if equal is None else equal.rate,
        "at_far": {level: None if point is None else _point(point) for level, point in levels.items()},
    }


def _point(point: Point) -> Mapping[str, object]:
    return {
        "threshold": point.threshold,
        "genuine": point.genuine,
        "impostor": point.impostor,
        "false_accepts": point.false_accepts,
        "false_rejects": point.false_rejects,
        "far": point.far,
        "far_interval": point.far_interval,
        "far_upper": point.far_upper,
        "frr": point.frr,
        "frr_interval": point.frr_interval,
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "nothing to look at"


def _range(bounds: tuple[float, float]) -> str:
    low, high = bounds
    return f"{low:.1e} to {high:.1e}" if high < 0.001 else f"{low:.2%} to {high:.2%}"
