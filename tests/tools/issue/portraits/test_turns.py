"""The films of the cast before the reader's own turn challenge: who turns passes, what is held up does not.

This proves that the parts fit together, never accuracy: the persons are drawn.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from firmware.face.attempt import Ending, Rules, Sight, against, begin_attempt, look_at
from firmware.face.compare import Embedding
from firmware.face.decision import Bounds
from firmware.face.engine.availability import open_engine
from firmware.face.engine.engine import Engine
from firmware.face.engine.measure import sight
from firmware.face.liveness import Side
from firmware.face.models.store import ModelStore
from firmware.face.quality import Limits
from firmware.face.reasons import Unavailable
from tests.support.bounds import upper_bound
from tests.support.issued import ROOT
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import FilmName, film

pytestmark = pytest.mark.models
INSTALLED = Path(os.environ.get("UKETSUKE_TEST_MODELS", ROOT / "build" / "models"))
TURNS: dict[Side, FilmName] = {Side.LEFT: "turn-left", Side.RIGHT: "turn-right"}
HELD: tuple[FilmName, ...] = ("print", "phone")
Sights = list[Sight | None]


@pytest.fixture(scope="module")
def engine() -> Engine:
    opened = open_engine(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face models, uketsuke-models install makes them: {opened}")
    return opened


def sights(engine: Engine, name: FilmName, seed: int) -> Sights:
    sitter = Sitter.of(seed)
    shown = film(name, sitter, sitter)
    pictures = (np.frombuffer(frame, np.uint8).reshape(shown.height, shown.width, 3) for frame in shown.frames)
    return [sight(picture, engine) for picture in pictures]


def accepted(engine: Engine, seen: Sights, side: Side, photo: Embedding) -> bool:
    thresholds = engine.thresholds
    assert thresholds.turn is not None
    bounds = Bounds(thresholds.fused, thresholds.session)
    rules = Rules(Limits(frontal=thresholds.frontal), bounds, thresholds.turn)
    going = begin_attempt(side, rules, 0.0)
    for place, one in enumerate(seen):
        going = look_at(going, one, engine, against(photo, engine, rules), rules, place / 10)
    return going.ending is Ending.ACCEPTED


def straight(seen: Sights) -> Embedding:
    assert seen[0] is not None
    return seen[0].embedding


@pytest.mark.prove
def test_the_whole_cast_passes_to_both_sides_and_nothing_that_is_held_up(
    engine: Engine, record_property: Callable[[str, object], None]
) -> None:
    heads, flat, swaps = Counter[bool](), Counter[bool](), Counter[bool]()
    turned = {(seed, side): sights(engine, name, seed) for seed in CAST for side, name in TURNS.items()}
    for (seed, side), seen in turned.items():
        photo = straight(seen)
        heads[accepted(engine, seen, side, photo)] += 1
        # Somebody else of the cast takes the place once the straight frames are over, and leaves it at the end.
        for other in CAST:
            if other != seed:
                swapped = [*seen[:4], *turned[other, side][4:-3], *seen[-3:]]
                swaps[accepted(engine, swapped, side, photo)] += 1
    for seed in CAST:
        photo = straight(turned[seed, Side.LEFT])
        for name in HELD:
            seen = sights(engine, name, seed)
            for side in Side:
                flat[accepted(engine, seen, side, photo)] += 1
    record_property("proof", "plumbing, not accuracy: the persons are drawn")
    record_property("heads that pass", f"{heads[True]} of {heads.total()}")
    record_property("prints and phones that pass", _of(flat))
    record_property("swaps during the turn that pass", _of(swaps))
    assert heads[False] == flat[True] == swaps[True] == 0


def _of(counted: Counter[bool]) -> str:
    total = counted.total()
    return f"{counted[True]} of {total}, at most {upper_bound(counted[True], total):.1%} with 95 % confidence"
