"""From a checked photo to points. Belongs into the face child alone, and there into one thread.

OpenCV's JPEG 2000 decoder is large and written in C, and more than one report says that it is not safe in several
threads (opencv-python #1007): the child's limits of memory and time stand behind the check of the headers.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.errors import PhotoUnreadable
from firmware.face.photo.jp2 import check_photo


def decode_photo(data: bytes) -> NDArray[np.uint8]:
    """The photo as greyscale, height x width, uint8. Raises PhotoMissing, PhotoUnreadable."""
    declared = check_photo(data)
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except (cv2.error, MemoryError) as error:
        raise PhotoUnreadable("the decoder failed") from error
    if picture is None:
        raise PhotoUnreadable("the decoder refused it")
    if picture.shape != (declared.height, declared.width) or picture.dtype != np.uint8:
        raise PhotoUnreadable("the decoder found another size than declared")
    return np.asarray(picture, np.uint8)
