"""The card face as untrusted input: whatever is in it, fields or one error come out."""

import random
from datetime import date

import pytest

from firmware.card.errors import SurfaceMalformed
from firmware.card.face_file import FaceFile, parse_face_file
from hal.card.names import FaceTag
from tests.hal.virtual.card import cards

from . import faces

SEED = 20261122


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


def damaged(count: int) -> tuple[int, int]:
    """How many of `count` mutants were read and refused; anything else is an error of the test."""
    chance = random.Random(SEED)
    raw, refused = faces.raw_face(), 0
    for _ in range(count):
        mutant = bytearray(raw[: chance.randrange(len(raw))] if chance.random() < 0.1 else raw)
        for _ in range(chance.randrange(1, 6)):
            if mutant:
                # headers, offsets and short fields are in front and behind; the photo in between is not read here
                place = chance.choice((chance.randrange(350), chance.randrange(len(raw)), -chance.randrange(1, 320)))
                mutant[place % len(mutant)] = chance.randrange(256)
        try:
            parse_face_file(bytes(mutant))
        except SurfaceMalformed:
            refused += 1
    return count - refused, refused


def test_damaged_faces_end_with_fields_or_the_error() -> None:
    read, refused = damaged(1000)
    assert read > 50
    assert refused > 200


@pytest.mark.prove
def test_ten_thousand_damaged_faces_end_with_fields_or_the_error(record_property) -> None:
    read, refused = damaged(10_000)
    record_property("mutants", 10_000)
    record_property("refused", refused)
    assert read + refused == 10_000
