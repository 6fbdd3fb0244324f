"""The two network files: which layers they have, and what their loss layer says."""

from dataclasses import dataclass

from tools.models.dlib.layers import Kind
from tools.models.dlib.network import Layer, Network, layers_of
from tools.models.dlib.stream import Stream

CHIP = 150
"""Side of the picture of a face that the embedder takes, in pixels."""

_CONV, _AFFINE, _RELU = Layer(Kind.CONVOLUTION), Layer(Kind.AFFINE), Layer(Kind.RELU)
_BLOCK = (_CONV, _AFFINE, _RELU, _CONV, _AFFINE)
_ADD_HERE = (Layer(Kind.TAG, 1), *_BLOCK, Layer(Kind.ADD, 1), _RELU)
_ADD_SMALLER = (
    Layer(Kind.TAG, 1),
    *_BLOCK,
    Layer(Kind.TAG, 2),
    Layer(Kind.SKIP, 1),
    Layer(Kind.AVERAGE_POOL),
    Layer(Kind.ADD, 2),
    _RELU,
)
# dnn_face_recognition_ex.cpp: levels 4 to 0 of 32, 64, 128, 256 and 256 filters.
EMBEDDER = (
    _CONV,
    _AFFINE,
    _RELU,
    Layer(Kind.MAX_POOL),
    *_ADD_HERE * 3,
    *_ADD_SMALLER,
    *_ADD_HERE * 3,
    *_ADD_SMALLER,
    *_ADD_HERE * 2,
    *_ADD_SMALLER,
    *_ADD_HERE * 2,
    *_ADD_SMALLER,
    Layer(Kind.AVERAGE_POOL),
    Layer(Kind.FULLY_CONNECTED),
)
# dnn_mmod_face_detection_ex.cpp: three that halve the picture, three of 45 filters, one that finds.
DETECTOR = (*(_CONV, _AFFINE, _RELU) * 6, _CONV)


@dataclass(frozen=True, slots=True)
class Detector:
    """The detector: its network, the side of its square window in pixels, and what counts as the same face twice."""

    network: Network
    window: int
    same_iou: float
    same_covered: float


def read_embedder(data: bytes) -> Network:
    """dlib_face_recognition_resnet_model_v1.dat and files of the same type. Raises SerialisationError."""
    stream = Stream(data)
    stream.expect(1)
    stream.word("loss_metric_2")
    stream.number()
    stream.number()
    return layers_of(stream, EMBEDDER, CHIP)


def read_detector(data: bytes) -> Detector:
    """mmod_human_face_detector.dat. Raises SerialisationError."""
    stream = Stream(data)
    stream.expect(1)
    stream.word("loss_mmod_")
    stream.expect(1)
    width, height = stream.count(), stream.count()
    if width != height or width < 1:
        raise stream.wrong("a window that is not square")
    for _ in range(3):
        stream.number()
    same_iou, same_covered = stream.number(), stream.number()
    stream.number()
    stream.number()
    return Detector(layers_of(stream, DETECTOR, None), width, same_iou, same_covered)
