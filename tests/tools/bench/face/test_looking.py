import pytest

from hal.virtual.footage import Footage
from tools.bench.errors import BenchmarkError
from tools.bench.face.looking import paced, rate


def test_a_rate_counts_what_is_between_the_first_and_the_last() -> None:
    assert rate([10.0, 10.1, 10.2, 10.5]) == pytest.approx(6.0)


@pytest.mark.parametrize("times", [(), (1.0,), (1.0, 1.0)])
def test_too_few_previews_give_no_rate(times: tuple[float, ...]) -> None:
    with pytest.raises(BenchmarkError, match="fewer than two previews"):
        rate(times)


def test_a_film_of_another_camera_shows_the_same_frames() -> None:
    film = Footage(1, 1, 10.0, (b"abc", b"def"))
    assert paced(film, 30.0) == Footage(1, 1, 30.0, film.frames)
