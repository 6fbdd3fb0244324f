"""The card face as untrusted input: whatever is in it, fields or one error come out."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from firmware.card.errors import SurfaceMalformed
from firmware.card.face_file import FaceFile, parse_face_file
from hal.card.names import FaceTag
from tests.hal.virtual.card import cards
from tests.support.issued import ROOT

from . import faces

SEED = 20261122
LONGEST_MS = 1000
MOST_BYTES = 200 * 1024 * 1024


def test_the_fields_of_a_card_face() -> None:
    face = parse_face_file(faces.raw_face())
    assert (face.birth_date, face.sex, face.photo) == (date(1980, 2, 17), "1", cards.PHOTO)
    assert face.public_key == cards.rsa_key("own").public_key()
    assert (len(face.digests), len(face.signature)) == (96, 256)
    assert (face.unsigned.expiry, face.unsigned.code_image) == (date(2035, 2, 17), b"code png")


def test_names_and_addresses_are_not_kept_and_nothing_shows_itself() -> None:
    face = parse_face_file(faces.raw_face())
    kept = [getattr(face, name) for name in FaceFile.__slots__]
    assert not any(isinstance(value, bytes) and (b"name png" in value or b"address png" in value) for value in kept)
    assert (repr(face), repr(face.unsigned)) == ("<FaceFile>", "<Unsigned>")


@pytest.mark.parametrize(
    ("number", "offset"),
    [(0, 0), (0, 8), (3, 0xFFFF), (8, 0xFFFF), (4, 3), (5, 0)],
    ids=["start", "table", "outside", "last outside", "unordered", "zero"],
)
def test_an_offset_that_points_elsewhere_is_refused(number: int, offset: int) -> None:
    with pytest.raises(SurfaceMalformed, match="offset"):
        parse_face_file(faces.with_offset(number, offset))


@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize("by", [-1, 1])
def test_overlaps_and_gaps_are_refused(number: int, by: int) -> None:
    with pytest.raises(SurfaceMalformed):
        parse_face_file(faces.with_offset(number, faces.offset(number) + by))


def test_two_fields_in_one_place_are_refused() -> None:
    with pytest.raises(SurfaceMalformed):
        parse_face_file(faces.with_offset(7, faces.offset(8)))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({FaceTag.BIRTH_DATE: b"1980021"}, "birth date"),
        ({FaceTag.BIRTH_DATE: b"19800230"}, "birth date"),
        ({FaceTag.BIRTH_DATE: b"1980\xb2\xb300"}, "birth date"),
        ({FaceTag.SEX: b"3"}, "sex"),
        ({FaceTag.SEX: b"11"}, "sex"),
        ({FaceTag.PUBLIC_KEY: b"\x90\x01\x03"}, "public key"),
        ({FaceTag.SIGNATURE: bytes(255)}, "signature"),
    ],
)
def test_fields_of_a_wrong_form_are_refused(changes: dict[FaceTag, bytes], problem: str) -> None:
    with pytest.raises(SurfaceMalformed, match=problem):
        parse_face_file(faces.rebuilt(changes))


@pytest.mark.parametrize("table", [b"", bytes(16), bytes(20)])
def test_a_table_of_another_length_is_refused(table: bytes) -> None:
    with pytest.raises(SurfaceMalformed):
        parse_face_file(faces.rebuilt({}, table=table))


@pytest.mark.parametrize("photo", [b"", b"\xff" * 400, bytes(7)])
def test_a_card_without_a_photo_has_an_empty_one(photo: bytes) -> None:
    assert parse_face_file(faces.rebuilt({FaceTag.PHOTO: photo})).photo == b""


def test_an_expiry_that_is_no_day_spoils_nothing() -> None:
    assert parse_face_file(faces.rebuilt({FaceTag.EXPIRY: b"never"})).unsigned.expiry is None


def test_filler_may_follow_and_nothing_else() -> None:
    assert parse_face_file(faces.rebuilt({}, trailer=b"\xff" * 40)).photo == cards.PHOTO
    for trailer in (b"\xff\x01", b"\xdf\x27\x00"):
        with pytest.raises(SurfaceMalformed, match="follows"):
            parse_face_file(faces.rebuilt({}, trailer=trailer))
    with pytest.raises(SurfaceMalformed):
        parse_face_file(faces.raw_face() + b"\xff")


def test_no_part_of_a_face_is_one() -> None:
    raw = faces.raw_face()
    for length in (*range(60), *range(60, len(raw), 97), len(raw) - 1):
        with pytest.raises(SurfaceMalformed):
            parse_face_file(raw[:length])


def damaged(count: int) -> dict[str, Any]:
    """What became of so many mutants in a process of their own: read, refused as malformed or forged, and the cost."""
    command = [sys.executable, "-m", "tests.firmware.card.fuzz", str(count), str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def check(ends: dict[str, Any], count: int) -> None:
    assert ends["read"] + ends["malformed"] + ends["forged"] == sum(ends["kinds"].values()) == count
    assert ends["slowest_ms"] <= LONGEST_MS
    assert ends["grown"] <= MOST_BYTES


def test_damaged_faces_end_with_fields_or_the_error() -> None:
    ends = damaged(1000)
    check(ends, 1000)
    assert ends["malformed"] > 500
    assert min(ends["read"], ends["forged"]) > 20


@pytest.mark.prove
def test_ten_thousand_damaged_faces_end_with_fields_or_the_error(record_property) -> None:
    ends = damaged(10_000)
    kinds = ends.pop("kinds")
    for name, value in ends.items():
        record_property(name, value)
    record_property("damage", ", ".join(f"{name} {count}" for name, count in kinds.items()))
    check({**ends, "kinds": kinds}, 10_000)
