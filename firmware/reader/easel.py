"""What the artist's thread draws on: a screen, and on it the pictures that may be shown of a person now."""

from dataclasses import dataclass

from firmware.screens.canvas import Canvas
from firmware.screens.draw import Painter
from firmware.screens.geometry import Layout
from firmware.screens.model import Screen
from firmware.screens.view import has_view
from hal.display import Frame


@dataclass(frozen=True, slots=True)
class Pictures:
    """The newest picture of the camera and the photo of the card, each RGB, None where there is none."""

    view: Frame | None = None
    portrait: Frame | None = None


NO_PICTURES = Pictures()


class Easel:
    """Keeps one drawn screen for as long as pictures change on it, and nothing of a picture longer than that."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._canvas: Canvas | None = None
        self._screen: Screen | None = None
        self._put = NO_PICTURES

    def draw(self, screen: Screen, pictures: Pictures) -> tuple[Frame, Layout]:
        """The screen with the pictures, and where everything stands. Raises TextMissing."""
        if pictures == NO_PICTURES or not has_view(screen.arrangement):
            self.clear()
            return self._painter.draw(screen), self._painter.layout(screen)
        canvas = self._canvas
        if canvas is None or screen != self._screen or _lacks(pictures, self._put):
            self.clear()
            canvas = self._canvas = self._painter.canvas(screen)
            self._screen = screen
        view = None if pictures.view is self._put.view else pictures.view
        portrait = None if pictures.portrait is self._put.portrait else pictures.portrait
        canvas.show(view, portrait)
        self._put = pictures
        return canvas.frame(), canvas.layout

    def clear(self) -> None:
        """Paint over what is there of a person and let it go."""
        if self._canvas is not None:
            self._canvas.wipe()
        self._canvas = self._screen = None
        self._put = NO_PICTURES


def _lacks(pictures: Pictures, put: Pictures) -> bool:
    """Whether something that is on the canvas has to go."""
    return (pictures.view is None and put.view is not None) or (pictures.portrait is None and put.portrait is not None)
