"""Test cards: keys and certificates are made once a run, contents as a test needs them."""

import functools
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from hal.card.cv import issue_certificate
from hal.card.profile import CardProfile, load_profile
from hal.virtual.card.contents import CardContents
from hal.virtual.card.surface import Attributes, Municipality, build_surface

PIN = "1234"
WRONG_PIN = "9999"
SIGN_PASSWORD = "ABC123"
NUMBER_A = "123456789018"
NUMBER_B = "55021720352285"
CARDS = Path(__file__).parents[4] / "config" / "cards"
_CERTIFICATE_BYTES = 1600  # real ones take 1.3 to 1.6 kB; the demo's are made as long by this extension


@functools.cache
def profile(name: str = "my-number-2016") -> CardProfile:
    return load_profile((CARDS / f"{name}.toml").read_text())


@functools.cache
def rsa_key(use: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@functools.cache
def p384_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@functools.cache
def certificate(use: str, generation: str = "my-number-2016") -> bytes:
    key = rsa_key(use) if generation == "my-number-2016" else p384_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"TEST{use.upper()}13101001A")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-DEMO")]))
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2031, 1, 1, tzinfo=UTC))
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
    )
    plain = builder.sign(rsa_key("ca"), hashes.SHA256()).public_bytes(Encoding.DER)
    filler = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), bytes(_CERTIFICATE_BYTES - len(plain) - 20))
    return builder.add_extension(filler, critical=False).sign(rsa_key("ca"), hashes.SHA256()).public_bytes(Encoding.DER)


def contents(**changes: object) -> CardContents:
    plain = CardContents(
        kind="my-number",
        profile=profile(),
        auth_certificate=certificate("auth"),
        auth_key=pem(rsa_key("auth")),
        auth_ca=certificate("ca"),
        sign_certificate=certificate("sign"),
        sign_key=pem(rsa_key("sign")),
        sign_ca=certificate("ca"),
        pin=PIN,
        sign_password=SIGN_PASSWORD,
    )
    return msgspec.structs.replace(plain, **changes)


def next_generation(**changes: object) -> CardContents:
    return contents(
        profile=profile("next-generation"),
        auth_certificate=certificate("auth", "next-generation"),
        auth_key=pem(p384_key()),
        sign_certificate=b"",
        sign_key="",
        **changes,
    )


PHOTO = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(range(256)) * 20


@functools.cache
def with_surface() -> CardContents:
    attributes = Attributes("19800217", "1", "20350217", b"name png", b"address png" * 30, PHOTO, b"code png")
    issuer = Municipality("13101", rsa_key("issuer"), rsa_key("root"))
    surface = build_surface(attributes, issuer, rsa_key("own"), NUMBER_A, NUMBER_B)
    return contents(surface=surface, terminal_authority=public_pem(rsa_key("terminal root")))


def public_pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@functools.cache
def terminal_certificate(root: str = "terminal root") -> bytes:
    return issue_certificate(rsa_key(root), rsa_key("terminal").public_key())
