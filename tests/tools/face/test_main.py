"""The command from its arguments to its files, with an engine that needs no models."""

import contextlib
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from firmware.face.calibration import open_calibration
from firmware.face.child.eye import SEARCH_SIDE
from tests.firmware.face.calibrations import KEY
from tests.support.sights import RULES
from tests.tools.face.fake_engine import FakeEngine, people, picture
from tools.face import attack, evaluate
from tools.face.main import main


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    engine = FakeEngine()
    for module in (evaluate, attack):
        monkeypatch.setattr(module, "open_models", lambda _: engine)
    monkeypatch.setattr(attack, "rules_of", lambda _: RULES)
    return engine


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.to_pem())
    return path


@pytest.mark.usefixtures("engine")
def test_an_evaluation_from_folder_to_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, out = people(tmp_path / "people", 12, 5), tmp_path / "out"
    assert main(["evaluate", str(place), "--out", str(out)]) == 0
    said, wrong = capsys.readouterr()
    assert "evaluate     0 s  person 1/12" in said
    assert "48 comparisons of the same person, 528 of different persons" in said
    assert wrong == ""
    assert {path.name for path in out.iterdir()} == {"report.txt", "report.json", "distances.png", "trade-off.png"}
    for path in out.iterdir():
        assert b"Yamada" not in path.read_bytes()
        assert str(tmp_path).encode() not in path.read_bytes()
    data = json.loads((out / "report.json").read_text())
    assert (data["persons"], data["sets"]["fused"]["impostor"]) == (12, 132)
    assert data["embedder"] == FakeEngine.model_sha256
    with Image.open(out / "distances.png") as picture_:
        assert picture_.format == "PNG"


@pytest.mark.usefixtures("engine")
def test_without_a_place_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = people(tmp_path / "people", 2, 2)
    empty = tmp_path / "here"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert main(["evaluate", str(place), "--raw-reference"]) == 0
    assert main(["evaluate", str(place), "--reference-size", "120"]) == 0
    assert list(empty.iterdir()) == []


@pytest.mark.usefixtures("engine")
def test_nothing_is_signed_without_a_place_for_it(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place, here = people(tmp_path / "people", 2, 2), tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["evaluate", str(place), "--sign", str(key), "--site", "yamada", "--demo"]) == 1
    said, wrong = capsys.readouterr()
    assert wrong == "uketsuke-face: --sign needs a place for the calibration: name one with --out DIR\n"
    assert said == "", "it is said before anything is measured"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["evaluate", "attack"])
def test_help_says_how_it_looks_at_pictures(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "looked at whole" in said
    assert f"a copy of {SEARCH_SIDE} pixels" in said


@pytest.mark.usefixtures("engine")
def test_few_persons_are_signed_for_a_demo_alone(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, out = people(tmp_path / "people", 8, 7), tmp_path / "out"
    order = ["evaluate", str(place), "--out", str(out), "--sign", str(key), "--site", "yamada", "--days", "30"]
    assert main(order) == 1
    assert "not signed: persons 8 where 100 is asked" in capsys.readouterr().err
    assert (out / "report.txt").exists(), "what was measured is there all the same"
    assert not (out / "calibration.jws").exists()
    assert main([*order, "--demo", "--device", "reader-1"]) == 0
    made = open_calibration((out / "calibration.jws").read_bytes().strip(), KEY.public())
    assert (made.id, made.demo, made.persons, made.devices) == ("demo", True, 8, ("reader-1",))
    assert (made.expires_at - made.made_at).days == 30
    assert "signed:" in capsys.readouterr().out


@pytest.mark.usefixtures("engine")
def test_enough_persons_are_signed_for_production(tmp_path: Path, key: Path) -> None:
    place, out = people(tmp_path / "people", 101, 10, apart=2.2, spread=0.0), tmp_path / "out"
    assert (
        main(["evaluate", str(place), "--out", str(out), "--sign", str(key), "--site", "yamada", "--raw-reference"])
        == 1
    )
    order = ["evaluate", str(place), "--out", str(out), "--sign", str(key), "--site", "yamada"]
    assert main(order) == 0
    made = open_calibration((out / "calibration.jws").read_bytes().strip(), KEY.public())
    assert (made.demo, made.persons, made.fused.impostor) == (False, 101, 101 * 100 * 3)
    assert made.fused.far_upper <= 1e-4
    assert made.fused.threshold > 0


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("persons", "pictures", "words"),
    [(1, 5, "1 of 1 persons"), (3, 1, "0 of 3 persons"), (0, 0, "one folder a person")],
)
def test_folders_that_cannot_be_used_end_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], persons: int, pictures: int, words: str
) -> None:
    place = people(tmp_path / "people", persons, pictures)
    place.mkdir(exist_ok=True)
    assert main(["evaluate", str(place)]) == 1
    wrong = capsys.readouterr().err
    assert wrong.startswith("uketsuke-face: ")
    assert wrong.count("\n") == 1
    assert words in wrong


def test_without_models_the_next_step_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = people(tmp_path / "people", 2, 2)
    assert main(["evaluate", str(place), "--models", str(tmp_path / "none")]) == 1
    assert "uketsuke-models install" in capsys.readouterr().err
    out = ["--out", str(tmp_path / "out")]
    assert main(["evaluate", str(place), "--sign", str(tmp_path / "no.pem"), "--site", "a", *out]) == 1
    assert "no.pem" in capsys.readouterr().err, "the key is looked for before the models are"


@pytest.mark.usefixtures("engine")
def test_presentations_that_give_no_good_frame_are_no_response(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, out = tmp_path / "shown", tmp_path / "out"
    for name, grey in (("bona-fide/taro-left", 90), ("bona-fide/jiro-right", 120), ("print/taro", 0)):
        for number in range(4):
            picture(place / name / f"{number}.png", grey)
    (place / "print" / "broken.film").write_bytes(b"nothing")
    assert main(["attack", str(place), "--out", str(out), "--rate", "5"]) == 0
    said = capsys.readouterr().out
    assert "bona-fide: 2 presentations; BPCER 0.00%" in said
    assert "too-far 2" in said
    assert "attack print: 1 presentations; APCER 0.00%" in said
    assert "unreadable, left out 1" in said
    data = json.loads((out / "attack.json").read_text())
    assert [kind["no_response"] for kind in data["kinds"]] == [2, 1]
    for path in out.iterdir():
        assert "taro" not in path.read_text()


def test_without_opencv_the_library_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("tools.face.", "firmware.face.engine."))]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("attack", "evaluate"):
        monkeypatch.delattr("tools.face." + name)
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert main(["evaluate", "anything"]) == 1
    assert capsys.readouterr().err == "uketsuke-face: cv2 cannot be loaded; install the extra `face`\n"


def test_help_says_how_folders_are_laid_out(capsys: pytest.CaptureFixture[str]) -> None:
    for command, words in (("evaluate", "one folder a person"), ("attack", "-left or -right")):
        with contextlib.suppress(SystemExit):
            main([command, "--help"])
        assert words in capsys.readouterr().out
    for wrong in (["attack", ".", "--rate", "0"], ["evaluate", ".", "--reference-size", "20"]):
        with pytest.raises(SystemExit):
            main(wrong)
