"""Why the face way is not there: asked from a real face child, said in one line that says what to do."""

from pathlib import Path

import pytest

from firmware.face.models.store import default_models
from firmware.face.reasons import PrintReason, Reason
from tools.demo.face_way import NOT_MADE, WITHOUT_YUNET, FaceWay, ask_child, why_not
from tools.demo.gain import Prospect, workshop_of
from tools.demo.layout import find_config
from tools.demo.provision import Workshop

from .makers import make_layout

MODELS, MODELS_IN = Path("/m/models"), Path("/m/models-in")
CODES = (*(reason.value for reason in Reason), *(reason.told for reason in PrintReason), "child-failing", "left-out")


@pytest.mark.parametrize("code", CODES)
def test_every_reason_is_one_line_with_what_to_do(code: str) -> None:
    line = why_not(FaceWay(code, "/m/models/x.onnx is missing; run uketsuke-models install"), MODELS, MODELS_IN)
    assert line.startswith("The face way is not offered: ")
    assert line.count("What to do: ") == 1
    assert line.endswith(".")
    assert "\n" not in line
    assert not line.partition("What to do: ")[2].startswith(".")


def test_only_what_a_fresh_machine_lacks_is_got_without_being_asked_for() -> None:
    assert {*NOT_MADE, *WITHOUT_YUNET} <= {reason.value for reason in Reason}
    workshop = Workshop("python3", MODELS, MODELS_IN, Path("/m/tools/bootstrap.sh"))
    made = {code for code in CODES if Prospect(FaceWay(code), workshop, MODELS).can_be_made}
    assert made == NOT_MADE
    installed = Prospect(FaceWay("not-installed"), Workshop("python3", MODELS, MODELS_IN, None), MODELS)
    assert not installed.can_be_made
    assert "`uketsuke-models install`" in installed.why_not, "without a checkout there is no make"


def test_without_yunet_it_is_said_that_prints_would_pass_and_where_the_file_goes() -> None:
    line = why_not(FaceWay("no-liveness"), MODELS, MODELS_IN)
    assert "prints pass the turn challenge" in line
    assert "face_detection_yunet_2023mar.onnx" in line
    assert str(MODELS_IN) in line


@pytest.mark.parametrize(
    ("reason", "todo"),
    [
        (PrintReason.NO_TEXT_RECOGNITION, "apt-get install tesseract-ocr tesseract-ocr-jpn."),
        (PrintReason.NO_LAYOUT, "put the product's own there again."),
        (PrintReason.LAYOUT_INVALID, "put the product's own there again."),
    ],
)
def test_a_card_that_cannot_be_read_is_no_matter_of_models(reason: PrintReason, todo: str) -> None:
    assert why_not(FaceWay(reason.told), MODELS, MODELS_IN).partition("What to do: ")[2] == todo


def test_a_way_that_is_there_needs_no_line() -> None:
    workshop = Workshop("python3", MODELS, MODELS_IN, None)
    assert Prospect(FaceWay(), workshop, MODELS).why_not == ""


def test_models_are_looked_for_where_the_tool_puts_them() -> None:
    workshop = workshop_of(make_layout(Path("/somewhere")), "python3", None)
    assert workshop.models == default_models()
    assert workshop.models_in == workshop.models.parent / "models-in"
    assert workshop.bootstrap is not None


@pytest.mark.process
def test_a_child_without_models_says_so(tmp_path: Path) -> None:
    way = ask_child(tmp_path / "nothing", find_config())
    assert way.missing in {"not-installed", "no-library"}


@pytest.mark.process
def test_a_damaged_list_of_models_is_said(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("no list")
    way = ask_child(tmp_path, find_config())
    assert way.missing in {"manifest-invalid", "no-library"}
    assert "`make models`" in why_not(way, tmp_path, MODELS_IN)


@pytest.mark.process
def test_a_child_that_says_nothing_is_a_reason_too(tmp_path: Path, mocker) -> None:
    mocker.patch("firmware.reader.face.process.sys.executable", "/bin/false")
    way = ask_child(tmp_path, find_config())
    assert way.missing == "child-failing"
    assert "`uketsuke-face: fault`" in why_not(way, tmp_path, MODELS_IN), "what the child itself says of it"
