"""What a screen is made of once everything has its place: panels, letters, drawings, and where it can be pressed."""

from collections.abc import Iterator
from dataclasses import dataclass

from firmware.screens.model import Mark, Picture
from firmware.screens.theme import Colour, Ink
from firmware.screens.weights import Weight
from firmware.visit.events import Action


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels from the upper left corner of the screen."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row under it."""
        return self.y + self.height

    def holds(self, x: int, y: int) -> bool:
        """Whether the point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def shrunk(self, margin: int) -> "Rect":
        """The rectangle within, with the same margin on every side."""
        return self.inset(margin, margin, margin, margin)

    def inset(self, left: int, top: int, right: int, bottom: int) -> "Rect":
        """The rectangle within."""
        return Rect(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)


@dataclass(frozen=True, slots=True)
class Letters:
    """A row of letters; `x` is where the first begins, `baseline` where they stand."""

    x: float
    baseline: float
    text: str
    size: int
    weight: Weight


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Set text, placed from the corner of its box. `extent` is what it takes, readings and descenders included.

    Blocks are told apart by identity: the painter keeps the pictures of the lasting ones, which hold no value.
    """

    extent: Rect
    size: int
    lines: int
    letters: tuple[Letters, ...]


@dataclass(frozen=True, slots=True)
class TextBox:
    """Text in its box; `lasting` when it is the same for everybody, so that its picture may be kept."""

    rect: Rect
    block: Block
    ink: Ink
    lasting: bool

    @property
    def extent(self) -> Rect:
        """What the text takes on the screen."""
        inner = self.block.extent
        return Rect(self.rect.x + inner.x, self.rect.y + inner.y, inner.width, inner.height)


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled rectangle with round corners; `border` is its line's colour and width."""

    rect: Rect
    fill: Colour
    radius: int = 0
    border: tuple[Colour, int] | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """One of our own drawings."""

    rect: Rect
    shape: Picture | Mark
    ink: Ink


@dataclass(frozen=True, slots=True)
class Target:
    """Where a touch does something. `key` is the key of the twelve that does the same, None where none does."""

    rect: Rect
    action: Action
    key: str | None

    def __repr__(self) -> str:
        """Masked: the place touched on a PIN pad is a digit of a PIN."""
        return f"Target({self.action.value})"


Item = Panel | TextBox | Drawing


@dataclass(frozen=True, slots=True)
class Layout:
    """A screen with everything in its place, to be painted in this order.

    `view` is where the camera's picture goes and `oval` where in it the face is to be, `portrait` where the photo of
    the card goes; None on a screen that shows none.
    """

    size: tuple[int, int]
    items: tuple[Item, ...]
    targets: tuple[Target, ...]
    view: Rect | None = None
    oval: Rect | None = None
    portrait: Rect | None = None

    def texts(self) -> Iterator[TextBox]:
        """All boxes of text."""
        return (item for item in self.items if isinstance(item, TextBox))


def hit(layout: Layout, x: int, y: int) -> Target | None:
    """What lies under a touch; None where nothing can be pressed."""
    return next((target for target in layout.targets if target.rect.holds(x, y)), None)
