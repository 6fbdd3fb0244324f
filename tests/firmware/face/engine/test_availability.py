"""Whatever is missing or wrong ends in a reason, and nothing else is used in its place."""

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from firmware.face.calibration import DEMO, Calibration, Site, sign_calibration
from firmware.face.calibration_store import CalibrationStore, Requirement
from firmware.face.engine.availability import open_engine
from firmware.face.engine.engine import Engine
from firmware.face.engine.thresholds import Thresholds, turn_limits
from firmware.face.errors import ManifestInvalid
from firmware.face.models.manifest import MANIFEST, ROLES, Kind, Manifest, Model, write_manifest
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Reason, Unavailable
from tests.firmware.face.calibrations import DETECTOR, EMBEDDER, GOOD, KEY, NOW, OF_DEMO

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
    assert turn_limits(model("mmod"), model("dlib-resnet"), 0.4) is None
    with pytest.raises(ManifestInvalid):
        turn_limits(model("mmod", change=0.2), model("dlib-resnet"), 0.4)


def test_without_opencv_the_reason_is_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("firmware.face.engine.")]:
        if name != "firmware.face.engine.availability":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert reason(ModelStore(tmp_path)) is Reason.NO_LIBRARY


PARTS = {"change": 0.2, "returned": 0.1, "frontal": 0.1, "narrow-cost": 0.4, "narrowest": 0.7}


def an_engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that opens, without models: its parts are never used here."""
    detector = msgspec.structs.replace(model("yunet", **PARTS), sha256=DETECTOR)
    embedder = msgspec.structs.replace(model("dlib-resnet", **SCORES), sha256=EMBEDDER)
    parts: Any = None
    engine = Engine(parts, parts, (detector, embedder), "euclidean")
    monkeypatch.setattr("firmware.face.engine.engine.Engine.open", lambda _: engine)
    return engine


def required(place: Path, site: Site, calibration: Calibration | None) -> Requirement:
    path, key = place / "calibration.jws", place / "trusted.pem"
    key.write_bytes(KEY.public().to_pem())
    if calibration is None:
        return Requirement(site, CalibrationStore(None, key))
    path.write_bytes(sign_calibration(calibration, KEY))
    return Requirement(site, CalibrationStore(path, key))


PRODUCTION = Site(production=True, device="reader-1", now=NOW)


def test_a_calibration_replaces_the_thresholds_of_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_manifest = an_engine(monkeypatch)
    opened = open_engine(ModelStore(tmp_path), required(tmp_path, PRODUCTION, GOOD))
    assert isinstance(opened, Engine)
    assert opened.calibration == "yamada-20261101"
    found = opened.thresholds
    assert (found.single, found.fused, found.session) == (0.43, 0.39, 0.41)
    turn, before = found.turn, of_manifest.thresholds.turn
    assert turn is not None
    assert before is not None
    # 0.41 instead of 0.4, and what is asked of turned frames moves along.
    assert (turn.session, turn.turned, turn.leap) == pytest.approx((0.41, 0.41, 0.41))
    assert (before.session, before.turned, before.leap) == (0.4, 0.4, 0.4)
    assert (turn.change, found.frontal) == (before.change, of_manifest.thresholds.frontal)


@pytest.mark.parametrize(
    "calibration",
    [
        None,
        OF_DEMO,
        msgspec.structs.replace(GOOD, persons=20),
        msgspec.structs.replace(GOOD, embedder="0" * 64),
        msgspec.structs.replace(GOOD, devices=("reader-2",)),
        msgspec.structs.replace(GOOD, expires_at=NOW),
    ],
    ids=["none", "of a demo", "of few persons", "of another model", "of another reader", "expired"],
)
def test_production_without_a_calibration_that_counts_has_no_face_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calibration: Calibration | None
) -> None:
    an_engine(monkeypatch)
    refused = open_engine(ModelStore(tmp_path), required(tmp_path, PRODUCTION, calibration))
    assert isinstance(refused, Unavailable)
    assert refused.reason is Reason.NOT_CALIBRATED
    assert "calibration" in refused.detail


def test_a_demo_goes_without_or_with_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_engine(monkeypatch)
    for requirement, threshold in ((None, 0.4), (required(tmp_path, DEMO, OF_DEMO), 0.41)):
        opened = open_engine(ModelStore(tmp_path), *((requirement,) if requirement else ()))
        assert isinstance(opened, Engine)
        assert (opened.calibration, opened.thresholds.fused) == ("demo", threshold)
    refused = open_engine(ModelStore(tmp_path), Requirement(DEMO, CalibrationStore(tmp_path / "nothing", None)))
    assert isinstance(refused, Unavailable), "a calibration that was named is not passed over"


def test_a_detector_that_takes_prints_for_heads_opens_no_face_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds = Thresholds(single=0.5, fused=0.46, session=0.45, frontal=0.12, turn=None)
    opened = SimpleNamespace(thresholds=thresholds, models=(model("mmod"),))
    monkeypatch.setattr("firmware.face.engine.engine.Engine.open", lambda _: opened)
    assert reason(ModelStore(tmp_path)) is Reason.NO_LIVENESS
