"""Files that change while the centre serves."""

import logging
import os
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from firmware.messages.schema import ChallengeRequest
from tests.tools.central.world import POLICY_FILE, World, person
from tools.central.assembly import Centre
from tools.central.errors import ConfigurationError, StoreError
from tools.central.policy import load_policy
from tools.central.register import CertificateName, Person, load_devices, load_persons
from tools.central.revocation import load_revoked
from tools.central.settings import BrokerSettings, CentralSettings, load_settings
from tools.central.sources import Sources
from tools.central.store import Transaction


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


class FullDisk:
    """A register that takes nothing."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        raise StoreError("SQLITE_FULL")

    def close(self) -> None:
        """There is nothing to close."""


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


def test_a_device_that_was_blocked_is_taken_in_by_a_close_look(
    world: World, sources: Sources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    place, record = tmp_path / "readers/demo-reader-1/device.json", world.reader.record()
    write(place, record)
    sources.look_closely()
    write(place, msgspec.structs.replace(record, standing="blocked"))
    sources.look_closely()
    with world.repository.transaction() as work:
        assert work.device("demo-reader-1") == msgspec.structs.replace(record, standing="blocked")
    caplog.clear()
    sources.look_closely()
    assert not caplog.text


def standing(world: World) -> str:
    with world.repository.transaction() as work:
        found = work.device("demo-reader-1")
    assert found is not None
    return found.standing


def test_the_record_of_who_speaks_is_looked_at_each_time(
    world: World, sources: Sources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    place, record = tmp_path / "readers/demo-reader-1/device.json", world.reader.record()
    write(place, record)
    sources.look_closely()
    caplog.clear()
    sources.look_at("demo-reader-1")
    sources.look_at("demo-reader-9")
    assert not caplog.text
    write(place, msgspec.structs.replace(record, standing="blocked"))
    sources.look_at("demo-reader-1")
    assert standing(world) == "blocked"
    assert "source.device.read" in caplog.text
    place.unlink()
    sources.look_at("demo-reader-1")
    assert standing(world) == "blocked"


def test_a_record_that_is_unusable_or_not_taken_changes_nothing(
    world: World, sources: Sources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place, record = tmp_path / "readers/demo-reader-1/device.json", world.reader.record()
    write(place, record)
    place.write_text("{")
    for _ in range(3):
        sources.look_at("demo-reader-1")
    assert caplog.text.count("source.device.unusable.ConfigurationError") == 1
    assert standing(world) == "good"
    write(place, msgspec.structs.replace(record, standing="blocked"))
    sources.repository = FullDisk()
    sources.look_at("demo-reader-1")
    assert "source.device.not_taken.SQLITE_FULL" in caplog.text
    sources.repository = world.repository
    sources.look_at("demo-reader-1")
    assert standing(world) == "blocked"


def test_a_centre_looks_before_it_answers(world: World, sources: Sources, tmp_path: Path) -> None:
    place, record = tmp_path / "readers/demo-reader-1/device.json", world.reader.record()
    write(place, record)
    centre = Centre(world.centre, sources)
    body = world.reader.sealed(ChallengeRequest())
    assert centre.handle(world.reader.topic(), body) is not None
    write(place, msgspec.structs.replace(record, standing="blocked"))
    assert centre.handle(world.reader.topic(), body) is None
    assert centre.handle("../../etc/passwd", body) is None
    assert world.centre.counts["dropped.device_blocked"] == 1


def test_what_the_register_could_not_take_is_tried_again(world: World, sources: Sources, tmp_path: Path) -> None:
    write(tmp_path / "persons.json", [person(id="new")])
    sources.repository = FullDisk()
    sources.refresh()
    sources.repository = world.repository
    assert known(world, "new") is None
    sources.refresh()
    assert known(world, "new") == person(id="new")


def test_a_zero_in_front_of_a_serial_number_saves_no_card(tmp_path: Path) -> None:
    write(tmp_path / "revoked.json", {"aa": ["0abc1234", "00"]})
    revoked = load_revoked(tmp_path / "revoked.json")
    assert [CertificateName("aa", serial) in revoked for serial in ("abc1234", "0abc1234", "0", "abc123")] == [
        True,
        True,
        True,
        False,
    ]


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
