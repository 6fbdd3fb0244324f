"""How large the camera's picture is shown: fixed for each size of display, so that it can be ordered beforehand."""

from collections.abc import Mapping
from types import MappingProxyType

from firmware.screens import theme
from firmware.screens.model import Arrangement

LOOK_VIEW = (400, 300)
COMPARE_VIEW = (320, 240)
COMPARE_PORTRAIT = (180, 240)
"""Width and height for a display that is 480 high: 4:3 as cameras give it, the photo of the card 3:4; both grow with
the display. Beside each other they are equally high, so that the faces are."""

_VIEWS: Mapping[Arrangement, tuple[int, int]] = MappingProxyType(
    {Arrangement.LOOK: LOOK_VIEW, Arrangement.COMPARE: COMPARE_VIEW}
)


def has_view(arrangement: Arrangement) -> bool:
    """Whether a screen of this arrangement shows what the camera sees."""
    return arrangement in _VIEWS


def view_size(arrangement: Arrangement, display: tuple[int, int]) -> tuple[int, int]:
    """Width and height in pixels of the camera's picture; that of LOOK where none is shown."""
    width, height = _VIEWS.get(arrangement, LOOK_VIEW)
    scale = display[1] / theme.DESIGN_HEIGHT
    return round(width * scale), round(height * scale)
