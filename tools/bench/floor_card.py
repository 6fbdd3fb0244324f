"""The floor of the card: the bare commands of a PIN visit, with nothing around them."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from hal.card.names import SHA256_DIGEST_INFO
from hal.nfc import NfcReader
from hal.virtual.card.files import load_card

Transmit = Callable[[bytes], bytes]
SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
LABEL = bytes.fromhex("00B0860020")
FIRST_PART = bytes.fromhex("00B08A0000")
TRIES = bytes.fromhex("00200098")


def bare_visit(transmit: Transmit, pin: str) -> float:
    """Milliseconds of the twelve commands of a PIN visit; the answers are not looked at more than needed."""
    began = time.perf_counter()
    transmit(SELECT_JPKI)
    transmit(LABEL)
    first = transmit(FIRST_PART)
    size = 4 + int.from_bytes(first[2:4], "big")
    for offset in range(256, size, 256):
        transmit(bytes((0, 0xB0, offset >> 8, 0, min(256, size - offset) % 256)))
    transmit(TRIES)
    transmit(bytes.fromhex("0020009804") + pin.encode())
    digest = hashlib.sha256(b"anything").digest()
    data = SHA256_DIGEST_INFO + digest
    transmit(bytes((0x80, 0x2A, 0x00, 0x97, len(data))) + data + b"\x00")
    return (time.perf_counter() - began) * 1000


def in_process(card_file: Path, pin: str) -> tuple[float, float]:
    """Milliseconds of powering up the virtual card as an object, and of the bare commands to it."""
    card = load_card(card_file)
    began = time.perf_counter()
    card.power_on()
    opened = time.perf_counter()
    taken = bare_visit(card.execute, pin)
    card.power_off()
    return (opened - began) * 1000, taken


def over_reader(nfc: NfcReader, pin: str) -> tuple[float, float]:
    """Milliseconds of opening the card through a card reader driver, and of the bare commands to it."""
    began = time.perf_counter()
    with nfc.connect() as connection:
        return (time.perf_counter() - began) * 1000, bare_visit(connection.transmit, pin)
