"""docs/wire.md names everything that is on the wire, so that it cannot fall behind the code."""

import enum
from pathlib import Path

import msgspec
import pytest

from firmware.messages import errors, schema
from firmware.messages.codec import VERSION_1
from firmware.messages.envelope import Envelope
from firmware.messages.keyset import MAX_KEYSET_BYTES, KeyEntry, KeySet
from firmware.messages.replay import DEFAULT_CAPACITY, DEFAULT_HORIZON_SECONDS
from firmware.messages.sealing import MAX_SEALED_BYTES
from firmware.messages.tokens import SealedHeader, SignedHeader
from firmware.messages.topics import BRANCHES
from tests.firmware.messages.make_vectors import FILES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "wire.md").read_text()
ROWS = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}


def fields(struct: type[msgspec.Struct]) -> set[str]:
    return set(struct.__struct_fields__)


def test_every_field_of_the_envelope_has_a_row() -> None:
    assert fields(Envelope) <= set(ROWS)


@pytest.mark.parametrize("name", sorted(VERSION_1.structs))
def test_every_message_has_a_row_with_its_fields(name: str) -> None:
    row = ROWS[name]
    for field in fields(VERSION_1.structs[name]):
        assert f"`{field}`" in row, field


def test_every_value_of_every_enum_is_named() -> None:
    enums = [item for item in vars(schema).values() if isinstance(item, type) and issubclass(item, enum.Enum)]
    values = {member.value for one in enums for member in one if one is not enum.Enum}
    assert len(values) > 20
    assert {value for value in values if f"`{value}`" not in PAGE} == set()


def test_headers_and_key_sets_are_written_out() -> None:
    for struct in (SealedHeader, SignedHeader, KeySet, KeyEntry):
        for field in fields(struct):
            assert f'"{field}"' in PAGE, field


def test_every_error_is_named() -> None:
    names = {
        name for name, item in vars(errors).items() if isinstance(item, type) and issubclass(item, errors.MessageError)
    }
    assert {name for name in names - {"MessageError"} if f"`{name}`" not in PAGE} == set()


def test_limits_topics_and_files_are_the_real_ones() -> None:
    for number in (MAX_SEALED_BYTES, MAX_KEYSET_BYTES, DEFAULT_CAPACITY):
        assert f"{number:,}" in PAGE
    assert f"last {DEFAULT_HORIZON_SECONDS:.0f} s" in PAGE
    for branch in BRANCHES:
        way, _, kind = branch.partition("/")
        assert f"/{branch}`" in PAGE or f"/{way}/{{cmd,job,cfg}}`" in PAGE, kind
    for name in FILES:
        assert f"`{name}`" in PAGE
