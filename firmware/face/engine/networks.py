"""Networks from checked bytes: OpenCV reads them from memory, never from a path that could change under it."""

import cv2
import numpy as np

from firmware.face.errors import ModelUnusable
from firmware.face.models.manifest import Model


def network(model: Model, data: bytes) -> cv2.dnn.Net:
    """A network that is ready to run. Raises ModelUnusable where OpenCV cannot read it."""
    try:
        net = cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
    except cv2.error as error:
        raise ModelUnusable(model.name, f"OpenCV {cv2.__version__} cannot read it") from error
    if net.empty():
        raise ModelUnusable(model.name, "it is empty")
    return net
