"""The first picture: people see that the reader starts before keys, cards and the centre are thought of.

Nothing heavy may be imported from here; a test says what.
"""

from pathlib import Path

from firmware.reader.errors import ConfigurationError
from firmware.reader.settings import Settings
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.errors import ScreenError, TextsUnusable
from firmware.screens.fonts import FontSet
from firmware.screens.model import Screen
from firmware.screens.texts import load_texts
from firmware.visit.model import State, Visit
from hal.display import Display
from hal.errors import DeviceMissing


class Opening:
    """Shows the reader's first picture, and its last where it cannot start. `painter` goes on to draw the others."""

    def __init__(self, settings: Settings) -> None:
        """Raises ConfigurationError for texts, fonts or a size that cannot be used."""
        size = (settings.hardware.display.width, settings.hardware.display.height)
        try:
            self.painter = Painter(size, load_texts(Path(settings.reader.texts)), FontSet())
        except TextsUnusable as error:
            raise ConfigurationError(str(error.path), error.problem) from error
        except ScreenError as error:
            raise ConfigurationError("screen", str(error)) from error
        self._display: Display | None = None
        self.screen: Screen | None = None
        """What is on the display; None where it is missing."""

    def show(self, display: Display) -> None:
        """The reader starts. Raises ConfigurationError where the texts lack one."""
        self._display = display
        self._draw(display, Visit())

    def give_up(self) -> None:
        """The reader cannot start: nobody is to wait before a screen that says it does."""
        if self._display is not None:
            self._draw(self._display, Visit(state=State.OUT_OF_SERVICE))

    def _draw(self, display: Display, visit: Visit) -> None:
        screen = screen_for(visit)
        try:
            display.show(self.painter.draw(screen))
        except ScreenError as error:
            raise ConfigurationError("screen", str(error)) from error
        except DeviceMissing:
            # The screen desk finds it missing too, and says so where it can be heard.
            return
        self.screen = screen
