"""Whatever is missing or wrong ends in a reason, and nothing else is used in its place."""

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.face.engine.availability import Reason, Unavailable, open_engine
from firmware.face.engine.engine import Thresholds, _turn_limits
from firmware.face.errors import ManifestInvalid
from firmware.face.models.manifest import MANIFEST, ROLES, Kind, Manifest, Model, write_manifest
from firmware.face.models.store import ModelStore

NOT_A_MODEL = b"not a model at all, whatever its hash says"
SCORES = {"score": 0.5, "frontal": 0.1, "single": 0.5, "fused": 0.4, "session": 0.4}


def model(kind: Kind, **thresholds: float) -> Model:
    return Model(
        name=kind,
        role=ROLES[kind],
        kind=kind,
        file=f"{kind}.model",
        bytes=len(NOT_A_MODEL),
        sha256=hashlib.sha256(NOT_A_MODEL).hexdigest(),
        licence="",
        source="",
        source_sha256="0" * 64,
        converter=0,
        metric="euclidean" if ROLES[kind] == "embedder" else None,
        thresholds=thresholds or SCORES,
    )


def store(place: Path, *kinds: Kind, data: bytes | None = NOT_A_MODEL) -> ModelStore:
    models = tuple(model(kind) for kind in kinds)
    (place / MANIFEST).write_bytes(write_manifest(Manifest(models)))
    for one in models:
        if data is not None:
            (place / one.file).write_bytes(data)
    return ModelStore(place)


def reason(store: ModelStore) -> Reason:
    engine = open_engine(store)
    assert isinstance(engine, Unavailable)
    assert engine.detail
    return engine.reason


def test_nothing_is_installed(tmp_path: Path) -> None:
    assert reason(ModelStore(tmp_path / "nowhere")) is Reason.NOT_INSTALLED


def test_a_broken_manifest(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("{", encoding="utf-8")
    assert reason(ModelStore(tmp_path)) is Reason.MANIFEST_INVALID


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), Reason.NO_DETECTOR),
        (("dlib-resnet", "points-5"), Reason.NO_DETECTOR),
        (("mmod", "points-5"), Reason.NO_EMBEDDER),
        (("mmod", "dlib-resnet"), Reason.NO_ALIGNER),
        (("mmod", "points-5", "sface"), Reason.NO_ALIGNER),
        (("mmod", "points-5", "dlib-resnet"), Reason.MODEL_UNUSABLE),
        (("yunet", "dlib-resnet"), Reason.MODEL_UNUSABLE),
    ],
)
def test_slots_that_stay_empty(tmp_path: Path, kinds: tuple[Kind, ...], expected: Reason) -> None:
    assert reason(store(tmp_path, *kinds)) is expected


def test_a_missing_file_and_one_of_other_bytes(tmp_path: Path) -> None:
    kinds: tuple[Kind, ...] = ("yunet", "dlib-resnet")
    assert reason(store(tmp_path, *kinds, data=None)) is Reason.MODEL_MISSING
    assert reason(store(tmp_path, *kinds, data=NOT_A_MODEL[::-1])) is Reason.MODEL_MISMATCH


def test_a_wrong_detector_is_not_replaced_by_a_spare_one(tmp_path: Path) -> None:
    place = store(tmp_path, "yunet", "mmod", "points-5", "dlib-resnet")
    (tmp_path / "yunet.model").write_bytes(b"something else")
    assert reason(place) is Reason.MODEL_MISMATCH


def test_no_turn_is_asked_of_a_detector_that_gives_no_bounds_for_it() -> None:
    assert _turn_limits(model("mmod"), model("dlib-resnet")) is None
    with pytest.raises(ManifestInvalid):
        _turn_limits(model("mmod", change=0.2), model("dlib-resnet"))


def test_without_opencv_the_reason_is_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("firmware.face.engine.")]:
        if name != "firmware.face.engine.availability":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert reason(ModelStore(tmp_path)) is Reason.NO_LIBRARY


def test_a_detector_that_takes_prints_for_heads_opens_no_face_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds = Thresholds(single=0.5, fused=0.46, session=0.45, frontal=0.12, turn=None)
    opened = SimpleNamespace(thresholds=thresholds, models=(model("mmod"),))
    monkeypatch.setattr("firmware.face.engine.engine.Engine.open", lambda _: opened)
    assert reason(ModelStore(tmp_path)) is Reason.NO_LIVENESS
