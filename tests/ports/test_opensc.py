"""Software that knows nothing of this project takes the virtual card for a JPKI card: real OpenSC, real pcscd."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.hal.virtual.card import cards

from .rigs import PcscRig

pytestmark = pytest.mark.process
LIMIT = 60.0  # seconds against hanging; each takes 0.2


@dataclass
class Ran:
    status: int
    text: str
    errors: str
    apdus: int


@dataclass
class OpenSc:
    rig: PcscRig
    directory: Path

    def run(self, *command: str) -> Ran:
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed: apt-get install opensc openssl")
        # a home of its own: what OpenSC keeps of another card must not answer for this one
        environment = {**os.environ, "HOME": str(self.directory)}
        before = self.rig.apdus()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
        return Ran(done.returncode, done.stdout, done.stderr, self.rig.apdus() - before)

    def sign(self, pin: str) -> Ran:
        (self.directory / "data").write_bytes(b"challenge of the centre")
        login = ("--login", "--pin", pin, "--id", "01")
        files = ("--input-file", str(self.directory / "data"), "--output-file", str(self.directory / "signature"))
        return self.run("pkcs11-tool", "--sign", "--mechanism", "SHA256-RSA-PKCS", *login, *files)


@pytest.fixture
def opensc(pcsc_rig: PcscRig, tmp_path: Path) -> OpenSc:
    return OpenSc(pcsc_rig, tmp_path)


def test_it_is_recognised(opensc: OpenSc) -> None:
    opensc.rig.insert(cards.contents())
    named = opensc.run("opensc-tool", "-n")
    assert (named.status, named.text.strip()) == (0, "jpki")
    assert named.apdus < 60


def test_its_certificates_are_listed_and_read(opensc: OpenSc) -> None:
    opensc.rig.insert(cards.contents())
    listed = opensc.run("pkcs15-tool", "-c")
    assert "User Authentication Certificate" in listed.text
    read = opensc.run("pkcs15-tool", "--read-certificate", "1")
    assert x509.load_pem_x509_certificate(read.text.encode()) == x509.load_der_x509_certificate(
        cards.certificate("auth")
    )


def test_the_pin_is_verified_and_the_signature_is_right(opensc: OpenSc, tmp_path: Path) -> None:
    opensc.rig.insert(cards.contents())
    signed = opensc.sign(cards.PIN)
    assert signed.status == 0, signed.errors
    certificate = x509.load_der_x509_certificate(cards.certificate("auth"))
    key = tmp_path / "key.pem"
    key.write_bytes(certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    files = ("-signature", str(tmp_path / "signature"), str(tmp_path / "data"))
    checked = opensc.run("openssl", "dgst", "-sha256", "-verify", str(key), *files)
    assert checked.text.strip() == "Verified OK"
    assert 20 < signed.apdus < 200, "OpenSC's count is what the product's 12 are compared with"


def test_a_wrong_pin_is_refused_and_costs_one_try(opensc: OpenSc) -> None:
    opensc.rig.insert(cards.contents())
    assert "CKR_PIN_INCORRECT" in opensc.sign(cards.WRONG_PIN).errors
    shown = opensc.run("pkcs15-tool", "--list-pins")
    assert "Tries left     : 2" in shown.text


def test_a_driving_licence_is_none(opensc: OpenSc) -> None:
    opensc.rig.insert(cards.contents(kind="licence"))
    named = opensc.run("opensc-tool", "-n")
    assert "jpki" not in named.text
