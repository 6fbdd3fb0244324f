"""From embeddings to distances: of single pictures, of three fused ones, and of pictures among one another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from firmware.face.compare import Embedding
from firmware.face.decision import FRAMES, Comparer
from tools.face.gather import Seen
from tools.face.statistics import Scores, scores

Say = Callable[[str], None]
Numbered = tuple[int, Embedding]
"""An embedding and the number of the person whose it is."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The two persons, by number, between whom the shortest distance of all was: perhaps they are one."""

    reference: int
    probe: int
    distance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """All distances of a folder. `fused` and `session` may be empty: they need several pictures of a person.

    `single`: each picture to each reference. `fused`: each three pictures of a person, one after another and none
    twice, to each reference. `session`: the first three pictures of each person to one another, as the frames of a
    visit are compared.
    """

    persons: int
    single: Scores
    fused: Scores
    session: Scores
    nearest: Nearest | None


def compare(seen: Sequence[Seen], engine: Comparer, say: Say) -> Compared:
    """Compare everybody with everybody."""
    singles = [(one.number, probe) for one in seen for probe in one.probes]
    own, others, nearest = _to_references(seen, _told(singles, "comparing single pictures", say), engine)
    triples = [(one.number, engine.fused(three)) for one in seen for three in _threes(one.probes)]
    own_fused, others_fused, _ = _to_references(seen, _told(triples, "comparing three at a time", say), engine)
    same, different = _among(seen, engine, say)
    return Compared(len(seen), scores(own, others), scores(own_fused, others_fused), scores(same, different), nearest)


def _to_references(
    seen: Sequence[Seen], probes: Iterable[Numbered], engine: Comparer
) -> tuple[list[float], list[float], Nearest | None]:
    own: list[float] = []
    others: list[float] = []
    nearest: Nearest | None = None
    for number, probe in probes:
        for person in seen:
            distance = _distance(engine, person.reference, probe)
            if person.number == number:
                own.append(distance)
                continue
            others.append(distance)
            if nearest is None or distance < nearest.distance:
                nearest = Nearest(person.number, number, distance)
    return own, others, nearest


def _among(seen: Sequence[Seen], engine: Comparer, say: Say) -> tuple[list[float], list[float]]:
    frames = [(person.number, probe) for person in seen for probe in person.probes[:FRAMES]]
    same: list[float] = []
    different: list[float] = []
    for place, (one, first) in enumerate(_told(frames, "comparing pictures with one another", say)):
        for other, second in frames[place + 1 :]:
            (same if one == other else different).append(_distance(engine, first, second))
    return same, different


def _told(frames: Sequence[Numbered], what: str, say: Say) -> Iterator[Numbered]:
    for done, frame in enumerate(frames):
        say(f"{what}: {done / len(frames):.0%}")
        yield frame


def _threes(probes: Sequence[Embedding]) -> Iterator[Sequence[Embedding]]:
    for begin in range(0, len(probes) - FRAMES + 1, FRAMES):
        yield probes[begin : begin + FRAMES]


def _distance(engine: Comparer, one: Embedding, other: Embedding) -> float:
    # One minus a cosine may fall below zero by the last bit of a float.
    return max(0.0, engine.distance(one, other))
