from collections.abc import Sequence

import numpy as np
import pytest

from firmware.face import compare
from firmware.face.compare import Embedding
from firmware.face.decision import (
    FRAMES,
    Bounds,
    Verdict,
    decide,
    furthest_apart,
)

BOUNDS = Bounds(fused=0.46, session=0.45)


class Euclidean:
    """Compares as the engine does."""

    def distance(self, one: Embedding, other: Embedding) -> float:
        return compare.distance("euclidean", one, other)

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        return compare.fused("euclidean", embeddings)


ENGINE = Euclidean()


def at(*first: float) -> Embedding:
    embedding = np.zeros(128, np.float32)
    embedding[: len(first)] = first
    return embedding


PHOTO = at(0.0)


def test_frames_near_the_photo_match() -> None:
    decision = decide(PHOTO, [at(0.4, 0.1), at(0.4, -0.1), at(0.4)], ENGINE, BOUNDS)
    assert (decision.verdict, decision.distance) == (Verdict.MATCH, pytest.approx(0.4))


def test_the_mean_decides_and_no_single_frame() -> None:
    lucky = [at(0.30), at(0.60), at(0.60)]
    assert decide(PHOTO, lucky, ENGINE, BOUNDS).verdict is Verdict.NO_MATCH
    unlucky = [at(0.30), at(0.40), at(0.60)]
    assert decide(PHOTO, unlucky, ENGINE, BOUNDS).verdict is Verdict.MATCH


def test_frames_of_two_persons_are_no_match_and_are_not_fused() -> None:
    decision = decide(PHOTO, [at(0.3), at(-0.3), at(0.0)], ENGINE, BOUNDS)
    assert (decision.verdict, decision.distance) == (Verdict.NOT_ONE_PERSON, None)


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_the_threshold_is_for_three_frames(count: int) -> None:
    with pytest.raises(ValueError, match="frames"):
        decide(PHOTO, [PHOTO] * count, ENGINE, BOUNDS)


def test_a_number_that_is_none_is_no_match() -> None:
    broken = at(float("nan"))
    assert decide(broken, [PHOTO] * FRAMES, ENGINE, BOUNDS).verdict is Verdict.NO_MATCH
    assert decide(PHOTO, [PHOTO, PHOTO, broken], ENGINE, BOUNDS).verdict is Verdict.NOT_ONE_PERSON
    assert furthest_apart([PHOTO], ENGINE) == 0.0


def test_distances_of_both_metrics() -> None:
    one, other = at(1.0), at(0.0, 2.0)
    assert compare.distance("euclidean", one, other) == pytest.approx(5**0.5)
    assert compare.distance("cosine", one, other) == pytest.approx(1.0)
    assert compare.distance("cosine", one, at(3.0)) == pytest.approx(0.0)
    assert compare.distance("cosine", one, at(0.0)) == 1.0
    # For a cosine the length of an embedding means nothing, so it has no weight in the mean either.
    assert compare.fused("cosine", [one, other])[:2].tolist() == [0.5, 0.5]
    assert compare.fused("euclidean", [one, other])[:2].tolist() == [0.5, 1.0]
