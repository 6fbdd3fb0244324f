"""A layout in the making. Measures are given for a height of 480 and grow with the screen; only pixels come out."""

from collections.abc import Iterable
from dataclasses import dataclass

from firmware.screens import theme
from firmware.screens.geometry import Drawing, Item, Layout, Panel, Rect, Target, TextBox
from firmware.screens.model import Button, Mark, Phrase, Picture, Style
from firmware.screens.setting import Manner, Setter
from firmware.screens.texts import Texts
from firmware.screens.theme import Colour, Ink
from firmware.screens.weights import Weight

ON_PAPER = Ink(theme.INK, theme.PAPER)
ON_WHITE = Ink(theme.INK, theme.WHITE)

_BUTTONS = {
    Style.MAIN: (Ink(theme.WHITE, theme.BRAND), theme.BRAND),
    Style.ANSWER: (ON_WHITE, theme.BRAND),
    Style.QUIET: (ON_WHITE, theme.LINE),
    Style.DIGIT: (ON_WHITE, theme.LINE),
    Style.HURRY: (Ink(theme.INK, theme.HURRY), theme.INK),
}
"""Ink on paper, and the colour of the border."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a stack."""

    phrase: Phrase
    sizes: tuple[int, ...]
    weight: Weight = Weight.REGULAR
    ink: Ink = ON_PAPER
    mark: Mark = Mark.NONE


class Draft:
    """Collects what a screen is made of."""

    def __init__(self, size: tuple[int, int], texts: Texts, setter: Setter) -> None:
        self.scale = size[1] / theme.DESIGN_HEIGHT
        self.width = size[0] / self.scale
        self._size = size
        self._texts = texts
        self._setter = setter
        self._items: list[Item] = []
        self._targets: list[Target] = []

    def finish(self) -> Layout:
        """The layout so far."""
        return Layout(self._size, tuple(self._items), tuple(self._targets))

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

    def text(self, phrase: Phrase, rect: Rect, manner: Manner, ink: Ink = ON_PAPER) -> TextBox:
        """A text in its box; the sizes of `manner` are those of the design."""
        box = self._setter.fit(self._texts.words(phrase), rect, self._scaled(manner), ink)
        self._items.append(box)
        return box

    def stack(self, rect: Rect, entries: Iterable[Entry], gap: float = theme.GAP, down: float = 0.0) -> None:
        """Texts under one another in the largest sizes in which all fit."""
        entries = tuple(entries)
        if not entries:
            return
        space = self.pixels(gap)
        most = max(len(entry.sizes) for entry in entries)
        for shrunk in range(most):
            heights = [self._entry_height(entry, rect, shrunk) for entry in entries]
            if sum(heights) + space * (len(entries) - 1) <= rect.height:
                break
        total = sum(heights) + space * (len(entries) - 1)
        y = rect.y + round(max(0, rect.height - total) * down)
        for entry, height in zip(entries, heights, strict=True):
            self._entry(entry, Rect(rect.x, y, rect.width, height), shrunk)
            y += height + space

    def button(self, button: Button, rect: Rect, down: float = 0.5) -> None:
        """A button with its key's cap on the left and its label in the middle of the rest."""
        ink, border = _BUTTONS[button.style]
        self.panel(rect, ink.paper, border=border)
        left = self.pixels(14)
        if button.key is not None and button.style is not Style.DIGIT:
            left = self._cap(button.key, rect, ink)
        label = rect.inset(left, self.pixels(6), self.pixels(10), self.pixels(6))
        self.text(button.phrase, label, Manner(theme.LABEL, Weight.BOLD, 0.5, down), ink)
        self.target(button, rect)

    def target(self, button: Button, rect: Rect) -> None:
        """Let the rectangle do what the button does."""
        self._targets.append(Target(rect, button.action, button.key))

    def _cap(self, key: str, rect: Rect, ink: Ink) -> int:
        side = self.pixels(38)
        left = self.pixels(12)
        cap = Rect(rect.x + left, rect.y + (rect.height - side) // 2, side, side)
        on_brand = ink.paper == theme.BRAND
        face = Ink(theme.BRAND, theme.WHITE) if on_brand else Ink(theme.WHITE, theme.BRAND)
        self.panel(cap, face.paper, radius=8)
        self.text(Phrase("key", (("key", key),)), cap, Manner((26,), Weight.BOLD, 0.5, 0.5), face)
        return left + side + self.pixels(8)

    def _entry(self, entry: Entry, rect: Rect, shrunk: int) -> None:
        indent = self._indent(entry)
        size = entry.sizes[min(shrunk, len(entry.sizes) - 1)]
        if indent:
            side = self.pixels(26)
            mark = Rect(rect.x, rect.bottom - side - self.pixels(3), side, side)
            self.drawing(mark, entry.mark, entry.ink)
        body = rect.inset(indent, 0, 0, 0)
        self.text(entry.phrase, body, Manner((size,), entry.weight), entry.ink)

    def _entry_height(self, entry: Entry, rect: Rect, shrunk: int) -> int:
        size = self.pixels(entry.sizes[min(shrunk, len(entry.sizes) - 1)])
        width = rect.width - self._indent(entry)
        return self._setter.height(self._texts.words(entry.phrase), width, size, entry.weight)

    def _indent(self, entry: Entry) -> int:
        return 0 if entry.mark is Mark.NONE else self.pixels(38)

    def _scaled(self, manner: Manner) -> Manner:
        sizes = tuple(self.pixels(size) for size in manner.sizes)
        return Manner(sizes, manner.weight, manner.across, manner.down)
