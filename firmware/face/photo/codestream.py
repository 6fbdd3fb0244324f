"""Headers of a JPEG 2000 codestream (ISO/IEC 15444-1 annex A), read strictly and without decoding anything.

A decoder believes these headers: a photo of 19 kB that declared 30,000 x 30,000 points cost 13 GB and 47 s. So what
they declare is held against limits first, in the main header and in every tile-part.
"""

import struct
from dataclasses import dataclass

from firmware.face.errors import PhotoUnreadable

LEAST_SIDE = 64
"""Points. Below that no face is found, still less compared."""

MOST_SIDE = 1024
"""Points. A photo has to fit into a card face of about 15 kB, which 300 x 400 do well; three times that is room enough,
and a decoder takes 16 MB and 30 ms for so many points (measured: 571 MB and 1 s for 6,000 x 6,000)."""

MOST_TILES = 16
"""Small pictures have one; each costs memory before its first point is decoded."""

MOST_TILE_PARTS = 64
MOST_LAYERS = 64
MOST_LEVELS = 10
"""Halvings of the picture: ten make one point of the greatest side."""

MOST_BLOCK = 8
"""Width and height of a code block as powers of two, both less 2 and added: 4,096 points, as the standard has it."""

MOST_PRECINCTS = 2048
"""In the whole picture. One a resolution is usual; each costs memory, and precincts of one point are a bomb."""

BITS = 8
COMPONENTS = 1
"""Photos on the card are greyscale (public descriptions of the card face, DF27)."""

_PROFILES = (0, 1, 2)
_SOC, _SIZ, _COD, _QCD, _SOT, _SOD, _EOC = 0xFF4F, 0xFF51, 0xFF52, 0xFF5C, 0xFF90, 0xFF93, 0xFFD9
_TLM, _PLM, _PLT, _CRG, _COM = 0xFF55, 0xFF57, 0xFF58, 0xFF63, 0xFF64
_MAIN = frozenset((_COD, _QCD, _TLM, _PLM, _CRG, _COM))
_IN_TILE = frozenset((_PLT, _COM))
_SIZ_FORM = ">H8IH3B"
_TILE_FORM = ">HIBB"
_CUSTOM_PRECINCTS = 0x01
_HIGH_THROUGHPUT = 0xC0
_WAVELETS = (0, 1)
_COD_BYTES = 10


@dataclass(frozen=True, slots=True)
class Declared:
    """Width, height in points, and components, as a header declares them."""

    width: int
    height: int
    components: int


def check_codestream(data: bytes) -> Declared:
    """The size that the codestream declares, within the limits, with headers up to its very end.

    Raises PhotoUnreadable.
    """
    if _number(data, 0) != _SOC or _number(data, 2) != _SIZ:
        raise PhotoUnreadable("no codestream begins where it should")
    segment, at = _segment(data, 2)
    declared, tiles = _size(segment)
    at = _main_header(data, at, declared)
    _tile_parts(data, at, tiles)
    return declared


def _size(segment: bytes) -> tuple[Declared, int]:
    if len(segment) != struct.calcsize(_SIZ_FORM):
        raise PhotoUnreadable("not one component")
    profile, width, height, left, top, tile_width, tile_height, tile_left, tile_top, components, depth, dx, dy = (
        struct.unpack(_SIZ_FORM, segment)
    )
    if profile not in _PROFILES:
        raise PhotoUnreadable("a profile that is not of part 1 of the standard")
    if (components, depth, dx, dy) != (COMPONENTS, BITS - 1, 1, 1):
        raise PhotoUnreadable("not one component of eight bits")
    if (left, top, tile_left, tile_top) != (0, 0, 0, 0):
        raise PhotoUnreadable("the picture does not begin at its corner")
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise PhotoUnreadable("the declared size is outside the limits")
    if not tile_width or not tile_height:
        raise PhotoUnreadable("tiles without a size")
    tiles = -(-width // tile_width) * -(-height // tile_height)
    if tiles > MOST_TILES:
        raise PhotoUnreadable("too many tiles")
    return Declared(width, height, components), tiles


def _main_header(data: bytes, at: int, declared: Declared) -> int:
    """Check the segments up to the first tile-part; its offset."""
    seen: set[int] = set()
    while (marker := _number(data, at)) != _SOT:
        if marker not in _MAIN or (marker in seen and marker in (_COD, _QCD)):
            raise PhotoUnreadable("a main header with something that photos do not have")
        seen.add(marker)
        segment, at = _segment(data, at)
        if marker == _COD:
            _coding(segment, declared)
    if not {_COD, _QCD} <= seen:
        raise PhotoUnreadable("a main header that does not say how it is coded")
    return at


def _coding(segment: bytes, declared: Declared) -> None:
    if len(segment) < _COD_BYTES:
        raise PhotoUnreadable("the coding style is cut off")
    layers, levels = int.from_bytes(segment[2:4], "big"), segment[5]
    wide, high, style, wavelet = segment[6:_COD_BYTES]
    if not 1 <= layers <= MOST_LAYERS or levels > MOST_LEVELS or wide + high > MOST_BLOCK:
        raise PhotoUnreadable("a coding style outside the limits")
    if style & _HIGH_THROUGHPUT or wavelet not in _WAVELETS:
        raise PhotoUnreadable("a coding style that is not of part 1 of the standard")
    precincts = segment[_COD_BYTES:]
    if len(precincts) != (levels + 1 if segment[0] & _CUSTOM_PRECINCTS else 0):
        raise PhotoUnreadable("a coding style of another length")
    if sum(_precincts(size, levels - level, declared) for level, size in enumerate(precincts)) > MOST_PRECINCTS:
        raise PhotoUnreadable("too many precincts")


def _precincts(size: int, halvings: int, declared: Declared) -> int:
    """How many of a size (its two halves are powers of two) cover the picture halved so often."""
    across = -(-declared.width // (1 << halvings + (size & 0x0F)))
    down = -(-declared.height // (1 << halvings + (size >> 4)))
    return across * down


def _tile_parts(data: bytes, at: int, tiles: int) -> None:
    """Walk over all tile-parts; the end marker closes the data, so what is cut off is found here."""
    parts = 0
    while (marker := _number(data, at)) != _EOC:
        parts += 1
        if marker != _SOT or parts > MOST_TILE_PARTS:
            raise PhotoUnreadable("no tile-part where one should begin, or too many")
        at = _tile_part(data, at, tiles)
    if at + 2 != len(data) or not parts:
        raise PhotoUnreadable("the codestream does not end with its picture")


def _tile_part(data: bytes, start: int, tiles: int) -> int:
    """Check the header of one tile-part; where it ends."""
    segment, at = _segment(data, start)
    if len(segment) != struct.calcsize(_TILE_FORM):
        raise PhotoUnreadable("a tile-part header of another length")
    tile, length, _, _ = struct.unpack(_TILE_FORM, segment)
    end = start + length if length else len(data) - 2
    if tile >= tiles or end > len(data) - 2:
        raise PhotoUnreadable("a tile-part outside the picture or the data")
    while (marker := _number(data, at)) != _SOD:
        if marker not in _IN_TILE:
            raise PhotoUnreadable("a tile-part with something that photos do not have")
        _, at = _segment(data, at)
    if at + 2 > end:
        raise PhotoUnreadable("a tile-part that ends in its header")
    return end


def _segment(data: bytes, at: int) -> tuple[bytes, int]:
    """What follows the marker at `at`, without its length; and the offset behind it."""
    length = _number(data, at + 2)
    end = at + 2 + length
    if length < 2 or end > len(data):
        raise PhotoUnreadable("a header is cut off")
    return data[at + 4 : end], end


def _number(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise PhotoUnreadable("a header is cut off")
    return int.from_bytes(data[at : at + 2], "big")
