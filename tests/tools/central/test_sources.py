"""Files that change while the centre serves."""

import logging
import os
from pathlib import Path

import msgspec
import pytest

from tests.tools.central.world import POLICY_FILE, World, person
from tools.central.errors import ConfigurationError
from tools.central.policy import load_policy
from tools.central.register import CertificateName, Person, load_persons
from tools.central.revocation import load_revoked
from tools.central.settings import BrokerSettings, CentralSettings, load_settings
from tools.central.sources import Sources


def settings(place: Path) -> CentralSettings:
    nowhere = place / "nowhere"
    return CentralSettings(
        mode="demo",
        register=place / "register.sqlite",
        policy=POLICY_FILE,
        persons=place / "persons.json",
        devices=place / "readers",
        anchors=(),
        revoked=place / "revoked.json",
        signing=nowhere,
        decryption=(nowhere,),
        challenge_key=nowhere,
        broker=BrokerSettings("127.0.0.1", 1, nowhere, nowhere, nowhere),
    )


def write(path: Path, value: object) -> None:
    """Replaced whole, as the issuing tool does it."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(value))
    fresh.replace(path)


@pytest.fixture
def sources(world: World, tmp_path: Path) -> Sources:
    write(tmp_path / "persons.json", [])
    write(tmp_path / "revoked.json", {})
    (tmp_path / "readers").mkdir()
    made = Sources(settings(tmp_path), world.repository)
    made.load()
    return made


def known(world: World, who: str) -> Person | None:
    with world.repository.transaction() as work:
        return work.person(who)


def test_persons_devices_and_revocations_are_taken_in_when_they_change(
    world: World, sources: Sources, tmp_path: Path
) -> None:
    name = CertificateName("aa", "01")
    write(tmp_path / "persons.json", [person(id="new")])
    write(tmp_path / "revoked.json", {"aa": ["01"]})
    write(tmp_path / "readers/demo-reader-7/device.json", world.new_reader("demo-reader-7", "01").record())
    assert known(world, "new") is None
    assert name not in sources.revoked()
    sources.refresh()
    assert known(world, "new") == person(id="new")
    assert name in sources.revoked()
    with world.repository.transaction() as work:
        assert work.device("demo-reader-7") is not None


def test_a_file_that_became_unusable_changes_nothing(
    sources: Sources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    write(tmp_path / "revoked.json", {"aa": ["01"]})
    sources.refresh()
    for damage in (lambda path: path.write_text('{"aa": ["架空橋"]}'), os.unlink):
        damage(tmp_path / "revoked.json")
        sources.refresh()
        assert CertificateName("aa", "01") in sources.revoked()
    assert caplog.text.count("source.revoked.json.unusable") == 2
    assert "架空橋" not in caplog.text


def test_files_are_read_only_when_they_changed(sources: Sources, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        sources.refresh()
    assert caplog.text == ""


@pytest.mark.parametrize("content", ["[1]", '[{"id":"x"}]', "{", '[{"my_number":"123"}]'])
def test_persons_that_cannot_be_read_show_no_value(tmp_path: Path, content: str) -> None:
    path = tmp_path / "persons.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError) as caught:
        load_persons(path)
    assert "123" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", '{"AA":["01"]}', '{"aa":["0G"]}', '{"aa":"01"}'])
def test_a_revocation_list_must_be_readable(tmp_path: Path, content: str) -> None:
    path = tmp_path / "revoked.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError):
        load_revoked(path)


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
