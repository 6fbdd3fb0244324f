"""Where things stand on a card's face side, as data from `config/card_faces/*.toml`.

Both sides use it: the drawing of demo cards, and the reader that cuts the fields out. All lengths are millimetres from
the upper left corner of the card.
"""

from typing import Annotated, Literal

import msgspec

# ISO/IEC 7810, ID-1.
WIDTH_MM = 85.60
HEIGHT_MM = 53.98
CORNER_MM = 3.18

Millimetres = Annotated[float, msgspec.Meta(ge=0, le=WIDTH_MM)]
Colour = Annotated[str, msgspec.Meta(pattern="^#[0-9A-F]{6}$")]
# How the year of birth is printed: of the Japanese era for citizens, Gregorian for foreign residents.
Calendar = Literal["era", "gregorian"]


class LayoutError(ValueError):
    """A layout that cannot be used; the sentence has the path of the bad entry."""


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rectangle on the card."""

    x: Millimetres
    y: Millimetres
    width: Millimetres
    height: Millimetres


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of print: its box, the height of its letters, and what stands there with `{places}` for what differs."""

    box: Box
    letters: Millimetres
    text: str
    bold: bool = False


class Ground(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The printed ground behind the letters."""

    paper: Colour
    waves: tuple[Colour, ...]
    band: Colour
    band_height: Millimetres
    ink: Colour
    mark: Colour


class FaceLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One face side. `birth`, `expiry` and `code` are what 照合番号B is made of; `captions` never differ."""

    name: str
    calendar: Calendar
    ground: Ground
    title: Line
    holder: Line
    address: Line
    birth: Line
    sex: Line
    expiry: Line
    code: Line
    photo: Box
    captions: tuple[Line, ...] = ()


def load_layout(text: str) -> FaceLayout:
    """The layout in a TOML text. Raises LayoutError."""
    try:
        layout = msgspec.toml.decode(text, type=FaceLayout)
    except msgspec.DecodeError as error:
        raise LayoutError(f"card face: {error}") from error
    for line in (layout.birth, layout.expiry, layout.code):
        _inside(line.box)
    return layout


def _inside(box: Box) -> None:
    if box.x + box.width > WIDTH_MM or box.y + box.height > HEIGHT_MM:
        raise LayoutError("card face: a field to be read reaches beyond the card")
