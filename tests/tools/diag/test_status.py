from pathlib import Path
from typing import get_args

import pytest

from firmware.face.child.looking import Fault
from firmware.face.engine.availability import Reason as FaceReason
from firmware.face.reasons import PrintReason
from firmware.link.ipc import Reason
from hal.camera import CameraRole
from tests.tools.diag.place import Place
from tools.diag.advice import CHECK_MODELS, LINK
from tools.diag.status import STALE_SECONDS, lines, listening, look, worst
from tools.diag.words import Level, Line

NOW = 1_800_000_000.0


def parts(place: Place, link_listens: bool | None = True) -> dict[str, Line]:
    found = lines(place.site, look(place.state, (place.state / "status.json").stat().st_mtime), link_listens)
    return {line.part: line for line in found}


def test_all_is_well(place: Place) -> None:
    spoken = place.diag("status")
    assert (spoken.status, spoken.err) == (0, "")
    assert "bad" not in spoken.out
    for part in ("reader", "link", "nfc", "display", "keypad", "sound", "records", "visits"):
        assert part in spoken.out


def test_japanese(place: Place) -> None:
    assert "正常" in place.diag("status", lang="ja").out


def test_everything_is_down(place: Place) -> None:
    (place.state / "status.json").unlink()
    place.config.unlink()
    spoken = place.diag("status", "--json")
    assert spoken.status == 1
    levels = {part["part"]: part["level"] for part in spoken.data["parts"]}
    assert levels == {"config reader": "red", "config link": "green", "reader": "red", "link": "amber"}
    assert all(part["todo"]["en"] and part["todo"]["ja"] for part in spoken.data["parts"] if part["level"] != "green")


def test_a_reader_that_hangs(place: Place) -> None:
    place.write_status(age=STALE_SECONDS + 20)
    spoken = place.diag("status")
    assert spoken.status == 1
    assert "no sign of life" in spoken.out
    assert "systemctl restart uketsuke-reader" in spoken.out


@pytest.mark.parametrize(("listens", "level"), [(True, Level.AMBER), (False, Level.RED), (None, Level.AMBER)])
def test_link_while_the_reader_is_down(place: Place, listens: bool | None, level: Level) -> None:
    found = lines(place.site, look(place.root / "nowhere", NOW), listens)
    assert next(line for line in found if line.part == "link").level is level


@pytest.mark.parametrize("reason", list(Reason))
def test_every_state_of_link_has_its_advice(place: Place, reason: Reason) -> None:
    place.write_status(link=reason.value)
    line = parts(place)["link"]
    assert reason in LINK
    assert (line.level is Level.GREEN) == (reason is Reason.CONNECTED) == (line.todo.en == "")


@pytest.mark.parametrize(
    ("changes", "part", "level"),
    [
        ({"ports": {"nfc": "failed"}}, "nfc", Level.RED),
        ({"ports": {"camera": "absent"}}, "camera", Level.AMBER),
        ({"place": "out_of_service"}, "reader", Level.RED),
        ({"place": "maintenance"}, "reader", Level.AMBER),
        ({"place": "starting"}, "reader", Level.AMBER),
        ({"unsaved": 3}, "records", Level.AMBER),
        ({"unsaved": 300}, "records", Level.RED),
        ({"journal_lost": 1}, "disk", Level.RED),
        ({"clock_sure": False}, "clock", Level.AMBER),
        (
            {"latency_ms": {"challenge_signed": {"p50": 1, "p95": 9}, "identified": {"p50": 1, "p95": 4000}}},
            "centre",
            Level.AMBER,
        ),
    ],
)
def test_what_is_bad_says_what_to_do(place: Place, changes: dict, part: str, level: Level) -> None:
    place.write_status(**changes)
    line = parts(place)[part]
    assert line.level is level
    assert line.todo.en
    assert line.todo.ja
    assert worst(tuple(parts(place).values())) >= level


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "0.1.0"}', '{"place": 3}'])
def test_a_broken_status_file_is_a_finding(place: Place, content: str) -> None:
    (place.state / "status.json").write_text(content)
    spoken = place.diag("status")
    assert spoken.status == 1
    assert "status.json" in spoken.out


def test_the_table_of_sockets() -> None:
    table = """Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 41 /run/uketsuke/link.sock
0000000000000000: 00000003 00000000 00000000 0001 03 42 /run/uketsuke/link.sock
0000000000000000: 00000003 00000000 00000000 0001 03 43 /run/other.sock
0000000000000000: 00000003 00000000 00000000 0001 03 44
"""
    assert listening(Path("/run/uketsuke/link.sock"), table)
    assert not listening(Path("/run/other.sock"), table)
    assert not listening(Path("/run/uketsuke/link"), table)
    assert not listening(Path("/run/uketsuke/link.sock"), "")


def test_link_is_found_without_a_word_to_it(place: Place) -> None:
    import socket

    (place.state / "status.json").unlink()
    with socket.socket(socket.AF_UNIX) as link:
        link.bind(str(place.link_socket))
        link.listen()
        link.settimeout(0)
        levels = {part["part"]: part["found"]["en"] for part in place.diag("status", "--json").data["parts"]}
        assert levels["link"].startswith("runs")
        with pytest.raises(BlockingIOError):
            link.accept()


@pytest.mark.parametrize(
    "why", [*FaceReason, *(reason.told for reason in PrintReason), "no-card-camera", "child-failing", "starting"]
)
def test_a_face_way_that_is_not_offered_says_why_and_what_to_do(place: Place, why: str) -> None:
    place.write_status(face=str(why))
    line = parts(place)["face"]
    assert line.level is Level.AMBER
    assert str(why) in line.found.en
    assert line.todo.en
    assert line.todo.ja


@pytest.mark.parametrize(
    ("why", "todo"),
    [
        (
            PrintReason.NO_TEXT_RECOGNITION,
            "run: apt-get install tesseract-ocr tesseract-ocr-jpn, then: systemctl restart uketsuke-reader",
        ),
        (
            PrintReason.NO_LAYOUT,
            "no layout of a card face (.toml) is there; mend the path: face.card_faces in reader.toml",
        ),
        (
            PrintReason.LAYOUT_INVALID,
            "a layout (.toml) in face.card_faces of reader.toml cannot be read; put the product's own there again",
        ),
        (PrintReason.NO_LIBRARY, "install the extra `face` (opencv, numpy)"),
    ],
)
def test_a_card_that_cannot_be_read_has_its_own_advice(place: Place, why: PrintReason, todo: str) -> None:
    place.write_status(face=why.told)
    assert parts(place)["face"].todo.en == todo


def test_only_models_that_are_damaged_are_to_be_verified(place: Place) -> None:
    told = [*(reason.value for reason in FaceReason), *(reason.told for reason in PrintReason)]
    verified = set()
    for why in told:
        place.write_status(face=why)
        verified |= {why} if parts(place)["face"].todo == CHECK_MODELS else set()
    assert verified == {
        "manifest-invalid",
        "model-missing",
        "model-mismatch",
        "model-unusable",
        "no-detector",
        "no-aligner",
        "no-embedder",
    }


def test_a_face_way_that_is_offered_is_well_and_one_that_is_not_wanted_is_not_spoken_of(place: Place) -> None:
    place.write_status(face="ok")
    assert parts(place)["face"].level is Level.GREEN
    place.write_status(face="not-configured")
    assert "face" not in parts(place)


CABLE = "plug the camera's cable in again, at both ends"
POWER = "plug the camera into another USB port; check the power supply, use no hub"
CAMERA_ADVICE = {
    "missing": CABLE,
    "busy": "another program uses the camera: end it, or: systemctl restart uketsuke-reader",
    "stalled": CABLE,
    "black": "take cap or cover off the lens; check that there is light",
    "frozen": POWER,
    "slow": POWER,
}


@pytest.mark.parametrize("camera", get_args(CameraRole))
@pytest.mark.parametrize("fault", get_args(Fault))
def test_a_broken_camera_is_named_with_its_fault_and_is_no_reason_to_close(
    place: Place, camera: str, fault: str
) -> None:
    ports = {"nfc": "ok", "display": "ok", "keypad": "ok", "sound": "ok", "camera": "ok", "card_camera": "ok"}
    place.write_status(ports={**ports, camera: fault})
    found = parts(place)
    assert [name for name in get_args(CameraRole) if found[name].level is Level.AMBER] == [camera]
    assert (found[camera].found.en, found[camera].todo.en) == (fault, CAMERA_ADVICE[fault])
    assert found[camera].todo.ja


def test_a_camera_whose_fault_is_not_known_has_its_advice_too(place: Place) -> None:
    place.write_status(ports={"camera": "failed"})
    assert "lens" in parts(place)["camera"].todo.en
