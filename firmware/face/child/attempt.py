"""One attempt before the camera: what frames say comes in, what the person is to do and the verdict come out. Pure.

Compared first, then challenged: only who matches is asked to turn the head. A stranger is told at once, and nobody
turns a stiff neck for nothing. What being asked to turn gives away is that the face is like the photo: one bit, five
times in a visit at the most, and the screen would tell it afterwards by "no match" and "not turned" all the same.

Time is that at which the frames were taken, so that a slow computer does not make a person slow.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from firmware.face import liveness
from firmware.face.compare import Embedding
from firmware.face.decision import FRAMES, Bounds, Comparer, Verdict, decide
from firmware.face.liveness import Challenge, Failure, Frame, Side, Stage, TurnLimits
from firmware.face.quality import Hint, QualityCode
from firmware.face.quality import Verdict as Quality

APART_SECONDS = 0.05
"""Between two frames that are fused: of a fast camera, frames right after one another are one frame three times. At 15
a second, which cameras give with a preview beside it, each one counts."""

HOLD_SECONDS = 0.4
"""So long a hint has to hold before it is said: one that flickers is followed by nobody."""

MOST_ANEW = 3
"""So often somebody else may step in before anything was compared; after that it is no accident."""

NOT_A_FACE = (QualityCode.NO_FACE, QualityCode.SEVERAL_FACES)
"""What the turn challenge counts as a lost face."""

End = Literal["match", "no-match", "not-one-person", "not-turned"]
Doing = Literal["look", "turn", "return"]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one frame says; `turn` and `aspect` as in `FoundFace`, 0.0 without a face.

    `embedding` where `Attempt.wants` asked for it, else None.
    """

    taken_at: float
    quality: Quality
    turn: float = 0.0
    aspect: float = 0.0
    embedding: Embedding | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What an attempt is judged by: the photo, the engine and its thresholds."""

    photo: Embedding = field(repr=False)
    comparer: Comparer
    bounds: Bounds
    turn: TurnLimits


@dataclass(frozen=True, slots=True)
class Notice:
    """What the person is told: to which side to turn only while the turn is asked for."""

    stage: Doing = "look"
    hint: Hint = Hint.NOTHING
    side: Side | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """An attempt as far as it has come.

    `side` was drawn before and is told when the turn begins. `straight` are the frames that are fused, `others` the
    embeddings of the turn; `end` is the verdict, `score` the distance of the fused frames, `codes` what the quality
    gate raised until they were there. `hint` is what was said, `coming` the one that waits to be said since `since`.
    """

    side: Side
    straight: tuple[Seen, ...] = field(default=(), repr=False)
    others: tuple[Embedding, ...] = field(default=(), repr=False)
    anew: int = 0
    challenge: Challenge | None = None
    end: End | None = None
    score: float | None = None
    codes: frozenset[QualityCode] = frozenset()
    hint: Hint = Hint.NOTHING
    coming: Hint = Hint.NOTHING
    since: float = 0.0

    @property
    def alive(self) -> bool:
        """Whether the turn was passed."""
        return self.challenge is not None and self.challenge.stage is Stage.PASSED

    @property
    def notice(self) -> Notice:
        """What the person is told now."""
        if self.challenge is None:
            return Notice("look", self.hint)
        if self.challenge.stage is Stage.TURN:
            return Notice("turn", Hint.NOTHING, self.side)
        return Notice("return")

    def wants(self, taken_at: float, quality: Quality) -> bool:
        """Whether a frame's embedding would be looked at: making one takes as long as finding the face."""
        if self.challenge is not None:
            return quality.code not in NOT_A_FACE
        return quality.good and (not self.straight or taken_at - self.straight[-1].taken_at >= APART_SECONDS)

    def after(self, seen: Seen, rules: Rules) -> "Attempt":
        """The attempt after one more frame; nothing changes any more once it has an end."""
        if self.end is not None:
            return self
        return self._looking(seen, rules) if self.challenge is None else self._turning(self.challenge, seen, rules)

    def _looking(self, seen: Seen, rules: Rules) -> "Attempt":
        told = self._hinted(seen)
        if seen.embedding is None:
            return told
        known = (one.embedding for one in self.straight)
        if not _furthest(seen.embedding, known, rules) <= rules.bounds.session:
            # Nothing was compared yet: whoever passed by is forgotten, and no attempt is lost by it.
            fresh = replace(told, straight=(seen,), anew=self.anew + 1)
            return fresh if fresh.anew <= MOST_ANEW else replace(fresh, end="not-one-person")
        gathered = replace(told, straight=(*self.straight, seen))
        return gathered if len(gathered.straight) < FRAMES else _compared(gathered, rules)

    def _turning(self, challenge: Challenge, seen: Seen, rules: Rules) -> "Attempt":
        frame, others = None, self.others
        if seen.embedding is not None and seen.quality.code not in NOT_A_FACE:
            known = (*(one.embedding for one in self.straight), *self.others)
            apart = _furthest(seen.embedding, known, rules)
            frame = Frame(seen.turn, seen.aspect, seen.quality.good, apart)
            others = (*others, seen.embedding)
        challenge = liveness.step(challenge, frame, rules.turn, seen.taken_at)
        return replace(self, challenge=challenge, others=others, end=_end_of(challenge))

    def _hinted(self, seen: Seen) -> "Attempt":
        hint, code = seen.quality.hint, seen.quality.code
        codes = self.codes if seen.quality.good else self.codes | {code}
        if hint is not self.coming:
            return replace(self, codes=codes, coming=hint, since=seen.taken_at)
        said = hint if seen.taken_at - self.since >= HOLD_SECONDS else self.hint
        return replace(self, codes=codes, hint=said)


def _compared(attempt: Attempt, rules: Rules) -> Attempt:
    frames = [one.embedding for one in attempt.straight if one.embedding is not None]
    decision = decide(rules.photo, frames, rules.comparer, rules.bounds)
    judged = replace(attempt, score=decision.distance)
    if decision.verdict is not Verdict.MATCH:
        return replace(judged, end="no-match" if decision.verdict is Verdict.NO_MATCH else "not-one-person")
    now = attempt.straight[-1].taken_at
    challenge = liveness.begin(attempt.side, rules.turn, now)
    for one in attempt.straight:
        frame = Frame(one.turn, one.aspect, straight=True, apart=0.0)
        challenge = liveness.step(challenge, frame, rules.turn, now)
    return replace(judged, challenge=challenge)


def _end_of(challenge: Challenge) -> End | None:
    if challenge.stage is Stage.PASSED:
        return "match"
    if challenge.stage is Stage.FAILED:
        return "not-one-person" if challenge.failure is Failure.OTHER_PERSON else "not-turned"
    return None


def _furthest(one: Embedding, others: Iterable[Embedding | None], rules: Rules) -> float:
    """The largest distance; what is no number stays none, and is within no bound."""
    distances = [rules.comparer.distance(one, other) for other in others if other is not None]
    return next((value for value in distances if value != value), max(distances, default=0.0))
