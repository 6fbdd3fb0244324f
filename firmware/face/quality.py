"""The quality gate: may this frame be compared, and if not, what should the person do? Pure.

Every comparison is written so that what is no number counts against the frame.

In the spirit of ISO/IEC 19794-5 and 29794-5. The limits without another source were measured on photographs whose faces
were blurred, darkened and brightened step by step; those of place are how large the oval on the screen is.
"""

from dataclasses import dataclass
from enum import StrEnum


class QualityCode(StrEnum):
    """What is wrong with a frame; words for the log and for attestations."""

    GOOD = "good"
    NO_FACE = "no-face"
    SEVERAL_FACES = "several-faces"
    TOO_FAR = "too-far"
    TOO_NEAR = "too-near"
    OFF_CENTRE = "off-centre"
    LEANING = "leaning"
    TURNED = "turned"
    TOO_DARK = "too-dark"
    TOO_BRIGHT = "too-bright"
    NO_CONTRAST = "no-contrast"
    BLURRED = "blurred"


class Hint(StrEnum):
    """What the person is asked to do. Left and right are the person's own, as in a mirror: so is the preview."""

    NOTHING = "nothing"
    CLOSER = "closer"
    FARTHER = "farther"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    HOLD_STILL = "hold-still"
    MORE_LIGHT = "more-light"
    LESS_LIGHT = "less-light"
    LOOK_STRAIGHT = "look-straight"
    ONLY_ONE = "only-one"


@dataclass(frozen=True, slots=True)
class Look:
    """What was measured on the largest face of a frame.

    `others`: area of the next largest face as a part of the largest. `centre`: between the eyes, in shares of the
    picture from its upper left corner. `eye_distance` in pixels; `eye_share` the same as a part of the shorter side.
    `roll` in degrees, `turn` as in `FoundFace.turn`. The rest is measured on the grey inner part of the upright face:
    `sharpness` is the variance of the Laplacian divided by that of the grey values, `brightness` their mean (0 to 255),
    `saturated` and `dark` the parts above 250 and below 8, `contrast` their standard deviation.
    """

    others: float
    centre: tuple[float, float]
    eye_distance: float
    eye_share: float
    roll: float
    turn: float
    sharpness: float
    brightness: float
    saturated: float
    dark: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked of a frame; `frontal` comes from the detector's thresholds.

    Raw sharpness alone would fail: a dark sharp face scores less than a bright blurred one, so it is taken in relation
    to the contrast; sharp faces had a median of 0.056, those blurred by 3 pixels 0.011.
    """

    frontal: float = 0.12
    eye_least: float = 60.0
    eye_share_most: float = 0.42
    others_most: float = 0.5
    centre: tuple[float, float] = (0.5, 0.45)
    off_centre: tuple[float, float] = (0.17, 0.20)
    roll_most: float = 12.0
    brightness: tuple[float, float] = (60.0, 200.0)
    saturated_most: float = 0.05
    dark_most: float = 0.20
    contrast_least: float = 15.0
    sharpness_least: float = 0.010


PHOTO = Limits(
    frontal=0.30,
    # Below this eye distance the false accepts of a comparison rise steeply: better no answer than that one.
    eye_least=22.0,
    eye_share_most=1.0,
    others_most=0.5,
    off_centre=(1.0, 1.0),
    brightness=(30.0, 235.0),
    saturated_most=0.3,
    dark_most=0.5,
    contrast_least=8.0,
    sharpness_least=0.0,
)
"""For the photo of a card, which nobody can take again: only what makes a comparison worthless."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first thing that is wrong, in the order in which a person can mend it."""

    code: QualityCode
    hint: Hint

    @property
    def good(self) -> bool:
        """Whether the frame may be compared."""
        return self.code is QualityCode.GOOD


def assess(look: Look | None, limits: Limits) -> Verdict:
    """Judge one frame; None where no face was found."""
    if look is None:
        return Verdict(QualityCode.NO_FACE, Hint.LOOK_STRAIGHT)
    if not look.others < limits.others_most:
        return Verdict(QualityCode.SEVERAL_FACES, Hint.ONLY_ONE)
    return _place(look, limits) or _pose(look, limits) or _light(look, limits) or _GOOD


_GOOD = Verdict(QualityCode.GOOD, Hint.NOTHING)


def _place(look: Look, limits: Limits) -> Verdict | None:
    if not look.eye_distance >= limits.eye_least:
        return Verdict(QualityCode.TOO_FAR, Hint.CLOSER)
    if not look.eye_share <= limits.eye_share_most:
        return Verdict(QualityCode.TOO_NEAR, Hint.FARTHER)
    across, down = (look.centre[axis] - limits.centre[axis] for axis in (0, 1))
    if not abs(across) <= limits.off_centre[0]:
        # Who stands on the left of the picture sees it from the other side, and has to go to the own left.
        return Verdict(QualityCode.OFF_CENTRE, Hint.LEFT if across < 0 else Hint.RIGHT)
    if not abs(down) <= limits.off_centre[1]:
        return Verdict(QualityCode.OFF_CENTRE, Hint.DOWN if down < 0 else Hint.UP)
    return None


def _pose(look: Look, limits: Limits) -> Verdict | None:
    if not abs(look.roll) <= limits.roll_most:
        return Verdict(QualityCode.LEANING, Hint.LOOK_STRAIGHT)
    if not abs(look.turn) <= limits.frontal:
        return Verdict(QualityCode.TURNED, Hint.LOOK_STRAIGHT)
    return None


def _light(look: Look, limits: Limits) -> Verdict | None:
    darkest, brightest = limits.brightness
    if not (look.brightness >= darkest and look.dark <= limits.dark_most):
        return Verdict(QualityCode.TOO_DARK, Hint.MORE_LIGHT)
    if not (look.brightness <= brightest and look.saturated <= limits.saturated_most):
        return Verdict(QualityCode.TOO_BRIGHT, Hint.LESS_LIGHT)
    if not look.contrast >= limits.contrast_least:
        return Verdict(QualityCode.NO_CONTRAST, Hint.MORE_LIGHT)
    if not look.sharpness >= limits.sharpness_least:
        return Verdict(QualityCode.BLURRED, Hint.HOLD_STILL)
    return None
