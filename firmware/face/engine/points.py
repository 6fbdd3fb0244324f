"""Aligner slot: the five corners of eyes and nose in a box, by dlib's cascades of regression trees, in numpy."""

import numpy as np
from numpy.typing import NDArray

from firmware.face.engine.faces import Image, Points
from firmware.face.engine.similarity import similarity
from firmware.face.engine.trees import read_trees
from firmware.face.models.manifest import Model


class FivePoints:
    """Finds the points with trees that were checked."""

    def __init__(self, model: Model, data: bytes) -> None:
        """Raises ModelUnusable."""
        self._trees = read_trees(model, data)
        self._levels = (self._trees.thresholds.shape[2] + 1).bit_length() - 1

    def find(self, image: Image, box: tuple[float, float, float, float]) -> Points:
        """Five points (x, y) in pixels, in the order of `Marks.CORNERS`; `box` is left, top, width, height."""
        # The trees were grown on boxes of whole pixels.
        corner = np.floor(np.array(box[:2]) + 0.5)
        size = np.floor(np.array(box[2:]) + 0.5) - 1
        shape = self._trees.mean.copy()
        for cascade in range(len(self._trees.thresholds)):
            linear = similarity(self._trees.mean, shape)[:, :2]
            near = self._trees.offsets[cascade] @ linear.T + shape[self._trees.anchors[cascade]]
            values = _brightness(image, near * size + corner)
            shape = shape + self._step(cascade, values)
        return np.asarray(shape * size + corner, np.float32)

    def _step(self, cascade: int, values: NDArray[np.int32]) -> Points:
        pairs = self._trees.pairs[cascade]
        right = values[pairs[..., 0]] - values[pairs[..., 1]] <= self._trees.thresholds[cascade]
        trees = np.arange(len(pairs))
        node = np.zeros(len(pairs), np.int64)
        for _ in range(self._levels):
            node = 2 * node + 1 + right[trees, node]
        leaves = self._trees.leaves[cascade][trees, node - pairs.shape[1]]
        return np.asarray(leaves.sum(axis=0), np.float32)


def _brightness(image: Image, places: NDArray[np.float64]) -> NDArray[np.int32]:
    """The mean of red, green and blue at each place, nothing outside of the picture."""
    columns, rows = np.floor(places + 0.5).astype(np.int64).T
    height, width = image.shape[:2]
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    values = np.zeros(len(places), np.int32)
    values[inside] = image[rows[inside], columns[inside]].sum(axis=1, dtype=np.int32) // 3
    return values
