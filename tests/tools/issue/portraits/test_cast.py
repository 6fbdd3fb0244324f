"""The cast as the installed face models see it: whom the demo calls different must be different for them too.

This proves that the parts fit together, never accuracy: the persons are drawn.
"""

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from firmware.face.engine.engine import Engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Unavailable
from tests.support.issued import ROOT
from tools.issue.data import data_bytes
from tools.issue.portraits.cast import CAST, look_alikes
from tools.issue.portraits.chip_photo import chip_photo
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.shape import Expression
from tools.issue.portraits.shot import Light, Pose, Shot

SEED = 20261122
SHOTS = 3  # of each person, as they are fused
INSTALLED = Path(os.environ.get("UKETSUKE_TEST_MODELS", ROOT / "build" / "models"))


@dataclass(frozen=True)
class Seen:
    """A person as the engine has them: the chip photo, and the shots fused."""

    photo: np.ndarray
    shots: list[np.ndarray]


@pytest.fixture(scope="module")
def engine() -> Engine:
    opened = Engine.open(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face models, uketsuke-models install makes them: {opened}")
    return opened


def shots(seed: int, count: int) -> Iterator[Shot]:
    """Nearly straight, in ordinary light; not those that the cast was chosen by."""
    chance = np.random.default_rng((SEED, seed))
    for number in range(count):
        pose = Pose(chance.uniform(-8, 8), chance.uniform(-6, 6), chance.uniform(-5, 5))
        light = Light(chance.uniform(0.7, 1.1), chance.uniform(-0.7, 0.7), chance.uniform(0.3, 0.6))
        distance = chance.uniform(0.9, 1.2)
        yield Shot(pose, light, Expression(), distance, background=seed + number, seed=number)


def see(engine: Engine, sitter: Sitter, seed: int, count: int = SHOTS) -> Seen:
    def embedded(picture: Picture) -> np.ndarray:
        faces = engine.find(picture)
        assert faces, f"no face was found of person {seed}"
        return engine.embed(picture, faces[0])

    # Of the cast it is what demo cards carry, drawn once and kept.
    kept = data_bytes(f"persons/photos/{seed}.jp2") if seed in CAST else chip_photo(sitter)
    photo = np.asarray(Image.open(io.BytesIO(kept)).convert("RGB"))
    return Seen(embedded(photo), [embedded(sitter.draw(shot)) for shot in shots(seed, count)])


def distance(engine: Engine, one: Seen, other: Seen) -> float:
    return engine.distance(one.photo, engine.fused(other.shots))


def test_two_of_the_cast_are_told_apart(engine: Engine) -> None:
    one, two = (see(engine, Sitter.of(seed), seed, count=1) for seed in CAST[:2])
    limit = engine.thresholds.fused
    assert max(distance(engine, one, one), distance(engine, two, two)) < limit
    assert min(distance(engine, one, two), distance(engine, two, one)) > limit


@pytest.mark.prove
def test_the_whole_cast_is_told_apart(engine: Engine, record_property: Callable[[str, object], None]) -> None:
    seen = [see(engine, Sitter.of(seed), seed) for seed in CAST]
    genuine = [distance(engine, one, one) for one in seen]
    impostor = [distance(engine, one, two) for one in seen for two in seen if one is not two]
    limit = engine.thresholds.fused
    record_property("proof", "plumbing, not accuracy: the persons are drawn")
    record_property("genuine", f"{len(genuine)}, farthest {max(genuine):.3f}")
    record_property("impostor", f"{len(impostor)}, nearest {min(impostor):.3f}")
    record_property("limit", limit)
    assert max(genuine) < limit < min(impostor)


@pytest.mark.prove
def test_look_alikes_are_hard(engine: Engine, record_property: Callable[[str, object], None]) -> None:
    distances = []
    for pair in look_alikes():
        holder = see(engine, Sitter.of(pair.of), pair.of)
        distances.append(distance(engine, holder, see(engine, pair.sitter(), 1000 + pair.of)))
    accepted = sum(found < engine.thresholds.fused for found in distances)
    record_property("pairs", len(distances))
    record_property("accepted as the holder", accepted)
    record_property("median distance", f"{np.median(distances):.3f}")
    # Hard is what they are for; how many get through is reported as it is.
    assert np.median(distances) < engine.thresholds.single + 0.05
