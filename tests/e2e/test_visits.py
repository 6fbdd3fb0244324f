"""Every scripted visit through all processes, once; what went over a wire or onto a disk is looked through."""

import asyncio
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from firmware.visit.model import Outcome
from hal.virtual.card.files import read_card_file, save_card
from tests.support.canaries import Search, files_below, of_demo
from tools.demo.artefacts import JSON, SHEET, TIME_LINE, write_artefacts
from tools.demo.player import Played, other_pin
from tools.demo.script import Script

from .stack import Stack, running, scripts, without_cameras

pytestmark = pytest.mark.process

NAMES = [script.name for script in without_cameras()]

REACH = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5).close()"

MORE_COMMANDS = {"wrong-pin-then-right": 1, "staff-check": 5}
"""Beyond the twelve of an ordinary visit: a second PIN; opening the card's key in place of the PIN."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a process can do with the network at one place: exit status of a connection, names of devices."""

    from_here: int
    from_reader: int
    same_namespace: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """All that is known after all visits were played."""

    root: Path
    played: list[Played]
    usage_records: int
    said: str
    reach: Reach | None
    twins: tuple[str, str]
    twin_visits: list[Played]
    search: Search
    topics: frozenset[str]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return asyncio.run(record(tmp_path_factory.mktemp("visits")))


async def record(root: Path) -> Recording:
    visits = tuple(while_the_spy_listens(script) for script in without_cameras())
    async with running(root, visits) as stack:
        reach = look_around(stack)
        played = []
        for script, person in zip(visits, stack.demo.persons, strict=True):
            await stack.spy.listens()
            played.append(await stack.demo.play_visit(script, person, stack.journal))
        write_artefacts(root, root / "out.json", "test", played, stack.demo.album)
        usage_records = stack.usage_records()
        twin_visits, twins = await play_twins(stack)
        search = Search(of_demo(stack.layout.state))
    topics = frozenset(stack.spy.topics)
    return Recording(root, played, usage_records, stack.said.getvalue(), reach, twins, twin_visits, search, topics)


def while_the_spy_listens(script: Script) -> Script:
    """For the broker the spy is somebody who listens, so a question without a centre is not refused but unanswered."""
    silent = script.name == "central-down"
    return msgspec.structs.replace(script, outcome=Outcome.CENTRE_SILENT.value) if silent else script


def look_around(stack: Stack) -> Reach | None:
    """Try to reach the broker from here and from within the reader's network namespace."""
    process_id = stack.demo.supervisor.process_id("reader")
    here, there = (Path(f"/proc/{who}/ns/net").readlink() for who in ("self", process_id))
    if os.getuid() != 0 or here == there:
        return None
    connect = [sys.executable, "-c", REACH, str(stack.broker_port)]
    inside = ["nsenter", "--target", str(process_id), "--net", *connect]
    statuses = [subprocess.run(argv, capture_output=True, check=False).returncode for argv in (connect, inside)]
    return Reach(statuses[0], statuses[1], here == there)


async def play_twins(stack: Stack) -> tuple[list[Played], tuple[str, str]]:
    """The same visit of the same person twice; the PINs differ in every digit. Returns what each left behind."""
    (script,) = scripts("pin")
    person = stack.demo.persons[0]
    card = stack.layout.cards / f"{person}.card"
    contents = read_card_file(card).contents
    twin = stack.layout.cards / "twin.card"
    save_card(twin, msgspec.structs.replace(contents, pin=other_pin(contents.pin)))
    # One visit ahead, so that nothing is new to anybody in the two that are compared.
    visits = [await stack.demo.play_visit(script, person, stack.journal)]
    left: list[str] = []
    for each in (person, twin.stem):
        before = sizes(stack.layout.root)
        visits.append(await stack.demo.play_visit(script, each, stack.journal))
        left.append(normalised(stack.layout.root, before))
    twin.unlink()
    return visits, (left[0], left[1])


def written(root: Path) -> list[Path]:
    """What the processes of the device and the supervisor write."""
    return [
        *sorted((root / "log").glob("*.log")),
        *sorted((root / "state" / "readers").rglob("*.jsonl")),
    ]


def sizes(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in written(root)}


def normalised(root: Path, before: dict[Path, int]) -> str:
    """What was written since `before`, without numbers and ids; lines sorted, for processes write side by side."""
    lines: list[str] = []
    for path in written(root):
        name = re.sub(r"\d+", "#", path.name)
        new = path.read_bytes()[before.get(path, 0) :].decode()
        lines += [f"{name}: {re.sub(r'[0-9a-f]{8,}|[0-9.]+', '#', line)}" for line in new.splitlines()]
    return "\n".join(sorted(lines))


@pytest.mark.parametrize("name", NAMES)
def test_a_visit_ends_as_its_script_says(recording: Recording, name: str) -> None:
    (played,) = [played for played in recording.played if played.script.name == name]
    assert played.problems == ()
    assert played.summary is not None
    assert played.summary.outcome in {outcome.value for outcome in Outcome}
    assert played.summary.apdus <= 12 + MORE_COMMANDS.get(name, 0)


def test_every_usage_record_arrived_exactly_once(recording: Recording) -> None:
    assert recording.usage_records == len(recording.played)


def test_nothing_had_to_be_started_again(recording: Recording) -> None:
    assert "started again" not in recording.said


def test_the_demo_leaves_sheet_time_line_and_json(recording: Recording) -> None:
    assert (recording.root / SHEET).read_bytes().startswith(b"\x89PNG")
    assert "card seen" in (recording.root / TIME_LINE).read_text()
    objects = msgspec.json.decode((recording.root / "out.json").read_bytes())
    assert (recording.root / JSON).read_bytes() == (recording.root / "out.json").read_bytes()
    assert [one["visit"] for one in objects] == NAMES
    steps = {"visit", "outcome", "steps", "apdus", "mqtt_messages", "tries_left", "version"}
    assert all(steps <= set(one) for one in objects)
    named = {"card_seen", "certificate_read", "pin_verified", "challenge_signed", "identified", "consented"}
    assert named | {"result", "card_removed"} <= set(objects[0]["steps"])


def test_the_reader_cannot_reach_any_network(recording: Recording) -> None:
    if recording.reach is None:
        pytest.skip("no network namespace of its own can be had (or looked into) here; root in a full machine has one")
    assert recording.reach.from_here == 0, "the broker should be there to be reached"
    assert recording.reach.from_reader != 0


def test_nobodys_data_is_in_logs_and_states(recording: Recording) -> None:
    # The list of demo persons and what was issued from it are what a centre and card holders have.
    mine = ("log", "run", "state")
    files = [path for name in mine for path in files_below(recording.root / name)]
    files += [path for path in recording.root.iterdir() if path.is_file() and path.suffix != ".png"]
    assert len([path for path in files if path.suffix in {".log", ".jsonl", ".sqlite"}]) >= 8
    assert len(recording.search.wanted) > 1000
    assert [str(finding) for finding in recording.search.scan_files(files)] == []


@pytest.mark.parametrize("name", ["mqtt.captured", "link.captured"])
def test_nobodys_data_is_on_the_wires(recording: Recording, name: str) -> None:
    captured = (recording.root / name).read_bytes()
    assert len(captured) > 100_000, "the ear at this wire heard too little"
    assert [str(finding) for finding in recording.search.scan(name, captured)] == []


def test_the_ear_heard_both_directions(recording: Recording) -> None:
    branches = {topic.split("/", 4)[4] for topic in recording.topics}
    assert branches == {"up/elig", "up/evt", "dn/elig", "dn/ack", "state", "info", "tel"}


def test_a_planted_leak_is_found(recording: Recording) -> None:
    log = (recording.root / "log" / "reader.log").read_bytes()
    person = recording.search.wanted[0].canary.person
    planted = [needle for needle in recording.search.wanted if needle.canary.person == person]
    assert len(planted) > 20
    leaking = log + b"\n".join(needle.data for needle in planted)
    found = {(finding.canary, finding.form) for finding in recording.search.scan("planted", leaking)}
    assert {(needle.canary, needle.form) for needle in planted} <= found


def test_the_same_visit_with_two_pins_leaves_the_same_behind(recording: Recording) -> None:
    assert [played.problems for played in recording.twin_visits] == [()] * 3
    first, second = recording.twins
    assert len(first.splitlines()) > 20
    assert first == second
