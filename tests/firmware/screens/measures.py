"""How screens are measured: rectangles to one another, colours to one another."""

from firmware.screens.geometry import Rect
from firmware.screens.theme import Colour


def encloses(outer: Rect, inner: Rect, margin: int = 0) -> bool:
    """Whether one lies in the other with a margin on every side."""
    return (
        outer.x + margin <= inner.x
        and outer.y + margin <= inner.y
        and inner.right <= outer.right - margin
        and inner.bottom <= outer.bottom - margin
    )


def overlap(one: Rect, other: Rect) -> bool:
    """Whether they share a pixel."""
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio after WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
