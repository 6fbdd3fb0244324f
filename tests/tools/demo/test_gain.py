"""The face way of a machine that lacks it: found out, made, and said where it cannot be."""

import asyncio
from pathlib import Path

import pytest

from tools.demo import gain as module
from tools.demo.face_way import FaceWay
from tools.demo.gain import Prospect, gain, look
from tools.demo.provision import Workshop

CONFIG = Path("/somewhere/config")


def workshop(root: Path, python: str, bootstrap: str) -> Workshop:
    program = root / "bootstrap.sh"
    program.write_text(f"#!/bin/sh\n{bootstrap}\n")
    program.chmod(0o755)
    return Workshop(python, root / "models", root / "models-in", program)


class Children:
    """Face children that say one thing after another."""

    def __init__(self, *said: str) -> None:
        self._said = list(said)

    def __call__(self, _: Path, __: Path) -> FaceWay:
        return FaceWay(self._said.pop(0))


@pytest.mark.process
def test_what_was_made_makes_the_way(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ask_child", Children(""))
    said: list[str] = []
    shop = workshop(tmp_path, "/bin/echo", "echo installed $1")
    found = asyncio.run(gain(Prospect(FaceWay("not-installed"), shop, CONFIG), said.append))
    assert found.way.there
    assert said[1:] == ["  installed models", f"  -m {' '.join(shop.install(package=True)[2:])}"]


@pytest.mark.process
def test_what_cannot_be_made_is_said_and_changes_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    before = Prospect(FaceWay("no-library"), workshop(tmp_path, "/bin/true", "echo no network; exit 1"), CONFIG)
    assert asyncio.run(gain(before, said.append)) is before
    assert said[1] == "  no network"
    assert "could not be made" in said[2]


@pytest.mark.process
def test_without_yunet_the_way_stays_closed_and_says_why(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ask_child", Children("no-liveness"))
    said: list[str] = []
    shop = workshop(tmp_path, "/bin/true", "exit 0")
    found = asyncio.run(gain(Prospect(FaceWay("not-installed"), shop, CONFIG), said.append))
    assert not found.way.there
    assert "prints pass the turn challenge" in said[-1]


@pytest.mark.process
def test_what_was_put_there_by_hand_is_installed_at_the_next_start(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ask_child", Children("no-liveness", ""))
    shop = workshop(tmp_path, "/bin/echo", "exit 1")
    shop.models_in.mkdir()
    (shop.models_in / "yunet.onnx").write_bytes(b"x")
    said: list[str] = []
    assert asyncio.run(look(shop, CONFIG, said.append)).way.there
    assert said == [f"-m {' '.join(shop.install(package=False)[2:])}"]


def test_nothing_is_installed_where_nothing_was_put(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ask_child", Children("no-liveness"))
    found = asyncio.run(look(workshop(tmp_path, "/bin/false", "exit 1"), CONFIG, lambda _: None))
    assert found.way.missing == "no-liveness"
