import hashlib
import random
from pathlib import Path

import msgspec
import pytest

from firmware.face.errors import FaceError, ManifestInvalid, ModelMismatch, ModelMissing
from firmware.face.models.manifest import MANIFEST, Manifest, Model, read_manifest, write_manifest
from firmware.face.models.store import ModelStore

SEED = 20261122
DATA = b"the bytes of a model"


def model(**changes: object) -> Model:
    plain = Model(
        name="a-model",
        role="detector",
        kind="yunet",
        file="a.onnx",
        bytes=len(DATA),
        sha256=hashlib.sha256(DATA).hexdigest(),
        licence="MIT",
        source="here",
        source_sha256="0" * 64,
        converter=0,
        thresholds={"score": 0.7},
    )
    return msgspec.structs.replace(plain, **changes)


WRITTEN = write_manifest(Manifest((model(),)))


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert read_manifest(WRITTEN) == Manifest((model(),))


def test_the_first_of_a_role_is_used() -> None:
    other = model(name="other", file="b.onnx", kind="mmod")
    manifest = Manifest((model(), other))
    assert manifest.first("detector") == model()
    assert manifest.first("embedder") is None


@pytest.mark.parametrize(
    "models",
    [
        (model(), model(file="b.onnx")),
        (model(), model(name="other")),
        (model(role="embedder"),),
        (model(kind="dlib-resnet", role="embedder"),),
        (model(metric="cosine"),),
        (model(bytes=0),),
        (model(bytes=10**9),),
        (model(file="../a.onnx"),),
        (model(sha256="short"),),
        (model(thresholds={"score": 1e9}),),
    ],
)
def test_manifests_that_are_refused(models: tuple[Model, ...]) -> None:
    with pytest.raises(ManifestInvalid):
        read_manifest(write_manifest(Manifest(models)))


def test_a_threshold_that_is_not_given_is_not_made_up() -> None:
    assert model().threshold("score") == 0.7
    with pytest.raises(ManifestInvalid, match="threshold frontal"):
        model().threshold("frontal")


def test_mutated_manifests_end_in_values_or_in_one_error() -> None:
    chance = random.Random(SEED)
    for _ in range(2000):
        changed = bytearray(WRITTEN)
        for _ in range(chance.randrange(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read_manifest(bytes(changed[: chance.randrange(len(changed)) or None]))
        except ManifestInvalid:
            continue
    for data in (b"", b"[" * 60_000, b"\xff\xfe", b'"' + b"\xc3" * 10 + b'"', bytes(70_000)):
        with pytest.raises(ManifestInvalid):
            read_manifest(data)


def test_only_the_described_bytes_are_handed_out(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    with pytest.raises(ModelMissing):
        store.manifest()
    (tmp_path / MANIFEST).write_bytes(WRITTEN)
    (listed,) = store.manifest().models
    with pytest.raises(ModelMissing):
        store.load(listed)
    path = tmp_path / listed.file
    path.write_bytes(DATA)
    assert store.load(listed) == DATA
    for wrong in (DATA[:-1], DATA + b" ", DATA.swapcase(), b""):
        path.write_bytes(wrong)
        with pytest.raises(ModelMismatch):
            store.load(listed)
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelMismatch):
        store.load(listed)


def test_a_directory_in_place_of_the_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(FaceError, match=r"manifest\.json"):
        ModelStore(tmp_path).manifest()
