"""Which films of the demo's persons can be shown now: drawn already, or not yet.

A film is drawn when its file is there. Nothing here waits for one.
"""

from pathlib import Path
from typing import Literal

from hal.virtual.actor import Stand
from hal.virtual.props import BadProps, Props, read_props

Drawn = Literal["ready", "drawing", "none"]
"""Whether something can be shown now, is going to be drawn, or is not among the props of this person."""


def empty_tray(props: Props) -> Path | None:
    """A tray without a card in sight looks the same whoever is to come."""
    return next((film for one in props.persons if (film := props.card(one, "empty")) is not None), None)


def empty_room(props: Props) -> Stand | None:
    """So does a room with nobody in it."""
    return next((stand for one in props.persons if (stand := props.stand(one, "nobody")) is not None), None)


def drawn(*films: Path) -> bool:
    """Whether all these films are there."""
    return all(film.exists() for film in films)


def state_of(stand: Stand | None) -> Drawn:
    """Whether a stand can be shown. One with a film of a turn is not ready before that film is."""
    if stand is None:
        return "none"
    return "ready" if drawn(*stand.films) else "drawing"


def load_props(directory: Path | None) -> Props:
    """The props of a directory; none where there is no `props.json` yet, or none that this panel understands."""
    if directory is None:
        return Props(Path(), {})
    try:
        return read_props(directory)
    except BadProps:
        return Props(directory, {})
