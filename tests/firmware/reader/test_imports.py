"""What may be loaded before the first picture stands, and at all in the process that has no network."""

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmware.card.issuer import ROOT_BITS
from firmware.trust import DEMO_MARK
from tests.firmware.reader.site import ROOT, ReaderSite

HEAVY = {"cv2", "numpy", "joserfc", "cryptography", "smartcard", "asyncio", "ssl", "email", "sqlite3"}
PICTURES = {"cv2", "numpy", "onnx"}
NETWORK = {"paho", "gmqtt", "aiohttp", "http.client", "urllib.request", "xmlrpc", "ftplib", "smtplib"}

FIRST_PICTURE = """
import sys
from hal.virtual.display import VirtualDisplay
def show(self, frame):
    print(sorted(name for name in {names} if name in sys.modules), frame)
    sys.exit(0)
VirtualDisplay.show = show
sys.argv = ["uketsuke-reader", "--config", "{config}"]
from firmware.reader.main import main
main()
"""


def run(program: str) -> str:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("driver", ["virtual", "pcsc"])
def test_the_first_picture_waits_for_nothing_heavy(tmp_path, driver: str) -> None:
    site = ReaderSite(tmp_path)
    bench = str(tmp_path / "bench.sock") if driver == "virtual" else ""
    site.configure(lambda table: table.update(hardware={"bench": bench, "nfc": {"driver": driver}}))
    assert run(FIRST_PICTURE.format(names=HEAVY, config=site.config)) == "[] Frame(800x480)"


SERVED = """
import os, signal, sys
from firmware.reader.app import App
def turn(self):
    os.kill(os.getpid(), signal.SIGTERM)
App.turn = turn
sys.argv = ["uketsuke-reader", "--config", "{config}"]
from firmware.reader.main import main
main()
print(sorted(name for name in {names} if name in sys.modules))
"""


def test_the_reader_brings_no_means_to_speak_to_a_network() -> None:
    program = f"import sys, firmware.reader.serving; print(sorted({NETWORK} & set(sys.modules)))"
    assert run(program) == "[]"


def test_the_process_that_sees_pins_works_on_no_picture_from_outside(tmp_path) -> None:
    site = ReaderSite(tmp_path)
    root = generate_private_key(65537, ROOT_BITS).public_key()
    (tmp_path / "roots").mkdir()
    site.write("roots/root.pem", DEMO_MARK + b"\n" + root.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    camera = {"driver": "opencv", "device": "/dev/none"}
    hardware = {"camera": camera, "card_camera": {**camera, "device": "/dev/none2"}}
    face = {"models": str(tmp_path), "card_faces": str(tmp_path), "municipalities": str(tmp_path / "roots")}
    site.configure(lambda table: table.update(hardware=hardware, face=face))
    assert run(SERVED.format(names=PICTURES, config=site.config)) == "[]"


@pytest.mark.parametrize("module", ["firmware.reader.settings", "firmware.reader.production", "firmware.reader.errors"])
def test_a_configuration_is_read_without_anything_heavy(module: str) -> None:
    program = f"import sys, {module}; print(sorted(({HEAVY} | {{'PIL'}}) & set(sys.modules)))"
    assert run(program) == "[]"
