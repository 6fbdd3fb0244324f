"""One attempt before the camera: what frames say comes in, what the person is to do and the verdict come out. Pure.

`firmware.face.attempt` judges; here is what a person needs around it: hints that hold, time to come near, no attempt
lost to whoever passes by. The embedder, which takes as long as all else together, is asked only where it matters.

Compared first, then challenged: only who matches is asked to turn the head. A stranger is told at once, and nobody
turns a stiff neck for nothing. What being asked to turn gives away is that the face is like the photo: one bit, five
times in a visit at the most, and the screen would tell it afterwards by "no match" and "not turned" all the same.

Time is that at which the frames were taken, so that a slow computer does not make a person slow.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from firmware.face import attempt as core
from firmware.face.attempt import Ending, Sight
from firmware.face.compare import Embedding
from firmware.face.decision import Comparer, Verdict
from firmware.face.liveness import Failure, Side, Stage
from firmware.face.quality import Hint, QualityCode
from firmware.face.quality import Verdict as Quality

APART_SECONDS = 0.05
"""Between two frames that are fused: of a fast camera, frames right after one another are one frame three times. At 15
a second, which cameras give with a preview beside it, each one counts."""

HOLD_SECONDS = 0.4
"""So long a hint has to hold before it is said: one that flickers is followed by nobody."""

NOT_A_FACE = (QualityCode.NO_FACE, QualityCode.SEVERAL_FACES)
"""What the turn challenge counts as a lost face."""

End = Literal["match", "no-match", "not-one-person", "not-turned"]
Doing = Literal["look", "turn", "return"]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one frame says; `sight` where `Attempt.wants` asked for it, else None."""

    taken_at: float
    quality: Quality
    sight: Sight | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """What an attempt is judged by: the photo, the engine and all bounds."""

    photo: Embedding = field(repr=False)
    comparer: Comparer
    rules: core.Rules

    def step(self, attempt: core.Attempt, seen: Seen) -> core.Attempt:
        """One more frame."""
        compare = core.against(self.photo, self.comparer, self.rules)
        return core.look_at(attempt, seen.sight, self.comparer, compare, self.rules, seen.taken_at)

    def begin(self, side: Side, seen: Seen) -> core.Attempt:
        """An attempt that has seen this frame alone."""
        return self.step(core.begin_attempt(side, self.rules, seen.taken_at), seen)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the person is told: to which side to turn only while the turn is asked for."""

    stage: Doing = "look"
    hint: Hint = Hint.NOTHING
    side: Side | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """An attempt as far as it has come.

    `side` was drawn before and is told when the turn begins. `judged` is the core's, None before the first good frame,
    which came at `good_at`; `codes` is what the quality gate raised before the comparison. `hint` is what was said,
    `coming` what waits to be said since `since`.
    """

    side: Side
    judged: core.Attempt | None = field(default=None, repr=False)
    good_at: float = float("-inf")
    codes: frozenset[QualityCode] = frozenset()
    hint: Hint = Hint.NOTHING
    coming: Hint = Hint.NOTHING
    since: float = 0.0

    @property
    def compared(self) -> bool:
        """Whether the straight frames were held against the photo."""
        return self.judged is not None and self.judged.decision is not None

    @property
    def end(self) -> End | None:
        """The verdict; None while it goes on."""
        judged = self.judged
        if judged is None or judged.ending is None:
            return None
        if judged.ending is Ending.ACCEPTED:
            return "match"
        if judged.ending is Ending.NO_MATCH:
            swapped = judged.decision is not None and judged.decision.verdict is Verdict.NOT_ONE_PERSON
            return "not-one-person" if swapped else "no-match"
        return "not-one-person" if judged.challenge.failure is Failure.OTHER_PERSON else "not-turned"

    @property
    def score(self) -> float | None:
        """The distance of the fused frames to the photo; None where they were not fused."""
        return self.judged.decision.distance if self.judged is not None and self.judged.decision is not None else None

    @property
    def notice(self) -> Notice:
        """What the person is told now."""
        if self.judged is None or not self.compared or self.end is not None:
            return Notice("look", self.hint)
        if self.judged.challenge.stage is Stage.TURN:
            return Notice("turn", Hint.NOTHING, self.side)
        return Notice("return")

    def wants(self, taken_at: float, quality: Quality) -> bool:
        """Whether a frame's embedding would be looked at."""
        if self.compared:
            return quality.code not in NOT_A_FACE
        return quality.good and taken_at - self.good_at >= APART_SECONDS

    def expects(self, taken_at: float) -> bool:
        """Whether a frame will be wanted unless something changed: the one before was good, or is compared already.

        To look for somebody first would be waste.
        """
        good = self.judged is not None and self.coming is Hint.NOTHING
        return self.compared or (good and taken_at - self.good_at >= APART_SECONDS)

    def after(self, seen: Seen, judge: Judge) -> "Attempt":
        """The attempt after one more frame; nothing changes any more once it has an end."""
        if self.end is not None:
            return self
        if self.compared and self.judged is not None:
            return replace(self, judged=judge.step(self.judged, seen))
        told = self._hinted(seen)
        if seen.sight is None:
            return told
        judged = judge.begin(self.side, seen) if self.judged is None else judge.step(self.judged, seen)
        if judged.decision is None and judged.ending is not None:
            # Nothing was compared yet: whoever stood there before is forgotten, and nobody has lost an attempt by it.
            judged = judge.begin(self.side, seen)
        return replace(told, judged=judged, good_at=seen.taken_at)

    def _hinted(self, seen: Seen) -> "Attempt":
        hint, code = seen.quality.hint, seen.quality.code
        codes = self.codes if seen.quality.good else self.codes | {code}
        if hint is not self.coming:
            return replace(self, codes=codes, coming=hint, since=seen.taken_at)
        said = hint if seen.taken_at - self.since >= HOLD_SECONDS else self.hint
        return replace(self, codes=codes, hint=said)
