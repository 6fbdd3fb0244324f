from pathlib import Path

import msgspec
import pytest

from hal.virtual.actor import Stand
from hal.virtual.props import PROPS_FILE, BadProps, PersonProps, PropsFile, read_props


def test_what_is_written_is_read(tmp_path: Path) -> None:
    stands = {"holder": {"straight": "s.film", "turn-left": "l.film"}, "two": {"turn-left": "l.film"}}
    written = PropsFile((PersonProps("asagao", "ordinary", {"face": "c.film"}, stands),))
    (tmp_path / PROPS_FILE).write_bytes(msgspec.json.encode(written))
    props = read_props(tmp_path)
    assert props.card("asagao", "face") == tmp_path / "c.film"
    assert props.card("asagao", "empty") is props.card("menkyo", "face") is None
    assert props.stand("asagao", "holder") == Stand(tmp_path / "s.film", tmp_path / "l.film")
    assert props.stand("asagao", "two") is props.stand("asagao", "dark") is None
    assert repr(props.persons["asagao"]) == "<PersonProps ordinary>"


@pytest.mark.parametrize(
    "text", [None, "", "{}", '{"persons": [], "version": 2}', '{"persons": [{"person": "a"}], "version": 1}']
)
def test_no_list_or_another_one_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / PROPS_FILE).write_text(text)
    with pytest.raises(BadProps, match=PROPS_FILE):
        read_props(tmp_path)
