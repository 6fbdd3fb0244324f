"""Files that change while the centre serves."""

import logging
import os
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from firmware.messages.schema import ChallengeRequest
from tests.tools.central.files import write
from tests.tools.central.world import POLICY_FILE, World, person
from tools.central.assembly import Centre
from tools.central.errors import StoreError
from tools.central.register import CertificateName, Person
from tools.central.settings import BrokerSettings, CentralSettings
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
