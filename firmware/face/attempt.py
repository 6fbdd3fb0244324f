"""One attempt from the first frame to its end: quality gate, comparison, turn challenge. Pure; one step a frame.

The three straight frames that the challenge begins with are the ones that are compared with the photo, and all frames
follow one person (`firmware.face.track`): who turns the head is who was compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from firmware.face.compare import Embedding
from firmware.face.decision import Bounds, Comparer, Decision, Verdict, decide
from firmware.face.liveness import Challenge, Failure, Frame, Side, Stage, TurnLimits, begin, step
from firmware.face.quality import Limits, Look, QualityCode, assess
from firmware.face.quality import Verdict as Quality
from firmware.face.track import Track


class Ending(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    NO_MATCH = "no-match"
    NOT_LIVE = "not-live"
    """The turn failed; `Challenge.failure` says how."""
    NO_RESPONSE = "no-response"
    """Not enough good frames came to compare anything: no verdict on anybody."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All bounds of an attempt."""

    quality: Limits
    bounds: Bounds
    turn: TurnLimits


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is taken of a frame with a face: `look` and `aspect` of the largest one, and its embedding."""

    look: Look
    aspect: float
    embedding: Embedding = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """An attempt as far as it has come. `quality` is of the last frame; `decision` is there once it was compared."""

    challenge: Challenge
    track: Track = field(default_factory=Track)
    quality: Quality | None = None
    decision: Decision | None = None

    @property
    def ending(self) -> Ending | None:
        """None while it goes on."""
        if self.decision is not None and self.decision.verdict is not Verdict.MATCH:
            return Ending.NO_MATCH
        if self.challenge.stage is Stage.PASSED:
            return Ending.ACCEPTED
        if self.challenge.stage is not Stage.FAILED:
            return None
        compared = self.decision is not None or self.challenge.failure is Failure.OTHER_PERSON
        return Ending.NOT_LIVE if compared else Ending.NO_RESPONSE


Decide = Callable[[tuple[Embedding, ...]], Decision]


def begin_attempt(side: Side, rules: Rules, now: float) -> Attempt:
    """A new attempt at monotonic seconds `now`; the side is told to the person when the stage is TURN."""
    return Attempt(begin(side, rules.turn, now))


def against(photo: Embedding, engine: Comparer, rules: Rules) -> Decide:
    """Compares the straight frames with the photo of the card."""
    return lambda frames: decide(photo, frames, engine, rules.bounds)


def look_at(
    attempt: Attempt, sight: Sight | None, engine: Comparer, compare: Decide, rules: Rules, now: float
) -> Attempt:
    """The attempt after one more frame; None where it shows no face."""
    if attempt.ending is not None:
        return attempt
    quality = assess(None if sight is None else sight.look, rules.quality)
    if sight is None or quality.code is QualityCode.SEVERAL_FACES:
        return replace(attempt, challenge=step(attempt.challenge, None, rules.turn, now), quality=quality)
    place = attempt.track.step(sight.embedding, engine)
    frame = Frame(sight.look.turn, sight.aspect, sight.look.roll, quality.good, place.apart, place.leap)
    challenge = step(attempt.challenge, frame, rules.turn, now)
    straight = len(challenge.straight) > len(attempt.challenge.straight)
    counts = straight or attempt.challenge.stage is not Stage.STRAIGHT
    track = attempt.track.saw(sight.embedding, straight=straight) if counts else attempt.track
    decision = attempt.decision
    if decision is None and challenge.stage is Stage.TURN:
        decision = compare(track.straight)
    return Attempt(challenge, track, quality, decision)
