"""The photo as the chip holds it: a JP2 box file (ISO/IEC 15444-1 annex I), checked before anything decodes it.

A bare codestream is refused: real cards hold box files, and without boxes the size is said once only, so that there
is nothing to hold it against.
"""

from firmware.face.errors import PhotoMissing, PhotoUnreadable
from firmware.face.photo.codestream import BITS, Declared, check_codestream

MOST_BYTES = 16384
"""As long as the longest card face that is read."""

SIGNATURE = bytes.fromhex("0000000C6A5020200D0A870A")
_BRAND = b"jp2 "
_HEAD = 8
_IMAGE_HEADER_BYTES = 14
_WAVELET = 7
_SKIPPED = frozenset((b"xml ", b"uuid", b"uinf", b"jp2i"))
"""Boxes that describe and change nothing about the picture."""
_IN_HEADER = frozenset((b"colr", b"res ", b"cdef"))
"""Not among them: palettes (`pclr`, `cmap`), which make more of a picture than its header declares."""

_Box = tuple[bytes, bytes]


def check_photo(data: bytes) -> Declared:
    """The size of the photo, said alike by its image header and its codestream, and within the limits.

    Raises PhotoMissing for no bytes at all, PhotoUnreadable for anything that is no such photo.
    """
    if not data:
        raise PhotoMissing
    if len(data) > MOST_BYTES:
        raise PhotoUnreadable("it is longer than a card holds")
    if not data.startswith(SIGNATURE):
        raise PhotoUnreadable("it is no JP2 file")
    boxes = _boxes(data[len(SIGNATURE) :], last_may_be_open=True)
    if not boxes or boxes[0][0] != b"ftyp":
        raise PhotoUnreadable("no file type stands in front")
    _check_type(boxes[0][1])
    header, codestream = _header_and_codestream(boxes[1:])
    said = _image_header(header)
    declared = check_codestream(codestream)
    if said != declared:
        raise PhotoUnreadable("header and codestream declare different sizes")
    return declared


def _boxes(data: bytes, *, last_may_be_open: bool = False) -> list[_Box]:
    found: list[_Box] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if length == 0 and last_may_be_open and data[at + 4 : at + _HEAD] == b"jp2c":
            length = len(data) - at
        # a length of 1 would announce one of eight bytes, which nothing on a card needs
        if length < _HEAD or at + length > len(data):
            raise PhotoUnreadable("a box is cut off")
        found.append((data[at + 4 : at + _HEAD], data[at + _HEAD : at + length]))
        at += length
    return found


def _check_type(content: bytes) -> None:
    brands = [content[at : at + 4] for at in (0, *range(8, len(content), 4))]
    if len(content) < 12 or len(content) % 4 or brands[0] != _BRAND or _BRAND not in brands[1:]:
        raise PhotoUnreadable("the file type is another one than JP2")


def _header_and_codestream(boxes: list[_Box]) -> tuple[bytes, bytes]:
    """The one header and the one codestream behind it, nothing but describing boxes around them."""
    main = [(kind, content) for kind, content in boxes if kind not in _SKIPPED]
    if [kind for kind, _ in main] != [b"jp2h", b"jp2c"]:
        raise PhotoUnreadable("not one header and one codestream")
    return main[0][1], main[1][1]


def _image_header(content: bytes) -> Declared:
    boxes = _boxes(content)
    if not boxes or boxes[0][0] != b"ihdr" or any(kind not in _IN_HEADER for kind, _ in boxes[1:]):
        raise PhotoUnreadable("a header with something that photos do not have")
    head = boxes[0][1]
    if len(head) != _IMAGE_HEADER_BYTES:
        raise PhotoUnreadable("an image header of another length")
    height, width = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    if (head[10], head[11]) != (BITS - 1, _WAVELET):
        raise PhotoUnreadable("an image header of another depth or compression")
    return Declared(width, height, int.from_bytes(head[8:10], "big"))
