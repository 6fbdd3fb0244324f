"""What stands before the cameras of a demo: films that `uketsuke-issue` draws, found by whom and what they show."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hal.camera import CameraRole
from hal.virtual.actor import Stand, acting
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.demo.errors import PropsUnusable
from tools.demo.script import Script, StandName

PROPS_FILE = "props.json"
CAMERAS: tuple[CameraRole, ...] = ("camera", "card_camera")


class PersonProps(msgspec.Struct, frozen=True):
    """The films of one person; paths are relative to the file's directory."""

    person: str
    card: Mapping[str, str]
    stands: Mapping[str, Mapping[str, str]]


class PropsFile(msgspec.Struct, frozen=True):
    """The fields of `props.json` that matter here."""

    persons: tuple[PersonProps, ...]


@dataclass(frozen=True, slots=True)
class Scenery:
    """What the cameras see in one visit: the card in the tray, and who stands there (nobody: None)."""

    card: Path
    stand: Stand | None


class Props:
    """The films listed in one directory."""

    def __init__(self, directory: Path) -> None:
        """Raises PropsUnusable."""
        path = directory / PROPS_FILE
        try:
            listed = msgspec.json.decode(path.read_bytes(), type=PropsFile)
        except OSError as error:
            raise PropsUnusable(path, error.strerror or "cannot be read") from error
        except msgspec.DecodeError as error:
            raise PropsUnusable(path, str(error)) from error
        self._directory = directory
        self._persons = {one.person: one for one in listed.persons}

    def scenery(self, person: str, stand: StandName) -> Scenery | None:
        """What the cameras see when this person comes and `stand` is before the camera; None without a card face."""
        props = self._persons.get(person)
        if props is None:
            return None
        acts = props.stands.get(stand)
        return Scenery(self._directory / props.card["face"], None if acts is None else self._stand(acts))

    def _stand(self, acts: Mapping[str, str]) -> Stand:
        films = {act: self._directory / name for act, name in acts.items()}
        return Stand(films["straight"], films.get("turn-left"), films.get("turn-right"))


@contextmanager
def before_cameras(socket: Path, bench: BenchClient, scenery: Scenery | None) -> Iterator[None]:
    """Let the cameras of a served bench see this for a while, and nothing afterwards.

    Whoever stands there turns the head when asked. Raises BenchError, OSError, WireError.
    """
    try:
        if scenery is not None:
            bench.show_film(scenery.card, "card_camera")
        if scenery is not None and scenery.stand is not None:
            with acting(socket, scenery.stand):
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
