"""One presentation before the reader's own quality gate, comparison and turn challenge, and what a kind adds up to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firmware.face.attempt import Attempt, Decide, Ending, Rules, Sight, against, begin_attempt, look_at
from firmware.face.compare import Embedding
from firmware.face.decision import Comparer, Decision, decide
from firmware.face.liveness import Side
from tools.face.bounds import interval, upper_bound

Seen = tuple[float, Sight | None]
"""Seconds since the first frame, and what was taken of the frame."""


class Response(StrEnum):
    """What the check for life said of a presentation (ISO/IEC 30107-3)."""

    PERSON = "person"
    ATTACK = "attack"
    NONE = "none"
    """It never saw enough good frames to say anything."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`accepted`: the whole decision with the picture of whom is shown; None without one. `why` is a word of a code."""

    response: Response
    accepted: bool | None
    why: str


def tried(
    seen: Sequence[Seen], sides: Sequence[Side], photo: Embedding | None, engine: Comparer, rules: Rules
) -> Trial:
    """A presentation that is asked for each of `sides`; what serves best whom it shows counts."""
    themselves = _with_themselves(engine, rules)
    ends = [_end(attempt(seen, side, engine, themselves, rules)) for side in sides]
    response, why = min(ends, key=lambda end: tuple(Response).index(end[0]))
    if photo is None:
        return Trial(response, None, why)
    whole = (attempt(seen, side, engine, against(photo, engine, rules), rules).ending for side in sides)
    return Trial(response, any(ending is Ending.ACCEPTED for ending in whole), why)


def attempt(seen: Iterable[Seen], side: Side, engine: Comparer, compare: Decide, rules: Rules) -> Attempt:
    """One attempt over all frames, as the reader would make it."""
    going = begin_attempt(side, rules, 0.0)
    for now, sight in seen:
        going = look_at(going, sight, engine, compare, rules, now)
    return going


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the presentations of one kind came to. `unreadable` are left out of `tried`."""

    kind: str
    bona_fide: bool
    tried: int
    unreadable: int
    as_person: int
    as_attack: int
    compared: int
    accepted: int
    why: tuple[tuple[str, int], ...]

    @property
    def errors(self) -> int:
        """Attacks taken for persons (APCER), or persons taken for attacks (BPCER)."""
        return self.as_attack if self.bona_fide else self.as_person

    @property
    def silent(self) -> int:
        """Presentations that no verdict came of."""
        return self.tried - self.as_person - self.as_attack

    @property
    def rate(self) -> float:
        """The errors as a share of all that were tried; 0.0 of none."""
        return self.errors / self.tried if self.tried else 0.0

    @property
    def rate_interval(self) -> tuple[float, float]:
        """Its exact 95 % interval."""
        return interval(self.errors, self.tried)

    @property
    def rate_upper(self) -> float:
        """What it does not exceed, with 95 % confidence."""
        return upper_bound(self.errors, self.tried)


def outcome(kind: str, *, bona_fide: bool, trials: Sequence[Trial], unreadable: int) -> Outcome:
    """The sum of a kind."""
    responses = Counter(trial.response for trial in trials)
    compared = [trial.accepted for trial in trials if trial.accepted is not None]
    why = Counter(trial.why for trial in trials)
    return Outcome(
        kind=kind,
        bona_fide=bona_fide,
        tried=len(trials),
        unreadable=unreadable,
        as_person=responses[Response.PERSON],
        as_attack=responses[Response.ATTACK],
        compared=len(compared),
        accepted=sum(compared),
        why=tuple(sorted(why.items())),
    )


def _end(made: Attempt) -> tuple[Response, str]:
    if made.ending is Ending.ACCEPTED:
        return Response.PERSON, "passed"
    if made.ending is Ending.NO_RESPONSE or (made.ending is None and made.decision is None):
        return Response.NONE, "no-quality" if made.quality is None else made.quality.code.value
    if made.challenge.failure is not None:
        return Response.ATTACK, made.challenge.failure.value
    # It ended before the turn did; or the three straight frames were not of one person.
    return Response.ATTACK, "unfinished" if made.ending is None else "not-one-person"


def _with_themselves(engine: Comparer, rules: Rules) -> Decide:
    """The same decision with the mean of the frames as photo: whom they show is no matter of this check."""

    def compare(frames: tuple[Embedding, ...]) -> Decision:
        return decide(engine.fused(frames), frames, engine, rules.bounds)

    return compare
