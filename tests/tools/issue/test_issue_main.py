"""The command line and the smaller parts."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tools.issue.canaries import canaries
from tools.issue.errors import PersonsInvalid
from tools.issue.identity import fresh, holder_code, sign_password
from tools.issue.lettering import text_image
from tools.issue.main import main
from tools.issue.persons import PersonPlan, read_persons
from tools.issue.photo import MAX_BYTES, SIZE, draw_photo, photo_of
from tools.issue.place import Place


def test_a_photo_is_a_small_grey_jpeg_2000_of_its_own() -> None:
    photo = draw_photo("asagao")
    assert photo == draw_photo("asagao")
    assert photo != draw_photo("hinata")
    assert photo[4:8] == b"jP  "
    assert len(photo) <= MAX_BYTES
    with Image.open(io.BytesIO(photo)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG2000", "L", SIZE)


@pytest.mark.parametrize("fonts", [True, False])
def test_text_becomes_a_black_and_white_picture_with_and_without_a_font(
    fonts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not fonts:
        monkeypatch.setattr("tools.issue.lettering._FONTS", ("no such font.ttf",))
    pictures = [text_image(text, (360, 40)) for text in ("架空橋 朝顔", "仮名沢 日向")]
    assert pictures[0] != pictures[1]
    with Image.open(io.BytesIO(pictures[0])) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "1", (360, 40))
        assert image.getextrema() == (0, 255)


def test_canaries_name_everybody_and_hold_no_pin(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    found = canaries(demo)
    assert {canary.person for canary in found} == {plan.id for plan in plans}
    values = {canary.text for canary in found}
    assert {"架空橋 朝顔", "架空橋", "朝顔", "カクウバシ アサガオ", "19740718", "1974-07-18", "7300412"} <= values
    assert "" not in {canary.text or canary.hex for canary in found}
    assert not {plan.pin for plan in plans} & values
    photo = photo_of(plans[0])
    pieces = [bytes.fromhex(canary.hex) for canary in found if canary.person == "asagao" and canary.hex]
    assert len(pieces) == 3
    assert all(piece in photo for piece in pieces)


def test_the_canaries_are_printed_or_written(demo: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["canaries", "--out", str(demo.root)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["canaries", "--out", str(demo.root), "--file", str(tmp_path / "list.json")]) == 0
    assert json.loads((tmp_path / "list.json").read_text()) == printed
    assert {"person", "kind"} <= set(printed[0])


@pytest.mark.parametrize(
    "arguments",
    [
        ["canaries", "--out", "{place}"],
        ["person", "--out", "{place}", "--like", "asagao", "--as", "x"],
        ["demo", "--out", "{place}", "--region", "99"],
        ["demo", "--out", "{place}", "--device", "central"],
        ["demo", "--out", "{place}", "--persons", "{place}/none.toml"],
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    place = str(tmp_path / "state")
    assert main([argument.format(place=place) for argument in arguments]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert err.startswith("uketsuke-issue: ")


@pytest.mark.parametrize("new", ["", "A", "ä", "1a", "a/b", "../x", "a" * 41])
def test_an_id_that_could_leave_the_directory_is_refused(new: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["person", "--like", "asagao", "--as", new])
    assert "an id has" in capsys.readouterr().err


PERSON = """
[[person]]
id = "a"
kind = "ordinary"
title_ja = "x"
title_en = "x"
name = "甲 乙"
kana = "コウ オツ"
sex = "female"
address = "x"
born = { years = 30 }
pin = "4827"
"""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PERSON.replace('pin = "4827"', 'pin = "482"'), r"person\[0\].pin"),
        (PERSON.replace('sex = "female"', 'sex = "x"'), r"person\[0\].sex"),
        (PERSON + 'colour = "red"', "colour"),
        (PERSON + PERSON, "the same id"),
        (PERSON + PERSON.replace('"a"', '"b"'), "the same name"),
        (PERSON + PERSON.replace('"a"', '"b"').replace("甲", "丙"), "the same pin"),
        ("[[person]", "persons"),
    ],
)
def test_a_list_of_persons_with_a_mistake_is_refused(text: str, problem: str) -> None:
    with pytest.raises(PersonsInvalid, match=problem):
        read_persons(text, "persons.toml")


def test_values_that_follow_from_an_id_do_not_change_and_do_not_meet(plans: tuple[PersonPlan, ...]) -> None:
    ids = [f"asagao-{number}" for number in range(200)]
    made = [fresh(plans[0], one, ()) for one in ids]
    assert len({plan.name for plan in made}) == 200
    assert fresh(plans[0], "asagao-7", ()) == made[7]
    assert len({holder_code(one) for one in ids}) == 200
    assert all(len(sign_password(one)) == 10 and sign_password(one).isupper() for one in ids)
    assert fresh(plans[0], "asagao-7", (made[7],)).pin != made[7].pin
    assert repr(made[0]) == "<PersonPlan ordinary>"
