"""The roots of a demo that are no X.509 certificates: of municipalities and of terminals."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from hal.card.cv import CvCertificate, parse_certificate
from hal.virtual.card.contents import CardContents
from hal.virtual.card.files import read_card_file
from tools.issue.place import Place


def anchor(demo: Place, name: str) -> rsa.RSAPublicKey:
    data = demo.read(name)
    assert b"JPKI-DEMO" in data, "a reader in production refuses it by this mark"
    key = load_pem_public_key(data)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def contents(demo: Place) -> CardContents:
    return read_card_file(demo.root / "cards/asagao.card").contents


def test_the_municipality_is_certified_by_the_root_in_the_anchors(demo: Place) -> None:
    surface = contents(demo).surface
    assert surface is not None
    certificate = parse_certificate(surface.issuer_certificate)
    assert certificate.signed_by(anchor(demo, "ca/municipality/demo-root.pem"))


def test_the_centre_has_a_terminal_key_that_the_cards_root_certified(demo: Place) -> None:
    certificate: CvCertificate = parse_certificate(demo.read("central/terminal.cv"))
    root = anchor(demo, "ca/terminal-root.pem")
    assert certificate.signed_by(root)
    key = load_pem_private_key(demo.read("central/terminal.key"), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.public_key() == certificate.key
    assert load_pem_public_key(contents(demo).terminal_authority.encode()) == root


@pytest.mark.parametrize("name", ["kaoru", "lockmaru", "mutsuki"])
def test_cards_without_a_usable_pin_know_the_root_too(demo: Place, name: str) -> None:
    assert read_card_file(demo.root / f"cards/{name}.card").contents.terminal_authority
