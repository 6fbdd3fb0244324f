"""How far apart two embeddings are, and what several of one person amount to; pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from firmware.face.models.manifest import Metric

Embedding = NDArray[np.float32]


def distance(metric: Metric, one: Embedding, other: Embedding) -> float:
    """0.0 for the same embedding, growing with the difference; a cosine of c is a distance of 1 - c."""
    if metric == "euclidean":
        return float(np.linalg.norm(one - other))
    return 1.0 - float(_unit(one) @ _unit(other))


def fused(metric: Metric, embeddings: Sequence[Embedding]) -> Embedding:
    """The mean of several embeddings of one person; at least one."""
    if metric == "euclidean":
        return np.asarray(np.mean(embeddings, axis=0), np.float32)
    return np.asarray(np.mean([_unit(embedding) for embedding in embeddings], axis=0), np.float32)


def _unit(embedding: Embedding) -> Embedding:
    length = float(np.linalg.norm(embedding))
    return embedding / np.float32(length) if length > 0 else embedding
