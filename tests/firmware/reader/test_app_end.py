"""The end of the loop, and of a visit, is in order whatever caused it."""

import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import pytest

from firmware.link.ipc import Published, Store
from firmware.messages.schema import ConsentItem, Identified
from firmware.reader.errors import DeviceBlocked, WorkerBroken
from firmware.reader.inbox import Broken, LinkSaid, StopAsked
from tests.firmware.reader.rig import COMMAND_S, Rig
from tests.firmware.reader.stories import pin_sent, result_shown, running_reader, serving, until, with_rig


@pytest.mark.parametrize(
    ("point", "outcome"), [(serving, None), (pin_sent, "device_failed"), (result_shown, "completed")]
)
def test_told_to_stop_the_visit_ends_in_order(
    tmp_path: Path, point: Callable[[Rig], Awaitable[None]], outcome: str | None
) -> None:
    async def work(rig: Rig) -> None:
        await point(rig)
        rig.inbox.post(StopAsked())

    rig = running_reader(tmp_path, work)
    assert rig.conductor.vault_empty
    assert rig.place_now == "out_of_service", "a dead reader invites nobody, and shows nobody's result"
    assert rig.desks.screen.seen == rig.desks.screen.asked
    assert not rig.bench.tray._open, "the card has no power"
    assert [line["outcome"] for line in rig.lines("visits.jsonl")] == ([] if outcome is None else [outcome])
    assert len(rig.link.of(Store)) == (outcome is not None)
    assert len(list((tmp_path / "unsaved").iterdir())) == (outcome is not None), "link never said that it has it"
    assert (rig.artist.closed, rig.card_worker.closed, rig.disk.closed) == (1.0, 1.0, 3.0)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("watch-")]


def test_a_fault_nobody_foresaw_ends_the_process_in_order_too(tmp_path: Path) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        rig.inbox.post(Broken(ValueError("digits 7351")))

    rigs: list[Rig] = []
    with pytest.raises(WorkerBroken) as raised:
        running_reader(tmp_path, work)
    assert "7351" not in str(raised.value)
    assert rigs[0].conductor.vault_empty
    assert not rigs[0].bench.tray._open
    assert len(rigs[0].lines("visits.jsonl")) == 1


def test_where_ending_the_visit_fails_the_card_is_let_go_all_the_same(tmp_path: Path, mocker) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        mocker.patch.object(rig.conductor, "end", side_effect=KeyError("rules"))
        rig.inbox.post(StopAsked())

    rigs: list[Rig] = []
    with pytest.raises(KeyError):
        running_reader(tmp_path, work)
    assert not rigs[0].bench.tray._open
    assert rigs[0].disk.closed is not None


def test_a_link_that_breaks_inside_ends_the_process(tmp_path: Path) -> None:
    async def work(rig: Rig) -> None:
        rig.link.fault = RuntimeError("broken")

    with pytest.raises(WorkerBroken):
        running_reader(tmp_path, work)


@pytest.mark.parametrize("device", ["card reader", "screen"])
def test_a_call_that_does_not_end_ends_the_process_and_saves_what_can_be(tmp_path: Path, device: str, mocker) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rigs.append(rig)
        desk = rig.desks.card if device == "card reader" else rig.desks.screen
        mocker.patch.object(desk, "blocked_for", return_value=60.0)
        rig.conductor.end()
        rig.inbox.post(LinkSaid(Published("0190")))

    rigs: list[Rig] = []
    with pytest.raises(DeviceBlocked, match=device):
        running_reader(tmp_path, work)
    (rig,) = rigs
    assert rig.card_worker.closed is rig.artist.closed is None, "what is blocked is not waited for"
    assert len(rig.lines("visits.jsonl")) == len(list((tmp_path / "unsaved").iterdir())) == 1
    for watcher in rig.watchers:
        watcher.stop()


def test_a_command_that_takes_long_but_ends_is_no_fault(tmp_path: Path, mocker) -> None:
    def work(rig: Rig) -> None:
        mocker.patch.object(rig.desks.card, "blocked_for", return_value=COMMAND_S)
        rig.settle()

    with_rig(tmp_path, work)


@pytest.mark.parametrize("part", ["nfc", "keypad", "display"])
def test_a_device_that_fails_in_the_middle_of_a_visit_ends_it_and_its_return_serves_again(
    tmp_path: Path, part: Literal["nfc", "keypad", "display"]
) -> None:
    async def work(rig: Rig) -> None:
        await pin_sent(rig)
        rig.bench.fail(part)
        rig.inbox.post(rig.answer(Identified(True, (ConsentItem.MEDICINE,))))
        await until(lambda: rig.place_now == "out_of_service")
        assert rig.conductor.vault_empty
        rig.bench.mend(part)
        await until(lambda: rig.turned() == "remove_card")
        rig.bench.remove()
        await until(lambda: rig.place_now == "idle")
        rig.inbox.post(StopAsked())

    rig = running_reader(tmp_path, work)
    (visit,) = rig.lines("visits.jsonl")
    assert visit["outcome"] == "device_failed"


def test_a_broken_worker_is_told_by_its_error_type_alone(tmp_path: Path) -> None:
    def work(rig: Rig) -> None:
        with pytest.raises(WorkerBroken) as raised:
            rig.app.take(Broken(None))
        assert str(raised.value) == ""

    with_rig(tmp_path, work)
