"""The manifest: which models there are, each pinned by size and SHA-256, with its licence and its thresholds.

Written by `uketsuke-models install`, read by the reader; pure.
"""

from typing import Annotated, Literal

import msgspec

from firmware.face.errors import ManifestInvalid

MANIFEST = "manifest.json"
"""Name of the manifest inside a models directory."""

# The largest known model has 37 MB; a device may have 512 MB of memory in all.
MAX_MODEL_BYTES = 64 * 1024 * 1024
# One model has about 600 bytes here.
MAX_MANIFEST_BYTES = 64 * 1024

Role = Literal["detector", "aligner", "embedder", "pad"]
Kind = Literal["yunet", "mmod", "points-5", "dlib-resnet", "sface"]
Metric = Literal["euclidean", "cosine"]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9.-]{0,39}$")]
FileName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=1, le=MAX_MODEL_BYTES)]
Threshold = Annotated[float, msgspec.Meta(ge=-10, le=10)]

ROLES: dict[Kind, Role] = {
    "yunet": "detector",
    "mmod": "detector",
    "points-5": "aligner",
    "dlib-resnet": "embedder",
    "sface": "embedder",
}
"""What a model of each kind is good for."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file. `source_sha256` is that of the file it was made from, the same one where `converter` is 0."""

    name: Name
    role: Role
    kind: Kind
    file: FileName
    bytes: Size
    sha256: Sha256
    licence: str
    source: str
    source_sha256: Sha256
    converter: Annotated[int, msgspec.Meta(ge=0)]
    metric: Metric | None = None
    thresholds: dict[str, Threshold] = {}

    def threshold(self, name: str) -> float:
        """One threshold. Raises ManifestInvalid where the manifest does not give it."""
        try:
            return self.thresholds[name]
        except KeyError as error:
            raise ManifestInvalid(self.name, f"threshold {name} is not given") from error


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All models of a directory; the first of each role is the one that is used."""

    models: tuple[Model, ...] = ()
    version: Literal[1] = 1

    def first(self, role: Role) -> Model | None:
        """The model to use for a role; None where there is none."""
        return next((model for model in self.models if model.role == role), None)


def read_manifest(data: bytes) -> Manifest:
    """Read and check. Raises ManifestInvalid with the path of the first entry that is wrong."""
    if len(data) > MAX_MANIFEST_BYTES:
        raise ManifestInvalid(MANIFEST, "larger than any list of models")
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    # A UnicodeDecodeError is a ValueError; a text nested very deeply ends in a RecursionError.
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ManifestInvalid(MANIFEST, str(error)) from error
    _check(manifest)
    return manifest


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as it is kept."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def _check(manifest: Manifest) -> None:
    for model in manifest.models:
        if ROLES[model.kind] != model.role:
            raise ManifestInvalid(model.name, f"a {model.kind} model is no {model.role}")
        if (model.role == "embedder") != (model.metric is not None):
            raise ManifestInvalid(model.name, "embedders, and only they, have a metric")
    for what, values in (("name", [m.name for m in manifest.models]), ("file", [m.file for m in manifest.models])):
        if len(set(values)) != len(values):
            raise ManifestInvalid(MANIFEST, f"a {what} is there twice")
