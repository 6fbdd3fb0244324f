import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card.apdu import ApduError, Command, Response

VECTORS = [
    ("00200080", Command(0x00, 0x20, 0x00, 0x80)),
    ("00B0860000", Command(0x00, 0xB0, 0x86, 0x00, le=256)),
    ("00B0860010", Command(0x00, 0xB0, 0x86, 0x00, le=16)),
    ("00A4040C0AD392F000260100000001", Command(0, 0xA4, 4, 0x0C, bytes.fromhex("D392F000260100000001"))),
    ("802A00800301020300", Command(0x80, 0x2A, 0, 0x80, b"\x01\x02\x03", 256)),
    ("00B08A00000640", Command(0x00, 0xB0, 0x8A, 0x00, le=1600)),
    ("00B08A00000000", Command(0x00, 0xB0, 0x8A, 0x00, le=65536)),
]


@pytest.mark.parametrize(("wire", "command"), VECTORS, ids=[wire[:12] for wire, _ in VECTORS])
def test_vectors_both_ways(wire: str, command: Command) -> None:
    assert command.encode().hex().upper() == wire
    assert Command.parse(bytes.fromhex(wire)) == command


commands = st.builds(
    Command,
    cla=st.integers(0, 255),
    ins=st.integers(0, 255),
    p1=st.integers(0, 255),
    p2=st.integers(0, 255),
    data=st.one_of(st.binary(max_size=20), st.integers(250, 700).map(bytes)),
    le=st.none() | st.integers(1, 65536),
)


@given(commands)
def test_what_is_encoded_is_parsed_back(command: Command) -> None:
    assert Command.parse(command.encode()) == command


@given(st.binary(max_size=40))
def test_any_bytes_are_a_command_or_refused(raw: bytes) -> None:
    try:
        command = Command.parse(raw)
    except ApduError:
        return
    assert Command.parse(command.encode()) == command


@pytest.mark.parametrize("wire", ["", "002000", "0020008005010203", "00B0000000", "00200080000000AA", "0020008000"])
def test_lengths_that_do_not_add_up_are_refused_or_plain(wire: str) -> None:
    raw = bytes.fromhex(wire)
    if wire in ("00B0000000", "0020008000"):
        assert Command.parse(raw).le == 256
    else:
        with pytest.raises(ApduError):
            Command.parse(raw)


@pytest.mark.parametrize(
    "fields",
    [(256, 0, 0, 0, b"", None), (0, -1, 0, 0, b"", None), (0, 0, 0, 0, b"", 0), (0, 0, 0, 0, b"", 65537)],
)
def test_values_outside_their_field_are_refused(fields: tuple[int, int, int, int, bytes, int | None]) -> None:
    with pytest.raises(ApduError):
        Command(*fields)


def test_too_much_data_is_refused() -> None:
    with pytest.raises(ApduError, match="65536"):
        Command(0, 0, 0, 0, bytes(65536))


def test_reprs_show_no_data() -> None:
    shown = repr(Command(0, 0x20, 0, 0x80, b"1234")) + repr(Response(b"1234", 0x9000))
    assert "1234" not in shown
    assert "31" not in shown


def test_response() -> None:
    assert Response.parse(b"ab\x90\x00") == Response(b"ab", 0x9000)
    assert Response(b"ab", 0x9000).encode() == b"ab\x90\x00"
    with pytest.raises(ApduError):
        Response.parse(b"\x90")
