import re
import string
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.link.settings import LinkSettings
from firmware.reader.settings import Settings
from hal.build import all_virtual
from tools.demo.configs import ReaderChoice, broker_config, central_config, link_config, reader_config
from tools.demo.files import Files
from tools.demo.layout import find_config
from tools.demo.toml import merged, to_toml

from .makers import make_layout

LAYOUT = make_layout(Path("/somewhere"))
SHIPPED = tomllib.loads((find_config() / "reader.toml").read_text("utf-8"))

values = st.one_of(st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")))
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
tables = st.dictionaries(keys, st.one_of(values, texts, st.lists(texts), st.dictionaries(keys, values)))


def test_the_shipped_reader_configuration_can_be_used() -> None:
    found = msgspec.convert(SHIPPED, Settings)
    assert found.reader.production
    assert found.hardware.nfc.driver == "pcsc"


@pytest.mark.parametrize("card", ["virtual", "pcsc"])
def test_the_demo_makes_every_part_of_the_reader_virtual(card: str) -> None:
    choice = ReaderChoice({"patience": 30.5, "face_failures": 2})
    table = reader_config(SHIPPED, LAYOUT, "13", "pcsc" if card == "pcsc" else "virtual", choice)
    found = msgspec.convert(tomllib.loads(to_toml(table)), Settings)
    assert all_virtual(found.hardware)
    assert found.hardware.nfc.driver == card
    assert not found.reader.production
    assert found.policy.patience == 30.5
    assert found.policy.face_failures == 2
    assert found.face is None
    assert found.policy.eligibility_on_removal is SHIPPED["policy"]["eligibility_on_removal"]


def test_with_models_the_demos_reader_has_a_face_way_and_two_virtual_cameras() -> None:
    table = reader_config(SHIPPED, LAYOUT, "13", "virtual", ReaderChoice({}, Path("/somewhere/models")))
    found = msgspec.convert(tomllib.loads(to_toml(table)), Settings)
    assert all_virtual(found.hardware)
    assert found.hardware.card_camera is not None
    assert found.face is not None
    assert found.face.models == "/somewhere/models"
    assert sorted(Path(found.face.card_faces).glob("*.toml"))
    assert Path(found.face.municipalities) == LAYOUT.municipalities
    assert found.face.calibration == "", "drawn persons show nothing about people"


def test_the_shipped_face_section_can_be_used_once_it_is_no_comment() -> None:
    text = (find_config() / "reader.toml").read_text("utf-8")
    open_ = re.sub(r"^# (\[(?:face|hardware\.\w+)\]|\w+ = .*)$", r"\1", text, flags=re.MULTILINE)
    found = msgspec.convert(tomllib.loads(open_), Settings)
    assert found.face is not None
    assert {name for name in found.face.__struct_fields__ if f"\n{name} = " not in open_} == set()
    assert found.hardware.card_camera is not None
    assert found.hardware.card_camera.driver == "opencv"


def test_link_takes_its_configuration() -> None:
    table = link_config(LAYOUT, "13", 1883)

    def path(kind: type, text: object) -> object:
        return kind(text)

    found = msgspec.convert(table["link"], LinkSettings, dec_hook=path)
    assert (found.device, found.broker_port) == ("demo-reader-1", 1883)
    assert found.socket == LAYOUT.link_socket


def test_the_centre_keeps_what_was_issued_and_gets_the_broker_of_this_run() -> None:
    issued = {"central": {"mode": "demo", "broker": {"host": "localhost", "port": 8883, "ca": "x"}}}
    assert central_config(issued, 4711) == {
        "central": {"mode": "demo", "broker": {"host": "127.0.0.1", "port": 4711, "ca": "x"}}
    }


def test_no_word_of_the_broker_template_is_left_open() -> None:
    template = (find_config() / "broker" / "mosquitto.conf").read_text("utf-8")
    filled = broker_config(template, LAYOUT, 4711, "somebody")
    assert string.Template(filled).get_identifiers() == []
    lines = filled.splitlines()
    assert "listener 4711 127.0.0.1" in lines
    assert "require_certificate true" in lines
    assert "set_tcp_nodelay true" in lines


@settings(max_examples=50)
@given(tables)
def test_what_is_written_is_what_is_read(table: dict[str, object]) -> None:
    # An empty table within a table says nothing and is left out.
    assert tomllib.loads(to_toml(table)) == {key: value for key, value in table.items() if value != {}}


def test_a_value_that_no_configuration_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        to_toml({"key": b"raw"})


def test_merging_changes_neither_table() -> None:
    base = {"a": {"x": 1, "y": 2}, "b": 3}
    assert merged(base, {"a": {"y": 4}, "c": 5}) == {"a": {"x": 1, "y": 4}, "b": 3, "c": 5}
    assert base == {"a": {"x": 1, "y": 2}, "b": 3}


def test_files_are_written_where_the_processes_look(tmp_path: Path) -> None:
    layout = make_layout(tmp_path)
    layout.files.mkdir()
    (layout.state / "central").mkdir(parents=True)
    (layout.state / "central" / "central.toml").write_text('[central.broker]\nhost = "localhost"\n')
    files = Files(layout, "13", "virtual")
    files.write_services(4711)
    files.write_reader(ReaderChoice())
    assert {path.name for path in layout.files.iterdir()} == {"mosquitto.conf", "link.toml", "reader.toml"}
    central = tomllib.loads((layout.state / "central" / "central.toml").read_text())
    assert central["central"]["broker"] == {"host": "127.0.0.1", "port": 4711}
