"""How the files of a centre are read: what is refused, and that a refusal says the place and none of the words."""

from pathlib import Path

import msgspec
import pytest

from tests.tools.central.files import write
from tests.tools.central.world import POLICY_FILE, World, person
from tools.central.errors import ConfigurationError
from tools.central.policy import load_policy
from tools.central.register import CertificateName, load_devices, load_persons
from tools.central.revocation import load_revoked
from tools.central.settings import load_settings


@pytest.mark.parametrize("content", ["[1]", '[{"id":"x"}]', "{", '[{"my_number":"123"}]'])
def test_persons_that_cannot_be_read_show_no_value(tmp_path: Path, content: str) -> None:
    path = tmp_path / "persons.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError) as caught:
        load_persons(path)
    assert "123" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"sex": "架空橋"}, r"\$\[0\]\.sex"),
        ({"insurances": [{"kind": "架空橋"}]}, r"\$\[0\]\.insurances\[0\]\.kind"),
        ({"架空橋": 1}, r"\$\[0\]"),
    ],
)
def test_what_is_wrong_with_persons_is_said_without_their_words(
    tmp_path: Path, change: dict[str, object], place: str
) -> None:
    path = tmp_path / "persons.json"
    write(path, [msgspec.to_builtins(person()) | change])
    with pytest.raises(ConfigurationError, match=place) as caught:
        load_persons(path)
    assert "架空橋" not in str(caught.value)


def test_what_is_wrong_with_a_device_is_said_without_its_words(world: World, tmp_path: Path) -> None:
    write(tmp_path / "demo-reader-1/device.json", msgspec.to_builtins(world.reader.record()) | {"架空橋": 1})
    with pytest.raises(ConfigurationError, match=r"at `\$`") as caught:
        load_devices(tmp_path)
    assert "架空橋" not in str(caught.value)


def test_persons_in_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "persons.json"
    path.write_bytes('[{"id": "架空橋"}]'.encode("shift_jis"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_persons(path)


@pytest.mark.parametrize("content", ["", "[]", '{"AA":["01"]}', '{"aa":["0G"]}', '{"aa":"01"}'])
def test_a_revocation_list_must_be_readable(tmp_path: Path, content: str) -> None:
    path = tmp_path / "revoked.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError):
        load_revoked(path)


def test_a_zero_in_front_of_a_serial_number_saves_no_card(tmp_path: Path) -> None:
    write(tmp_path / "revoked.json", {"aa": ["0abc1234", "00"]})
    revoked = load_revoked(tmp_path / "revoked.json")
    assert [CertificateName("aa", serial) in revoked for serial in ("abc1234", "0abc1234", "0", "abc123")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("items", "itmes"),
        ("minimum_age = 40", "minimum_age = 400"),
        ('"birthday"', '"sometimes"'),
        ("since = 2024-10-07", 'since = "soon"'),
        ('"YZK"', '"ABC"'),
    ],
)
def test_a_policy_with_a_mistake_is_refused(tmp_path: Path, change: str, wrong: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY_FILE.read_text().replace(change, wrong))
    with pytest.raises(ConfigurationError, match=r"\$\."):
        load_policy(path)


def test_a_configuration_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "central.toml"
    path.write_bytes("# 設定\n".encode("shift_jis"))
    for load in (load_settings, load_policy):
        with pytest.raises(ConfigurationError, match="utf-8"):
            load(path)


def test_paths_of_the_configuration_are_relative_to_it(tmp_path: Path) -> None:
    path = tmp_path / "central.toml"
    path.write_text(
        """[central]
mode = "demo"
register = "register.sqlite"
policy = "/etc/policy.toml"
persons = "../persons.json"
devices = "d"
anchors = ["a.pem"]
revoked = "r"
signing = "s"
decryption = ["d"]
challenge_key = "k"
[central.broker]
host = "localhost"
port = 8883
ca = "ca"
certificate = "c"
key = "k"
"""
    )
    found = load_settings(path)
    assert found.register == tmp_path / "register.sqlite"
    assert found.policy == Path("/etc/policy.toml")
    assert found.anchors == (tmp_path / "a.pem",)
    path.write_text(path.read_text().replace("8883", "88830"))
    with pytest.raises(ConfigurationError, match=r"central.broker.port"):
        load_settings(path)
