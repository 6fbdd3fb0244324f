"""The turn challenge: turn the head to the side that is asked, then back. Pure; time comes in as monotonic seconds.

A head that turns moves its nose against its eyes. A flat picture does not, but a detector that sees one at a slant
thinks that it does; then the picture is much narrower, while a head is not. So the turn counts less the narrower the
face becomes, and nothing where it leans: a leaning picture deceives a detector most. It is taken in relation to the
person's own bearing, in a direction that nobody knows before, soon; and no frame may show somebody else. This stops
prints, still pictures, and two stills that are swapped. It does not stop masks, nor films: neither one that happens to
turn the right way at the right moment, nor one that somebody plays to the side that is asked.

Nobody can take the place of the person meanwhile: each frame has to be near one that came before (a head turns, it does
not leap), and those that the verdict rests on near the ones that show the person straight. How near, depends on how far
they are turned: the same person lies farther from itself then.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Side(StrEnum):
    """To which side the head turns: the person's own left or right."""

    LEFT = "left"
    RIGHT = "right"


class Stage(StrEnum):
    """How far the challenge has come."""

    STRAIGHT = "straight"
    """Frames are gathered that show how the person looks straight ahead."""
    TURN = "turn"
    RETURN = "return"
    PASSED = "passed"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a challenge failed."""

    TOO_LATE = "too-late"
    WRONG_SIDE = "wrong-side"
    FACE_LOST = "face-lost"
    OTHER_PERSON = "other-person"


BEGUN = 0.25
"""The part of `change` from which a head has left its own bearing."""
ON_THE_WAY = 0.75
"""The part of the furthest turn below which a head has to be seen once on its way out: it moves there, two pictures
that are shown one after the other jump. Taken of the furthest turn and not of `change`, so that a fast head passes that
is looked at four times a second, as soon as it has turned further."""


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """`change`, `returned`, `frontal`: of the detector, in units of `FoundFace.turn`; the distances are the embedder's.

    `session`: how far a frame that is turned by no more than `frontal` may be from the straight ones; `turned`: how far
    one may be that counts as a turn; `leap`: how far any may be from the nearest one before.

    `narrow_cost`: so much of a turn is taken off where a face becomes narrower by all of itself; below the part
    `narrowest` of its own aspect a face is at too much of a slant to say anything. Both are the detector's too. All
    were chosen on drawn persons: that shows how it works, not how well on people (`config/models.toml` has numbers).

    `lean_most`: degrees from its own bearing beyond which a face says nothing either. Of drawn heads that turned by up
    to 44 degrees few frames leaned by more than 12, none by 14; of pictures that were held aslant, those that looked
    most like a turn did by 15 to 29.

    Seconds: a turn is asked within four, a way back within three more; a face may be lost for less than one, as happens
    at the far end of a turn, but not for long enough to hold up something else.
    """

    change: float
    returned: float
    frontal: float
    session: float
    turned: float
    leap: float
    narrow_cost: float
    narrowest: float
    straight_frames: int = 3
    turned_frames: int = 2
    straight_seconds: float = 10.0
    turn_seconds: float = 4.0
    return_seconds: float = 3.0
    lost_seconds: float = 0.7
    lean_most: float = 12.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame says.

    `turn`, `aspect` and `roll` (degrees) as in `FoundFace`; `straight` when the quality gate finds it good; `apart` and
    `leap` as `firmware.face.track` measures them: its distance from the straight frames, and from the nearest one
    before.
    """

    turn: float
    aspect: float
    roll: float
    straight: bool
    apart: float
    leap: float


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge as far as it has come; `furthest` and `least`: of what was seen of the turn once it had begun."""

    side: Side
    stage: Stage
    deadline: float
    last_seen: float
    straight: tuple[Frame, ...] = ()
    turned: int = 0
    furthest: float = 0.0
    least: float = math.inf
    failure: Failure | None = None

    @property
    def over(self) -> bool:
        """Whether no frame changes anything any more."""
        return self.stage in {Stage.PASSED, Stage.FAILED}


def side_from(randomness: bytes) -> Side:
    """Left or right by one fresh random byte."""
    return Side.LEFT if randomness[0] & 1 else Side.RIGHT


def begin(side: Side, limits: TurnLimits, now: float) -> Challenge:
    """A new challenge; the side is told to the person when the stage is TURN, not before."""
    return Challenge(side, Stage.STRAIGHT, now + limits.straight_seconds, now)


def step(challenge: Challenge, frame: Frame | None, limits: TurnLimits, now: float) -> Challenge:
    """The challenge after one more frame; None where no face, or more than one, was found."""
    if challenge.over:
        return challenge
    if now > challenge.deadline:
        return _failed(challenge, Failure.TOO_LATE)
    if frame is None:
        # Before the turn was asked for nobody gains anything by being away.
        lost = challenge.stage is not Stage.STRAIGHT and now - challenge.last_seen > limits.lost_seconds
        return _failed(challenge, Failure.FACE_LOST) if lost else challenge
    seen = replace(challenge, last_seen=now)
    if challenge.stage is Stage.STRAIGHT:
        return _straight(seen, frame, limits, now)
    # From here on written so that what is no number counts against the person.
    if not frame.leap <= limits.leap:
        return _failed(challenge, Failure.OTHER_PERSON)
    if now - challenge.last_seen > limits.lost_seconds:
        return _failed(challenge, Failure.FACE_LOST)
    towards = turned_by(challenge.straight, frame, challenge.side)
    if not abs(towards) > limits.frontal and not frame.apart <= limits.session:
        return _failed(challenge, Failure.OTHER_PERSON)
    if towards <= -limits.change:
        # A film that turns to both sides would pass half the time, were this forgiven.
        return _failed(challenge, Failure.WRONG_SIDE)
    if challenge.stage is Stage.TURN:
        return _turning(seen, frame, limits, now)
    return replace(seen, stage=Stage.PASSED) if abs(towards) <= limits.returned else seen


def turned_by(straight: Sequence[Frame], frame: Frame, side: Side) -> float:
    """How far the face turned from its own bearing to this side, in units of `FoundFace.turn`."""
    change = frame.turn - statistics.median(one.turn for one in straight)
    return change if side is Side.LEFT else -change


def worth(straight: Sequence[Frame], frame: Frame, side: Side, limits: TurnLimits) -> float | None:
    """What of a turn counts as a head's: less for a face that became narrower.

    None for one that is at too much of a slant, or leans too much, to say anything.
    """
    own = statistics.median(one.aspect for one in straight)
    leans = abs(frame.roll - statistics.median(one.roll for one in straight))
    part = frame.aspect / own if own > 0 else 0.0
    if not (part >= limits.narrowest and leans <= limits.lean_most):
        return None
    return turned_by(straight, frame, side) - limits.narrow_cost * max(0.0, 1.0 - part)


def _straight(challenge: Challenge, frame: Frame, limits: TurnLimits, now: float) -> Challenge:
    if not frame.straight:
        # Somebody who comes nearer, or passes by: nothing rests on this frame.
        return challenge
    if not (frame.apart <= limits.session and frame.leap <= limits.leap):
        return _failed(challenge, Failure.OTHER_PERSON)
    straight = (*challenge.straight, frame)
    if len(straight) < limits.straight_frames:
        return replace(challenge, straight=straight)
    return replace(challenge, straight=straight, stage=Stage.TURN, deadline=now + limits.turn_seconds)


def _turning(challenge: Challenge, frame: Frame, limits: TurnLimits, now: float) -> Challenge:
    counts = worth(challenge.straight, frame, challenge.side, limits)
    if counts is None:
        # On the far side of a turn, where most heads come to: the frames before still stand.
        return challenge
    if counts >= limits.change and not frame.apart <= limits.turned:
        return _failed(challenge, Failure.OTHER_PERSON)
    furthest = max(challenge.furthest, counts)
    least = min(challenge.least, counts) if counts >= BEGUN * limits.change else challenge.least
    # Frames in a row: one alone may be a slip of the detector. Whoever was never seen on the way did not turn there.
    turned = challenge.turned + 1 if counts >= limits.change and least <= ON_THE_WAY * furthest else 0
    so_far = replace(challenge, turned=turned, furthest=furthest, least=least)
    if turned < limits.turned_frames:
        return so_far
    return replace(so_far, stage=Stage.RETURN, deadline=now + limits.return_seconds)


def _failed(challenge: Challenge, failure: Failure) -> Challenge:
    return replace(challenge, stage=Stage.FAILED, failure=failure)
