"""Pictures from the camera of the computer that the page is open on: small JPEGs, checked before they are decoded.

They are in memory only and replaced by the next one. None is written, none is logged, no error says what it shows.
"""

import io
from dataclasses import dataclass

from PIL import Image

from hal.display import Frame
from tools.panel.errors import BadPicture

SIZE = (640, 480)
"""What the page sends, and what the reader's camera gives; anything else is refused before it is decoded."""

MAX_JPEG_BYTES = 256 * 1024  # a picture of this size at the page's quality takes 30 to 120 kB
MAX_RATE = 15.0  # pictures a second; the page sends ten
_SUMS = 1e-6  # seconds that sums of fractions of a second may be off


def frame_of(jpeg: bytes) -> Frame:
    """Decode a picture of the page. Raises BadPicture."""
    if len(jpeg) > MAX_JPEG_BYTES:
        raise BadPicture(f"it has more than {MAX_JPEG_BYTES} bytes")
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            if picture.size != SIZE:
                raise BadPicture(f"it is not {SIZE[0]}x{SIZE[1]}")
            return Frame(*SIZE, picture.convert("RGB").tobytes())
    except (OSError, Image.DecompressionBombError) as error:  # most errors of Pillow are of the first kind
        raise BadPicture("it is no whole JPEG") from error


@dataclass(frozen=True, slots=True)
class Pace:
    """When the last picture was taken on, in monotonic seconds; None for none yet."""

    last: float | None = None

    def takes(self, now: float) -> bool:
        """Whether one more may come in at `now`."""
        return self.last is None or now - self.last >= 1 / MAX_RATE - _SUMS
