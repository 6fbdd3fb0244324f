"""Who issued a card face: configured municipality roots, the issuer's certificate of the card, the file's signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from firmware.card.errors import AnchorRefused, IssuerUnknown, SurfaceForged, SurfaceMalformed
from firmware.card.face_file import FaceFile
from firmware.trust import is_demo
from hal.card.cv import CvCertificate, CvError, parse_certificate
from hal.card.names import THREE_SHA256_DIGEST_INFO

ROOT_BITS = 2048
MOST_ROOTS = 16
"""Each is tried in turn; three are known to be in circulation for all applications of the card together."""


@dataclass(frozen=True, slots=True)
class MunicipalityAnchors:
    """Public keys of the roots under which municipalities issue card faces; all equally trusted.

    They are tried one after the other, not looked up: how real key identifiers are made is not published.
    """

    keys: tuple[RSAPublicKey, ...]


@dataclass(frozen=True, slots=True)
class SignedFace:
    """What a municipality signed about the holder. `photo` is empty where the card holds none.

    Expiry and security code are not here: they are not signed.
    """

    birth_date: date
    sex: str
    public_key: RSAPublicKey
    photo: bytes

    def __repr__(self) -> str:
        return "<SignedFace>"


def read_anchors(directory: Path, *, production: bool) -> MunicipalityAnchors:
    """The roots in the `.pem` files of a directory. Raises AnchorRefused, also where there is none."""
    try:
        files = [(path.name, path.read_bytes()) for path in sorted(directory.glob("*.pem"))]
    except OSError as error:
        raise AnchorRefused(directory.name, error.strerror or "cannot be read") from error
    if not files:
        raise AnchorRefused(directory.name, "there is no .pem file in this directory; card faces cannot be checked")
    return load_anchors(files, production=production)


def load_anchors(files: Iterable[tuple[str, bytes]], *, production: bool) -> MunicipalityAnchors:
    """Roots from pairs of name and PEM (SubjectPublicKeyInfo; a demo's has its mark in front of it).

    Raises AnchorRefused for what is no such key, for a demo root in production and for a real one in a demo.
    """
    keys = tuple(_anchor(name, data, production) for name, data in files)
    if len(keys) > MOST_ROOTS:
        raise AnchorRefused("directory", f"{len(keys)} roots, at most {MOST_ROOTS} are tried; take out the old ones")
    return MunicipalityAnchors(keys)


def _anchor(name: str, data: bytes, production: bool) -> RSAPublicKey:
    demo = is_demo(data)
    if demo and production:
        raise AnchorRefused(name, "is the root of a demo; a reader in production needs the municipalities' own")
    if not demo and not production:
        raise AnchorRefused(name, "is no root of a demo; a reader that is not in production must not trust it")
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise AnchorRefused(name, "is no public key in PEM") from error
    if not isinstance(key, RSAPublicKey) or key.key_size != ROOT_BITS:
        raise AnchorRefused(name, f"is no RSA key of {ROOT_BITS} bits")
    return key


def check_face(face: FaceFile, certificate: bytes, anchors: MunicipalityAnchors) -> SignedFace:
    """What of a face file its issuer stands for. `certificate` is EF 0004 of the same card.

    Raises SurfaceMalformed, IssuerUnknown, SurfaceForged.
    """
    issuer = _issuer(certificate, anchors)
    try:
        signed = issuer.key.recover_data_from_signature(face.signature, padding.PKCS1v15(), None)
    except (InvalidSignature, ValueError) as error:
        raise SurfaceForged from error
    if signed != THREE_SHA256_DIGEST_INFO + face.digests:
        raise SurfaceForged
    return SignedFace(face.birth_date, face.sex, face.public_key, face.photo)


def _issuer(raw: bytes, anchors: MunicipalityAnchors) -> CvCertificate:
    try:
        certificate = parse_certificate(raw)
    except CvError as error:
        raise SurfaceMalformed(str(error)) from error
    if not any(certificate.signed_by(key) for key in anchors.keys):
        raise IssuerUnknown
    return certificate
