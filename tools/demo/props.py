"""What stands before the cameras of a demo: films that `uketsuke-issue` draws, found by whom and what they show."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from firmware.screens import prompts
from hal.camera import CameraRole
from hal.virtual.actor import Cues, Stand, acting
from hal.virtual.client import BenchClient
from hal.virtual.props import BadProps, Props, StandName, read_props
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.demo.errors import PropsUnusable
from tools.demo.script import Script

CAMERAS: tuple[CameraRole, ...] = ("camera", "card_camera")

CUES = Cues(prompts.TURN_LEFT, prompts.TURN_RIGHT, meanwhile=(prompts.TURN, prompts.HINT))
"""What the reader says to whoever stands before its camera."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """What the cameras see in one visit: the card in the tray, and who stands there (nobody: None)."""

    card: Path
    stand: Stand | None


def demo_props(directory: Path) -> Props:
    """The films listed in a directory. Raises PropsUnusable."""
    try:
        return read_props(directory)
    except BadProps as error:
        raise PropsUnusable(error.path, error.problem) from error


def scenery_of(props: Props, person: str, stand: StandName) -> Scenery | None:
    """What the cameras see when this person comes and `stand` is before the camera; None without a card face."""
    card = props.card(person, "face")
    return None if card is None else Scenery(card, props.stand(person, stand))


@contextmanager
def before_cameras(socket: Path, bench: BenchClient, scenery: Scenery | None) -> Iterator[None]:
    """Let the cameras of a served bench see this for a while, and nothing afterwards.

    Whoever stands there turns the head when asked. Raises BenchError, OSError, WireError.
    """
    try:
        if scenery is not None:
            bench.show_film(scenery.card, "card_camera")
        if scenery is not None and scenery.stand is not None:
            with acting(socket, scenery.stand, CUES):
                yield
        else:
            yield
    finally:
        # A reader that is gone sees nothing any more; that it is gone was found out elsewhere.
        with suppress(BenchError, OSError, WireError):
            for camera in CAMERAS:
                bench.disturb(None, camera)
                bench.show_camera(None, camera)


def to_draw(scripts: Iterable[Script], persons: Iterable[str]) -> dict[StandName, list[str]]:
    """Whose films have to be drawn for these visits of these persons, by what stands there. Pure."""
    wanted: dict[StandName, list[str]] = {}
    for script, person in zip(scripts, persons, strict=True):
        if script.stand is not None:
            wanted.setdefault(script.stand, []).append(person)
    return wanted
