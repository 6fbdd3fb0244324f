"""How the process starts badly and ends: one clear line, the right status, nothing harmed."""

import subprocess
import sys
from pathlib import Path

import pytest

from firmware.link.ipc import NotPublished, Publish, Status, Store, Stored
from tests.support.broker import Broker, environment, free_port
from tests.support.certificates import Authority
from tests.support.fake_broker import FakeBroker
from tests.support.link import Link, ReaderEnd

pytestmark = pytest.mark.process


def run(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware.link.main", "--config", str(config)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=False)


def test_without_a_broker_it_serves_the_reader_and_ends_in_order(tmp_path: Path) -> None:
    with Link(tmp_path, Authority(tmp_path), free_port()) as link, ReaderEnd(link.socket) as reader:
        reader.wait_for(lambda said: said == Status(False, "broker_unreachable"))
        reader.say(Publish("q1", "up/elig", b"q"))
        reader.wait_for(lambda said: said == NotPublished("q1", "disconnected"))
        reader.say(Store("u1", "usage", 1.0, "up/evt", b"u1"))
        reader.wait_for(lambda said: said == Stored("u1"))
        assert link.stop() == 0
        assert not link.socket.exists()
        assert "Traceback" not in link.log()


def test_a_broker_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with (
        FakeBroker(Authority(tmp_path / "other")) as broker,
        Link(tmp_path, Authority(tmp_path), broker.port) as link,
        ReaderEnd(link.socket) as reader,
    ):
        reader.wait_for(lambda said: said == Status(False, "broker_untrusted"))
        assert "its certificate is not good" in link.log()
        assert broker.connections == 0


def test_a_broker_that_does_not_take_our_certificate_is_told_apart(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with (
        Broker(tmp_path, authority) as broker,
        Link(tmp_path, authority, broker.port, days=-1) as link,
        ReaderEnd(link.socket) as reader,
    ):
        reader.wait_for(lambda said: said == Status(False, "broker_refused"))
        assert "it may not accept this device's certificate" in link.log()


def test_a_second_link_of_one_device_says_why_it_does_not_start(tmp_path: Path) -> None:
    with Link(tmp_path, Authority(tmp_path), free_port()) as link:
        ended = run(link.config)
        assert ended.returncode == 1
        assert ended.stderr.splitlines() == [
            f"uketsuke-link: outbox {link.outbox}: another process holds it; stop that one first"
        ]
        other = tmp_path / "other.toml"
        other.write_text(link.config.read_text().replace(str(link.outbox), str(tmp_path / "other.sqlite")))
        ended = run(other)
        assert ended.returncode == 1
        assert ended.stderr.splitlines() == [
            f"uketsuke-link: local socket {link.socket}: another uketsuke-link listens there; stop it first"
        ]
        with ReaderEnd(link.socket) as reader:
            reader.wait_for(lambda said: isinstance(said, Status))


def test_a_damaged_outbox_is_replaced_and_said_in_the_log(tmp_path: Path) -> None:
    link = Link(tmp_path, Authority(tmp_path), free_port())
    link.outbox.write_bytes(b"damaged " * 2_000)
    with link, ReaderEnd(link.socket) as reader:
        reader.say(Store("u1", "usage", 1.0, "up/evt", b"u1"))
        reader.wait_for(lambda said: said == Stored("u1"))
        assert "it is moved aside and a new outbox begun" in link.log()
        assert (tmp_path / "outbox.sqlite.damaged-1").exists()


def test_an_outbox_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    link = Link(tmp_path, Authority(tmp_path), free_port())
    link.outbox.mkdir()
    ended = run(link.config)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"uketsuke-link: outbox {link.outbox}: ")
