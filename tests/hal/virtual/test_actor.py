"""Somebody before the camera who hears what the reader says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hal.virtual.actor import Acting, Actor, Cues, Stand, acting, after_prompt
from hal.virtual.bench import Bench
from hal.virtual.client import BenchClient
from hal.virtual.footage import Footage, save
from hal.virtual.remote import serve
from hal.virtual.tray import BenchError

LONGEST = 10.0  # seconds, against hanging
CUES = Cues("turn.left", "turn.right", meanwhile=("turn", "hint."))


@pytest.mark.parametrize(
    ("prompts", "moves"),
    [
        (["look", "turn.left"], [None, "turn-left"]),
        (["turn.right", "hint.closer", "turn.right"], ["turn-right", None, None]),
        (["turn.left", "hint.turn-back", "turn", "consent"], ["turn-left", None, None, "straight"]),
        (["turn.left", "again.4", "turn.left"], ["turn-left", "straight", "turn-left"]),
        (["turn.left", "turn.right"], ["turn-left", "turn-right"]),
        (["idle", "pin.enter", "hint.left"], [None, None, None]),
    ],
)
def test_what_is_done_at_a_prompt(prompts: list[str], moves: list[str | None]) -> None:
    now, made = Acting(), []
    for prompt in prompts:
        now, move = after_prompt(now, prompt, CUES)
        made.append(move)
    assert made == moves


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    served = Bench()
    server = serve(served, tmp_path / "bench.sock")
    yield served
    server.close()


def film(directory: Path, letter: str) -> Path:
    path = directory / f"{letter}.film"
    save(path, Footage(1, 1, 10.0, (letter.encode() * 3,)))
    return path


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(film(tmp_path, "s"), film(tmp_path, "l"), film(tmp_path, "r"))


def showing(bench: Bench) -> str:
    """The film that plays now."""
    picture = bench.scene.picture
    return "" if picture is None else picture.pixels[:1].decode()


def over(bench: Bench) -> str:
    """The film that plays when the one that plays now came to its end."""
    bench.scene.take(0.0)
    frame = bench.scene.take(1000.0)
    return "" if frame is None else frame.pixels[:1].decode()


def test_the_head_is_turned_and_then_straight_again(bench: Bench, stand: Stand, tmp_path: Path) -> None:
    with BenchClient(tmp_path / "bench.sock") as client:
        actor = Actor(client, stand, CUES)
        actor.enter()
        assert showing(bench) == "s"
        actor.react("turn.right")
        assert (showing(bench), over(bench)) == ("r", "s")
        actor.react("again.4")
        actor.react("turn.left")
        assert (showing(bench), over(bench)) == ("l", "s")


def test_who_cannot_turn_stands_still(bench: Bench, stand: Stand, tmp_path: Path) -> None:
    with BenchClient(tmp_path / "bench.sock") as client:
        actor = Actor(client, Stand(stand.straight), CUES)
        actor.enter()
        version = bench.scene.version
        actor.react("turn.left")
        assert (showing(bench), bench.scene.version) == ("s", version)


def test_in_a_thread_of_its_own(bench: Bench, stand: Stand, tmp_path: Path) -> None:
    bench.signals.speak("turn.right", "ja")  # before anybody stood there
    with acting(tmp_path / "bench.sock", stand, CUES):
        assert showing(bench) == "s"
        bench.signals.speak("look", "ja")
        bench.signals.speak("turn.left", "ja")
        assert bench.changes.wait_until(lambda: showing(bench) == "l", LONGEST)
    version = bench.scene.version
    bench.signals.speak("turn.right", "ja")
    assert bench.scene.version == version, "nobody listens any more"


def test_a_film_that_is_missing_is_said(bench: Bench, stand: Stand, tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="nowhere"), acting(tmp_path / "bench.sock", Stand(tmp_path / "nowhere"), CUES):
        raise AssertionError("nobody stands there")
    with BenchClient(tmp_path / "bench.sock") as client:
        actor = Actor(client, Stand(stand.straight, tmp_path / "gone"), CUES)
        actor.enter()
        with pytest.raises(BenchError, match="gone"):
            actor.react("turn.left")
    assert showing(bench) == "s"
