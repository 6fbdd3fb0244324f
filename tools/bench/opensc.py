"""OpenSC and this product on the same card behind the same pcscd: commands sent and time taken."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from firmware.card.detect import CardKind
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.card.profile import load_profile
from hal.nfc import NfcReader
from hal.virtual.client import BenchClient
from tools.bench.errors import BenchmarkError


@dataclass(frozen=True, slots=True)
class Work:
    """How many commands and how many milliseconds it took to read the certificate and sign once."""

    apdus: int
    ms: float


def by_opensc(tray: BenchClient, environment: dict[str, str], directory: Path, pin: str) -> Work:
    """`pkcs15-tool --read-certificate` and `pkcs11-tool --sign`. Raises BenchmarkError."""
    if shutil.which("pkcs11-tool") is None:
        raise BenchmarkError("OpenSC is not installed: apt-get install opensc")
    (directory / "data").write_bytes(b"challenge")
    files = ("--input-file", str(directory / "data"), "--output-file", str(directory / "signature"))
    login = ("--login", "--pin", pin, "--id", "01")
    before, began = tray.snapshot().apdus, time.perf_counter()
    for command in (
        ("pkcs15-tool", "--read-certificate", "1"),
        ("pkcs11-tool", "--sign", "--mechanism", "SHA256-RSA-PKCS", *login, *files),
    ):
        environ = {**os.environ, **environment, "HOME": str(directory)}
        done = subprocess.run(command, env=environ, capture_output=True, check=False)
        if done.returncode != 0:
            raise BenchmarkError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-200:]}")
    return Work(tray.snapshot().apdus - before, (time.perf_counter() - began) * 1000)


def by_us(tray: BenchClient, nfc: NfcReader, profile: Path, pin: str) -> Work:
    """The same with a card session of this product. Raises BenchmarkError."""
    profiles = (load_profile(profile.read_text()),)
    before, began = tray.snapshot().apdus, time.perf_counter()
    with CardSession(nfc, profiles) as session:
        if session.detect() is not CardKind.MY_NUMBER:
            raise BenchmarkError("the card on the virtual reader was not recognised")
        authentication = session.authentication
        authentication.read_certificate()
        authentication.tries_left()
        authentication.verify_pin(Pin(pin))
        authentication.sign(b"challenge")
    taken = (time.perf_counter() - began) * 1000
    return Work(tray.snapshot().apdus - before, taken)
