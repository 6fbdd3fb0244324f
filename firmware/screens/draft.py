"""A layout in the making. Measures are given for a height of 480 and grow with the screen; only pixels come out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from firmware.screens import theme
from firmware.screens.geometry import Block, Drawing, Item, Layout, Panel, Rect, Target, TextBox
from firmware.screens.model import Mark, Phrase, Picture
from firmware.screens.setting import Manner, Room, Setter, above, has_readings
from firmware.screens.texts import Texts
from firmware.screens.theme import Colour, Ink
from firmware.screens.weights import Weight
from firmware.visit.events import Action
from firmware.visit.model import Language

ON_PAPER = Ink(theme.INK, theme.PAPER)
ON_WHITE = Ink(theme.INK, theme.WHITE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a stack.

    `plate` puts a coloured plate under it, `close` lets it follow the one before like a line, `most` is the most lines
    that it may take as long as a smaller size can help.
    """

    phrase: Phrase
    sizes: tuple[int, ...]
    weight: Weight = Weight.REGULAR
    ink: Ink = ON_PAPER
    mark: Mark = Mark.NONE
    plate: bool = False
    close: bool = False
    most: int = 9


@dataclass(frozen=True, slots=True)
class Memory:
    """Set texts that are the same for everybody. A phrase with values is never kept: it may be somebody's result."""

    blocks: dict[tuple[Language, str, int, int, Manner], Block] = field(default_factory=dict)
    rooms: dict[tuple[Language, str, int, int, Weight], Room] = field(default_factory=dict)


class Draft:
    """Collects what a screen is made of."""

    def __init__(self, size: tuple[int, int], texts: Texts, setter: Setter, memory: Memory) -> None:
        self.scale = size[1] / theme.DESIGN_HEIGHT
        self.width = size[0] / self.scale
        self._size = size
        self._texts = texts
        self._setter = setter
        self._memory = memory
        self._items: list[Item] = []
        self._targets: list[Target] = []
        self._view: Rect | None = None
        self._oval: Rect | None = None
        self._portrait: Rect | None = None

    def finish(self) -> Layout:
        """The layout so far."""
        items, targets = tuple(self._items), tuple(self._targets)
        return Layout(self._size, items, targets, self._view, self._oval, self._portrait)

    def rect(self, x: float, y: float, width: float, height: float) -> Rect:
        """A rectangle of the design in pixels."""
        left, top = round(x * self.scale), round(y * self.scale)
        return Rect(left, top, round((x + width) * self.scale) - left, round((y + height) * self.scale) - top)

    def pixels(self, measure: float) -> int:
        """A measure of the design in pixels."""
        return round(measure * self.scale)

    def panel(self, rect: Rect, fill: Colour, radius: float = theme.RADIUS, border: Colour | None = None) -> None:
        """A filled rectangle."""
        line = None if border is None else (border, self.pixels(2))
        self._items.append(Panel(rect, fill, self.pixels(radius), line))

    def drawing(self, rect: Rect, shape: Picture | Mark, ink: Ink) -> None:
        """One of our own drawings."""
        self._items.append(Drawing(rect, shape, ink))

    def view(self, rect: Rect, oval: Rect | None = None) -> None:
        """Leave this room to what the camera sees; in the oval the face is to be."""
        self._view, self._oval = rect, oval

    def portrait(self, rect: Rect) -> None:
        """Leave this room to the photo of the card."""
        self._portrait = rect

    def target(self, rect: Rect, action: Action, key: str | None) -> None:
        """Let a touch on the rectangle do something."""
        self._targets.append(Target(rect, action, key))

    def text(self, phrase: Phrase, rect: Rect, manner: Manner, ink: Ink = ON_PAPER) -> None:
        """A text in its box; the sizes of `manner` are those of the design."""
        scaled = replace(manner, sizes=tuple(self.pixels(size) for size in manner.sizes))
        block = self._block(phrase, rect.width, rect.height, scaled)
        self._items.append(TextBox(rect, block, ink, lasting=not phrase.values))

    def width_of(self, phrase: Phrase, size: int, weight: Weight) -> float:
        """How wide a phrase is on one line, in measures of the design."""
        line = self._block(phrase, self._size[0], self._size[1], Manner((self.pixels(size),), weight))
        return line.extent.width / self.scale

    def stack(self, rect: Rect, entries: Iterable[Entry], gap: float = theme.GAP, down: float = 0.0) -> None:
        """Texts under one another in the largest sizes in which all fit."""
        entries = tuple(entries)
        if not entries:
            return
        for shrunk in range(max(len(entry.sizes) for entry in entries)):
            rooms = [self._room(entry, rect.width, shrunk) for entry in entries]
            spaces = [0, *(self._space(entry, gap, shrunk) for entry in entries[1:])]
            heights = [room.height for room in rooms]
            total = sum(heights) + sum(spaces)
            fits = all(room.narrow and room.lines <= entry.most for entry, room in zip(entries, rooms, strict=True))
            if fits and total <= rect.height:
                break
        y = rect.y + round(max(0, rect.height - total) * down)
        for entry, height, space in zip(entries, heights, spaces, strict=True):
            self._entry(entry, Rect(rect.x, y + space, rect.width, height), shrunk)
            y += space + height

    def _block(self, phrase: Phrase, width: int, height: int, manner: Manner) -> Block:
        words = self._texts.words(phrase)
        if phrase.values:
            return self._setter.fit(words, width, height, manner)
        name = (self._texts.language, phrase.key, width, height, manner)
        block = self._memory.blocks.get(name)
        if block is None:
            block = self._memory.blocks[name] = self._setter.fit(words, width, height, manner)
        return block

    def _entry(self, entry: Entry, rect: Rect, shrunk: int) -> None:
        size = _size(entry, shrunk)
        body = rect
        if entry.plate:
            self.panel(rect, entry.ink.paper, radius=10)
            body = rect.inset(self.pixels(12), self.pixels(4), self.pixels(12), self.pixels(7))
        if entry.mark is not Mark.NONE:
            self._mark(entry, rect, self.pixels(size))
            body = body.inset(self._indent(entry), 0, 0, 0)
        self.text(entry.phrase, body, Manner((size,), entry.weight), entry.ink)

    def _mark(self, entry: Entry, rect: Rect, size: int) -> None:
        """Before the first line, at the height of its letters."""
        side = self.pixels(26)
        readings = has_readings(self._texts.words(entry.phrase))
        middle = rect.y + above(size, readings) + size * 0.5
        self.drawing(Rect(rect.x, round(middle - side / 2), side, side), entry.mark, entry.ink)

    def _space(self, entry: Entry, gap: float, shrunk: int) -> int:
        """The space before an entry; lines with readings are kept apart by these already."""
        if not entry.close:
            return self.pixels(gap)
        return self.pixels(2 if has_readings(self._texts.words(entry.phrase)) else _size(entry, shrunk) * 0.35)

    def _room(self, entry: Entry, width: int, shrunk: int) -> Room:
        """What an entry takes, its plate included."""
        size = self.pixels(_size(entry, shrunk))
        plate = self.pixels(4) + self.pixels(7) if entry.plate else 0
        inner = width - self._indent(entry) - (2 * self.pixels(12) if entry.plate else 0)
        words = self._texts.words(entry.phrase)
        if entry.phrase.values:
            room = self._setter.room(words, inner, size, entry.weight)
            return replace(room, height=room.height + plate)
        name = (self._texts.language, entry.phrase.key, inner, size, entry.weight)
        known = self._memory.rooms.get(name)
        if known is None:
            known = self._memory.rooms[name] = self._setter.room(words, inner, size, entry.weight)
        return replace(known, height=known.height + plate)

    def _indent(self, entry: Entry) -> int:
        return 0 if entry.mark is Mark.NONE else self.pixels(38)


def _size(entry: Entry, shrunk: int) -> int:
    return entry.sizes[min(shrunk, len(entry.sizes) - 1)]
