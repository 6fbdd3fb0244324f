"""Who is drawn: one number a trait, all of them following from a seed."""

from dataclasses import dataclass

import numpy as np

# Mean and spread of each trait. Lengths are in half head heights with the eyes at 0, the chin at -1 and the crown at 1;
# colours are 0..1. The means are of an adult with Japanese looks: a low nose bridge, dark hair and iris, light skin.
TRAITS: dict[str, tuple[float, float]] = {
    "skull_width": (0.70, 0.05),
    "jaw_width": (0.74, 0.09),
    "jaw_square": (2.6, 0.45),
    "chin_length": (1.0, 0.07),
    "chin_forward": (0.05, 0.025),
    "cheekbone": (0.035, 0.02),
    "cheek_full": (0.02, 0.04),
    "forehead": (0.0, 0.04),
    "eye_apart": (0.272, 0.028),
    "eye_height": (0.0, 0.04),
    "eye_width": (0.138, 0.016),
    "eye_open": (0.052, 0.012),
    "eye_tilt": (0.06, 0.1),
    "eye_socket": (0.05, 0.02),
    "lid_crease": (0.5, 0.5),
    "eye_bag": (0.25, 0.35),
    "iris": (0.30, 0.08),
    "brow_height": (0.175, 0.03),
    "brow_thick": (0.032, 0.013),
    "brow_tilt": (0.04, 0.12),
    "brow_arch": (0.035, 0.025),
    "brow_length": (0.165, 0.018),
    "brow_dark": (0.75, 0.18),
    "nose_length": (0.42, 0.046),
    "nose_width": (0.125, 0.022),
    "nose_bridge": (0.050, 0.028),
    "nose_tip": (0.135, 0.04),
    "nose_tip_width": (0.105, 0.018),
    "mouth_height": (0.645, 0.034),
    "mouth_width": (0.215, 0.036),
    "upper_lip": (0.040, 0.014),
    "lower_lip": (0.055, 0.018),
    "lip_red": (0.5, 0.35),
    "lip_forward": (0.035, 0.02),
    "skin_light": (0.93, 0.075),
    "skin_warm": (0.5, 0.3),
    "ruddy": (0.35, 0.25),
    "beard": (-0.1, 0.5),
    "folds": (0.35, 0.4),
    "hair_grey": (-0.15, 0.28),
    "hairline": (0.60, 0.07),
    "hair_volume": (0.12, 0.035),
    "hair_style": (0.42, 0.4),
    "fringe": (-0.35, 0.7),
    "parting": (0.0, 0.25),
    "brow_ridge": (0.015, 0.02),
    "cheek_hollow": (0.0, 0.022),
    "jaw_corner": (0.0, 0.028),
    "nose_hump": (0.0, 0.022),
    "nose_bridge_width": (0.085, 0.016),
    "chin_width": (0.17, 0.04),
    "eye_dark": (0.2, 0.35),
    "cheek_dark": (0.0, 0.35),
    "wrinkles": (0.1, 0.45),
    "glasses": (-0.1, 0.6),
    "glasses_round": (0.5, 0.4),
    "moustache": (-0.5, 0.6),
    "ear": (0.20, 0.02),
    "mole_x": (0.0, 0.45),
    "mole_y": (-0.45, 0.25),
}
_LIMIT = 2.0  # spreads; further out a face comes apart


@dataclass(frozen=True, slots=True)
class Identity:
    """A drawn person: how far each trait is from its mean, in spreads, in the order of `TRAITS`."""

    places: tuple[float, ...]

    def __getitem__(self, trait: str) -> float:
        """The value of a trait by its name."""
        mean, spread = TRAITS[trait]
        return mean + spread * self.places[_ORDER[trait]]


_ORDER = {name: place for place, name in enumerate(TRAITS)}


def identity(seed: int) -> Identity:
    """The person of a seed."""
    # Evenly, not normally: most people would be near the mean of every trait, and look alike.
    drawn = np.random.default_rng((0x0B0E, seed)).uniform(-_LIMIT, _LIMIT, len(TRAITS))
    return Identity(tuple(float(value) for value in drawn))


def between(first: Identity, second: Identity, share: float) -> Identity:
    """A look-alike: `share` 0 is the first person, 1 the second."""
    pairs = zip(first.places, second.places, strict=True)
    return Identity(tuple(a + (b - a) * share for a, b in pairs))
