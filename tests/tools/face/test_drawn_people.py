"""The tool with the models that are installed, on persons who are drawn: plumbing, not accuracy."""

import json
import os
from pathlib import Path

import pytest
from PIL import Image

from firmware.face.calibration import Site, open_calibration
from firmware.face.calibration_store import CalibrationStore, Requirement
from firmware.face.engine.availability import open_engine
from firmware.face.engine.engine import Engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Reason, Unavailable
from hal.virtual.footage import save
from tests.firmware.face.calibrations import KEY
from tests.support.issued import ROOT
from tools.face.main import main
from tools.issue.portraits.cast import CAST
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.films import film
from tools.issue.portraits.shot import Pose, Shot

pytestmark = pytest.mark.models
INSTALLED = Path(os.environ.get("UKETSUKE_TEST_MODELS", ROOT / "build" / "models"))
PERSONS, PICTURES = 3, 4


@pytest.fixture(scope="module")
def models() -> Path:
    opened = open_engine(ModelStore(INSTALLED))
    if isinstance(opened, Unavailable):
        pytest.skip(f"no face models, uketsuke-models install makes them: {opened}")
    return INSTALLED


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("people")
    for seed in CAST[:PERSONS]:
        sitter = Sitter.of(seed)
        (place / f"person {seed}").mkdir()
        for number in range(PICTURES):
            shot = Shot(pose=Pose(yaw=4.0 * number, pitch=2.0 * number), seed=number, distance=0.9)
            Image.fromarray(sitter.draw(shot)).save(place / f"person {seed}" / f"{number}.jpg", quality=92)
    return place


def test_drawn_people_are_told_apart_and_signed_for_a_demo(
    models: Path, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, out = tmp_path / "key.pem", tmp_path / "out"
    key.write_bytes(KEY.to_pem())
    order = ["evaluate", str(people), "--models", str(models), "--out", str(out), "--sign", str(key), "--site", "drawn"]
    assert main([*order, "--demo"]) == 0, capsys.readouterr()
    found = json.loads((out / "report.json").read_text())
    assert (found["persons_compared"], found["face_found"]) == (PERSONS, PERSONS * PICTURES)
    assert found["sets"]["single"]["equal_error_rate"] == 0.0
    calibration = out / "calibration.jws"
    made = open_calibration(calibration.read_bytes().strip(), KEY.public())
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(KEY.public().to_pem())
    store = CalibrationStore(calibration, trusted)
    opened = open_engine(ModelStore(models), Requirement(Site(production=False, device="a", now=None), store))
    assert isinstance(opened, Engine)
    assert (opened.calibration, opened.thresholds.fused) == ("demo", made.fused.threshold)
    refused = open_engine(ModelStore(models), Requirement(Site(production=True, device="a", now=None), store))
    assert isinstance(refused, Unavailable)
    assert refused.reason is Reason.NOT_CALIBRATED


def test_a_drawn_head_passes_as_asked_and_a_print_of_it_does_not(models: Path, tmp_path: Path) -> None:
    sitter, place, out = Sitter.of(CAST[0]), tmp_path / "shown", tmp_path / "out"
    turning = film("turn-right", sitter, sitter)
    for name, shown in (
        ("bona-fide/one-right", turning),
        ("film of the other side/one-left", turning),
        ("print/one", film("print", sitter, sitter)),
    ):
        file = place / f"{name}.film"
        file.parent.mkdir(parents=True)
        save(file, shown)
        Image.fromarray(sitter.draw(Shot(seed=1))).save(file.with_suffix(".png"))
    assert main(["attack", str(place), "--models", str(models), "--out", str(out)]) == 0
    people, replayed, prints = json.loads((out / "attack.json").read_text())["kinds"]
    assert (people["why"], people["accepted"]) == ({"passed": 1}, 1)
    assert (replayed["why"], replayed["accepted"]) == ({"wrong-side": 1}, 0)
    assert (prints["tried"], prints["errors"], prints["accepted"]) == (1, 0, 0)
