"""From a screen to a layout. Needs only a measure of letters, no Pillow."""

from collections.abc import Mapping

from firmware.screens import arrange, theme
from firmware.screens.arrange_choice import choice
from firmware.screens.arrange_look import compare, look
from firmware.screens.arrange_pin import pin_pad
from firmware.screens.arrange_result import result
from firmware.screens.draft import Draft, Memory
from firmware.screens.errors import SizeUnknown
from firmware.screens.geometry import Layout
from firmware.screens.header import header, offline_band
from firmware.screens.model import Arrangement, Screen
from firmware.screens.setting import Setter
from firmware.screens.texts import Texts
from firmware.screens.weights import Measure
from firmware.visit.model import Language

_ARRANGE = {
    Arrangement.START: arrange.start,
    Arrangement.MESSAGE: arrange.message,
    Arrangement.RESULT: result,
    Arrangement.MENU: arrange.menu,
    Arrangement.CHOICE: choice,
    Arrangement.PIN_PAD: pin_pad,
    Arrangement.LOOK: look,
    Arrangement.COMPARE: compare,
}


class Compositor:
    """Puts screens in their places for one size of display."""

    def __init__(self, size: tuple[int, int], texts: Mapping[Language, Texts], measure: Measure) -> None:
        """Raises SizeUnknown."""
        if size not in theme.SIZES:
            raise SizeUnknown(size, theme.SIZES)
        self.size = size
        self._texts = texts
        self._setter = Setter(measure)
        self._memory = Memory()

    def layout(self, screen: Screen) -> Layout:
        """Everything of the screen in its place. Raises TextMissing."""
        draft = Draft(self.size, self._texts[screen.language], self._setter, self._memory)
        if screen.arrangement is Arrangement.START and screen.banner is not None:
            offline_band(draft, screen.banner)
        else:
            header(draft, screen)
        _ARRANGE[screen.arrangement](draft, screen)
        return draft.finish()
