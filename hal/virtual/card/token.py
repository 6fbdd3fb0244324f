"""The token file of the JPKI application: the PKCS#11 CK_TOKEN_INFO of 160 bytes, numbers big-endian."""

import struct

_LAYOUT = ">32s32s16s16s11I2s2s16s"
_FLAGS = 0x0000040D  # random generator, login required, PIN set, token initialised
_SESSIONS = (1, 0, 1, 0)
_PIN_LENGTHS = (16, 6)
_MEMORY_UNKNOWN = (0xFFFFFFFF,) * 4


def token_info(label: str, serial: str) -> bytes:
    """The token file. `label` has at most 32 ASCII characters, `serial` at most 16."""
    return struct.pack(
        _LAYOUT,
        label.encode("ascii").ljust(32),
        b"0" * 31 + b"1",
        b"VIRTUAL CARD".ljust(16),
        serial.encode("ascii").rjust(16, b"0"),
        _FLAGS,
        *_SESSIONS,
        *_PIN_LENGTHS,
        *_MEMORY_UNKNOWN,
        b"03",
        b"01",
        b"9" * 16,
    )
