"""Aligner slot: the five corners of eyes and nose in a box, by dlib's cascades of regression trees, in numpy."""

import io
import zipfile

import numpy as np
from numpy.typing import NDArray

from firmware.face.engine.faces import Image, Points
from firmware.face.engine.similarity import similarity
from firmware.face.errors import ModelUnusable
from firmware.face.models.manifest import Model

_POINTS = 5


class FivePoints:
    """All trees, as the converter wrote them: c cascades of t trees with s splits, f pixels looked at a cascade."""

    def __init__(self, model: Model, data: bytes) -> None:
        """Raises ModelUnusable."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                self._mean: Points = arrays["mean"]
                self._pairs: NDArray[np.uint16] = arrays["pairs"]
                self._thresholds: NDArray[np.float32] = arrays["thresholds"]
                self._leaves: NDArray[np.float32] = arrays["leaves"]
                self._anchors: NDArray[np.uint8] = arrays["anchors"]
                self._offsets: NDArray[np.float32] = arrays["offsets"]
        except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
            raise ModelUnusable(model.name, "not the arrays of five points") from error
        cascades, trees, splits = self._thresholds.shape
        wanted = (cascades, trees, splits + 1, _POINTS, 2)
        if self._mean.shape != (_POINTS, 2) or self._leaves.shape != wanted:
            raise ModelUnusable(model.name, "arrays of other shapes than five points have")
        self._levels = (splits + 1).bit_length() - 1

    def find(self, image: Image, box: tuple[float, float, float, float]) -> Points:
        """Five points (x, y) in pixels, in the order of `Marks.CORNERS`; `box` is left, top, width, height."""
        # The trees were grown on boxes of whole pixels.
        corner = np.floor(np.array(box[:2]) + 0.5)
        size = np.floor(np.array(box[2:]) + 0.5) - 1
        shape = self._mean.copy()
        for cascade in range(len(self._thresholds)):
            linear = similarity(self._mean, shape)[:, :2]
            near = self._offsets[cascade] @ linear.T + shape[self._anchors[cascade]]
            values = _brightness(image, near * size + corner)
            shape = shape + self._step(cascade, values)
        return np.asarray(shape * size + corner, np.float32)

    def _step(self, cascade: int, values: NDArray[np.int32]) -> Points:
        pairs = self._pairs[cascade]
        right = values[pairs[..., 0]] - values[pairs[..., 1]] <= self._thresholds[cascade]
        trees = np.arange(len(pairs))
        node = np.zeros(len(pairs), np.int64)
        for _ in range(self._levels):
            node = 2 * node + 1 + right[trees, node]
        leaves = self._leaves[cascade][trees, node - pairs.shape[1]]
        return np.asarray(leaves.sum(axis=0), np.float32)


def _brightness(image: Image, places: NDArray[np.float64]) -> NDArray[np.int32]:
    """The mean of red, green and blue at each place, nothing outside of the picture."""
    columns, rows = np.floor(places + 0.5).astype(np.int64).T
    height, width = image.shape[:2]
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    values = np.zeros(len(places), np.int32)
    values[inside] = image[rows[inside], columns[inside]].sum(axis=1, dtype=np.int32) // 3
    return values
