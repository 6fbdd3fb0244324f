"""The turn, scale and shift that bring points nearest to other points."""

import numpy as np
from numpy.typing import NDArray


def similarity(
    source: NDArray[np.float32] | NDArray[np.float64], target: NDArray[np.float32] | NDArray[np.float64]
) -> NDArray[np.float64]:
    """The 2 x 3 matrix that maps n x 2 `source` points onto `target` points with the least squared error.

    No mirroring. As complex numbers the best turn and scale is one quotient. Points that all coincide give scale 0.
    """
    start = source[:, 0].astype(np.float64) + 1j * source[:, 1]
    end = target[:, 0].astype(np.float64) + 1j * target[:, 1]
    from_middle, to_middle = start - start.mean(), end - end.mean()
    spread = float((abs(from_middle) ** 2).sum())
    factor = complex((from_middle.conj() * to_middle).sum() / spread) if spread > 0 else 0j
    shift = complex(end.mean() - factor * start.mean())
    return np.array(((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag)))
