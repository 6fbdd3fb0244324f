"""The engine: what was installed, put into its slots. It works whole or not at all, and says why not."""

from collections.abc import Sequence
from typing import Protocol, Self

from firmware.face import compare
from firmware.face.calibration import Applied
from firmware.face.compare import Embedding
from firmware.face.engine import chips
from firmware.face.engine.corners import CornerFinder
from firmware.face.engine.embedder import Embedder
from firmware.face.engine.faces import FoundFace, Image
from firmware.face.engine.images import check
from firmware.face.engine.mmod import Mmod
from firmware.face.engine.points import FivePoints
from firmware.face.engine.thresholds import thresholds
from firmware.face.engine.yunet import YuNet
from firmware.face.errors import ManifestInvalid, ModelMismatch, ModelMissing, ModelUnusable
from firmware.face.models.manifest import MANIFEST, Metric, Model
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Reason, Unavailable
from firmware.messages.schema import DEMO_CALIBRATION

_OF_THE_MANIFEST = Applied(DEMO_CALIBRATION)


class Finder(Protocol):
    """A detector with its aligner."""

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """All faces in a picture that was checked."""


class Engine:
    """Finds and compares faces. Not for several threads at once."""

    def __init__(
        self,
        finder: Finder,
        embedder: Embedder,
        models: tuple[Model, ...],
        metric: Metric,
        applied: Applied = _OF_THE_MANIFEST,
    ) -> None:
        """Parts that fit together; `models` begins with the detector and ends with the embedder.

        Raises ManifestInvalid where a threshold is not given.
        """
        self._finder = finder
        self._embedder = embedder
        self._metric: Metric = metric
        self.models = models
        self.calibration = applied.id
        """Whose thresholds these are, as it is attested."""
        self.thresholds = thresholds(models[0], models[-1], applied)

    @classmethod
    def open(cls, store: ModelStore) -> Self | Unavailable:
        """Load what the manifest names first in each role. Nothing is used in place of what is missing or wrong."""
        try:
            return cls._opened(store)
        except ManifestInvalid as error:
            return Unavailable(Reason.MANIFEST_INVALID, str(error))
        except ModelMissing as error:
            reason = Reason.NOT_INSTALLED if error.path.name == MANIFEST else Reason.MODEL_MISSING
            return Unavailable(reason, str(error))
        except ModelMismatch as error:
            return Unavailable(Reason.MODEL_MISMATCH, str(error))
        except ModelUnusable as error:
            return Unavailable(Reason.MODEL_UNUSABLE, str(error))

    @classmethod
    def _opened(cls, store: ModelStore) -> Self | Unavailable:
        manifest = store.manifest()
        detector, aligner, embedder = manifest.first("detector"), manifest.first("aligner"), manifest.first("embedder")
        if detector is None:
            return Unavailable(Reason.NO_DETECTOR, "no detector is installed")
        if embedder is None or embedder.metric is None:
            return Unavailable(Reason.NO_EMBEDDER, "no embedder is installed")
        finder: Finder
        if detector.kind == "yunet":
            used: tuple[Model, ...] = (detector, embedder)
            finder = YuNet(detector, store.load(detector))
        elif aligner is not None and embedder.kind == "dlib-resnet":
            used = (detector, aligner, embedder)
            finder = CornerFinder(Mmod(detector, store.load(detector)), FivePoints(aligner, store.load(aligner)))
        else:
            return Unavailable(Reason.NO_ALIGNER, f"{detector.name} gives no points that {embedder.name} could use")
        return cls(finder, Embedder(embedder, store.load(embedder)), used, embedder.metric)

    def calibrated(self, applied: Applied) -> Self:
        """The same parts with the thresholds of a calibration."""
        return type(self)(self._finder, self._embedder, self.models, self._metric, applied)

    @property
    def detector_sha256(self) -> str:
        """Which detector finds the faces: a calibration is made with it."""
        return self.models[0].sha256

    @property
    def model_sha256(self) -> str:
        """Which embedder compares, as it is attested."""
        return self.models[-1].sha256

    def find(self, image: Image) -> tuple[FoundFace, ...]:
        """All faces, the largest first. `image` is height x width x 3 bytes, RGB. Raises ImageUnusable."""
        check(image)
        return tuple(sorted(self._finder.find(image), key=lambda face: -face.area))

    def chip(self, image: Image, face: FoundFace) -> Image:
        """The upright picture of a face that is embedded. Raises ImageUnusable."""
        return chips.chip(image, face, self._embedder.template)

    def embed(self, image: Image, face: FoundFace) -> Embedding:
        """128 numbers (float32) for a face of this very image. Raises ImageUnusable, ModelUnusable."""
        return self._embedder.embed(image, face)

    def embed_chip(self, upright: Image) -> Embedding:
        """The same for what `chip` gave, so that it is cut once. Raises ModelUnusable."""
        return self._embedder.embed_chip(upright)

    def distance(self, one: Embedding, other: Embedding) -> float:
        """How far apart two embeddings are in the embedder's metric; smaller is more alike."""
        return compare.distance(self._metric, one, other)

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        """The mean of several embeddings of one person, to be judged by the threshold `fused`."""
        return compare.fused(self._metric, embeddings)
