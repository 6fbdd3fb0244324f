"""What every task of the face child works with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from firmware.face.child.channel import Channel
from firmware.face.child.held import HeldPhoto
from firmware.face.child.looking import OpenCamera
from firmware.face.child.words import Preview
from firmware.face.engine.engine import Engine
from firmware.face.engine.faces import Image
from firmware.face.printed.reader import PrintedReader
from hal.clock import Clock

PREVIEW_SECONDS = 1 / 15
"""Between two previews: what the screen can draw. Cameras are a little early at times."""

_EARLY = 0.9


@dataclass(slots=True)
class Kit:
    """Parts of one child. `photo` is what it has of the chip's photo; `randomness` gives so many fresh bytes."""

    channel: Channel
    clock: Clock
    open_camera: OpenCamera
    randomness: Callable[[int], bytes]
    engine: Engine | None
    reader: PrintedReader | None
    photo: HeldPhoto | None = field(default=None, repr=False)


class Showing:
    """Previews of one look, no more than the screen can draw."""

    def __init__(self, kit: Kit, look: int) -> None:
        self._kit = kit
        self._look = look
        self._shown_at = float("-inf")

    def due(self) -> bool:
        """Whether another one may be drawn now."""
        return self._kit.clock.monotonic() - self._shown_at >= PREVIEW_SECONDS * _EARLY

    def show(self, image: Image) -> None:
        """Send it, if there is room. Raises ReaderGone."""
        self._shown_at = self._kit.clock.monotonic()
        height, width = image.shape[:2]
        self._kit.channel.show(Preview(self._look, width, height, image.tobytes()))
