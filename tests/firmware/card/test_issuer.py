"""From the card face to a configured root, and what is not believed on the way."""

from pathlib import Path

import pytest

from firmware.card.errors import AnchorRefused, IssuerUnknown, SurfaceForged, SurfaceMalformed
from firmware.card.face_file import parse_face_file
from firmware.card.issuer import MOST_ROOTS, SignedFace, check_face, load_anchors, read_anchors
from hal.card.cv import issue_certificate
from hal.card.names import FaceTag
from hal.virtual.card.surface import Attributes, face_file
from tests.hal.virtual.card import cards

from . import faces


def check(raw: bytes, certificate: bytes | None = None, *roots: str) -> SignedFace:
    return check_face(parse_face_file(raw), certificate or faces.issuer_certificate(), faces.anchors(*roots))


def test_a_face_is_believed_under_any_configured_root() -> None:
    for roots in (("root",), ("ca", "root"), ("root", "ca")):
        face = check(faces.raw_face(), None, *roots)
        assert (face.photo, face.sex, repr(face)) == (cards.PHOTO, "1", "<SignedFace>")


def test_expiry_and_code_are_no_part_of_what_is_believed() -> None:
    assert not {"expiry", "code_image", "unsigned"} & set(SignedFace.__slots__)
    changed = faces.rebuilt({FaceTag.EXPIRY: b"20990101", FaceTag.SECURITY_CODE_IMAGE: b"another"})
    assert check(changed).photo == cards.PHOTO, "anybody may change them, and nothing notices"


@pytest.mark.parametrize(
    "changes",
    [
        {FaceTag.PHOTO: cards.PHOTO[:-1] + b"x"},
        {FaceTag.PHOTO: b""},
        {FaceTag.BIRTH_DATE: b"19800218"},
        {FaceTag.SEX: b"2"},
        {FaceTag.NAME_IMAGE: b"other png"},
        {FaceTag.ADDRESS_IMAGE: b""},
        {FaceTag.SIGNATURE: bytes(256)},
        {FaceTag.SIGNATURE: b"\xff" * 256},
    ],
    ids=["photo", "no photo", "birth", "sex", "name", "address", "zeros", "larger than the key"],
)
def test_a_changed_face_is_forged(changes: dict[FaceTag, bytes]) -> None:
    with pytest.raises(SurfaceForged):
        check(faces.rebuilt(changes))


def test_a_face_signed_by_somebody_else_is_forged() -> None:
    attributes = Attributes("19800217", "1", "20350217", b"", b"", b"\x00photo of another", b"")
    with pytest.raises(SurfaceForged):
        check(face_file(attributes, cards.rsa_key("own"), cards.rsa_key("own").public_key()))


def test_an_issuer_without_a_configured_root_is_unknown() -> None:
    with pytest.raises(IssuerUnknown):
        check(faces.raw_face(), None, "ca")
    own = issue_certificate(cards.rsa_key("issuer"), cards.rsa_key("issuer").public_key())
    with pytest.raises(IssuerUnknown):
        check(faces.raw_face(), own)
    with pytest.raises(IssuerUnknown):
        check_face(parse_face_file(faces.raw_face()), faces.issuer_certificate(), load_anchors([], production=False))


@pytest.mark.parametrize("raw", [b"\x7f\x21\x00", faces.__name__.encode(), b"\x04\x00"])
def test_a_certificate_of_another_form_is_malformed(raw: bytes) -> None:
    with pytest.raises(SurfaceMalformed, match="certificate"):
        check(faces.raw_face(), raw)


def test_anchors_come_from_a_directory(tmp_path: Path) -> None:
    (tmp_path / "demo-root.pem").write_bytes(faces.demo_pem())
    (tmp_path / "older.pem").write_bytes(faces.demo_pem("ca"))
    (tmp_path / "notes.txt").write_text("not looked at")
    assert len(read_anchors(tmp_path, production=False).keys) == 2
    with pytest.raises(AnchorRefused, match=r"demo-root\.pem.*production needs"):
        read_anchors(tmp_path, production=True)


def test_a_directory_without_anchors_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(AnchorRefused, match=r"no \.pem"):
            read_anchors(place, production=False)
    (tmp_path / "directory.pem").mkdir()
    with pytest.raises(AnchorRefused, match="directory"):
        read_anchors(tmp_path, production=False)


def test_real_roots_are_for_production_only() -> None:
    real = [("real.pem", cards.public_pem(cards.rsa_key("root")).encode())]
    assert len(load_anchors(real, production=True).keys) == 1
    with pytest.raises(AnchorRefused, match="no root of a demo"):
        load_anchors(real, production=False)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"JPKI-DEMO nothing", "no public key"),
        (b"O=JPKI-DEMO\n" + cards.pem(cards.p384_key()).encode(), "no public key"),
        (faces.demo_pem().replace(b"MIIB", b"MIIC"), "no public key"),
    ],
    ids=["text", "private key", "damaged"],
)
def test_what_is_no_root_is_named(data: bytes, problem: str) -> None:
    with pytest.raises(AnchorRefused, match=f"bad.pem.*{problem}"):
        load_anchors([("bad.pem", data)], production=False)


def test_there_are_not_too_many() -> None:
    with pytest.raises(AnchorRefused, match="at most"):
        load_anchors([("one.pem", faces.demo_pem())] * (MOST_ROOTS + 1), production=False)
