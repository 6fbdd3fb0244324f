"""Embedder slot: from the picture of a face to 128 numbers that are near for the same person."""

import cv2
import numpy as np

from firmware.face.compare import Embedding
from firmware.face.engine.chips import DLIB, SFACE, Template, chip
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.engine.networks import network
from firmware.face.errors import ModelUnusable
from firmware.face.models.manifest import Kind, Model

LENGTH = 128
"""Numbers of an embedding; both known forms have as many."""

_TEMPLATES: dict[Kind, Template] = {"dlib-resnet": DLIB, "sface": SFACE}


class Embedder:
    """One network with its template."""

    def __init__(self, model: Model, data: bytes) -> None:
        """Raises ModelUnusable."""
        self._net = network(model, data)
        self._name = model.name
        self.template = _TEMPLATES[model.kind]

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        """The embedding of one face, as the network gives it. Raises ImageUnusable, ModelUnusable."""
        return self.embed_chip(chip(image, face, self.template))

    def embed_chip(self, upright: Image) -> Embedding:
        """The same of an upright picture that was cut before. Raises ModelUnusable."""
        # Red, green, blue from 0 to 255: what else a network wants is in its file.
        self._net.setInput(cv2.dnn.blobFromImage(upright))
        values = np.array(self._net.forward(), np.float32).ravel()
        if values.size != LENGTH or not np.isfinite(values).all():
            raise ModelUnusable(self._name, "it does not give 128 numbers")
        return values
