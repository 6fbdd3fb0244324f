"""Reads mutants of a card face in a process of its own, so that a crash is a result: python -m … COUNT SEED."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable

from firmware.card.errors import SurfaceForged, SurfaceMalformed
from firmware.card.face_file import parse_face_file
from firmware.card.issuer import MunicipalityAnchors, check_face
from hal.card import tlv
from hal.card.names import FaceTag

from . import faces

KIB = 1024
_OFFSETS = 9
_LENGTHS = tuple(map(bytes.fromhex, ("80", "81", "82FFFF", "820000", "83010000", "84FFFFFFFF", "FF", "00")))
"""Lengths as no card has them: without an end, cut off, longer than the file, in forms of more bytes than two."""

Damage = Callable[[bytearray, random.Random], bytearray]


def anywhere(raw: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randrange(1, 6)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return raw


def outside_of_photo(raw: bytearray, chance: random.Random) -> bytearray:
    """Headers, offsets and short fields are in front and behind."""
    for _ in range(chance.randrange(1, 6)):
        raw[chance.choice((chance.randrange(350), -chance.randrange(1, 320)))] = chance.randrange(256)
    return raw


def offsets(raw: bytearray, chance: random.Random) -> bytearray:
    """The table says something else, once or several times."""
    for _ in range(chance.choice((1, 1, 2, _OFFSETS))):
        number = chance.randrange(_OFFSETS)
        known = faces.offset(number)
        others = (0, 1, known - 1, known + 1, known + 256, 0x7FFF, 0xFFFF, len(raw), faces.offset(chance.randrange(9)))
        at = faces.table_place(number)
        raw[at : at + 2] = (chance.choice(others) % 0x10000).to_bytes(2, "big")
    return raw


def lengths(raw: bytearray, chance: random.Random) -> bytearray:
    """A field says that it is longer, shorter or endless."""
    number = chance.randrange(_OFFSETS)
    at = chance.choice((2, faces.FIRST_OFFSET, faces.offset(number) + 2))
    if chance.random() < 0.5:
        raw[at] = chance.randrange(256)
    else:
        wrong = chance.choice(_LENGTHS)
        raw[at : at + len(wrong)] = wrong
    return raw


def tags(raw: bytearray, chance: random.Random) -> bytearray:
    """A field is called like another, or like none."""
    at = faces.offset(chance.randrange(_OFFSETS))
    raw[at : at + 2] = chance.choice((*FaceTag, 0x0000, 0xFFFF, 0xDF80, 0x1F21)).to_bytes(2, "big")
    return raw


def fields(raw: bytearray, chance: random.Random) -> bytearray:
    """Other values with a table that fits: nothing but the values themselves can be wrong."""
    tag = chance.choice([tag for tag in FaceTag if tag not in (FaceTag.FILE, FaceTag.OFFSETS)])
    value = chance.choice(
        (b"", b"\0", bytes(8), chance.randbytes(8), chance.randbytes(256), b"\xff" * 300, bytes(4000))
    )
    return bytearray(faces.rebuilt({tag: value}))


def cut(raw: bytearray, chance: random.Random) -> bytearray:
    return raw[: chance.randrange(len(raw))]


def longer(raw: bytearray, chance: random.Random) -> bytearray:
    """Something inside twice, or something behind."""
    at = chance.randrange(len(raw))
    more = chance.choice((raw[at : at + 64], b"\xff" * 40, bytes(40), chance.randbytes(8)))
    place = chance.choice((at, len(raw)))
    raw[place:place] = more
    return raw


KINDS: tuple[Damage, ...] = (anywhere, outside_of_photo, offsets, lengths, tags, fields, cut, longer)


def outcome(mutant: bytes, signed: tuple[int, bytes], anchors: MunicipalityAnchors) -> str:
    """What became of it; raises where that is not what it has to be."""
    try:
        face = parse_face_file(mutant)
    except SurfaceMalformed:
        return "malformed"
    place, whole = signed
    untouched = mutant[place : place + len(whole)] == whole
    try:
        check_face(face, faces.issuer_certificate(), anchors)
    except SurfaceForged:
        assert not untouched, "what was signed is there"
        return "forged"
    assert untouched, "what was signed is not there"
    return "read"


def main() -> None:
    count, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    raw, anchors = faces.raw_face(), faces.anchors()
    signed = faces.offset(0), raw[faces.offset(0) : faces.offset(7)]
    assert tlv.read(raw).tag == FaceTag.FILE
    assert outcome(raw, signed, anchors) == "read"
    before, slowest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0.0
    ends = {"read": 0, "malformed": 0, "forged": 0}
    kinds = {kind.__name__: 0 for kind in KINDS}
    for _ in range(count):
        kind = chance.choice(KINDS)
        mutant = bytes(kind(bytearray(raw), chance))
        began = time.process_time()
        ends[outcome(mutant, signed, anchors)] += 1
        slowest = max(slowest, time.process_time() - began)
        kinds[kind.__name__] += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * KIB
    json.dump({**ends, "slowest_ms": round(slowest * 1000, 1), "grown": grown, "kinds": kinds}, sys.stdout)


if __name__ == "__main__":
    main()
