"""Store and forget through the outbox' own thread, with the answers the reader gets."""

import asyncio
from pathlib import Path

import pytest

from firmware.link import events as ev
from firmware.link.errors import OutboxDamaged, OutboxFull
from firmware.link.ipc import MAX_BODY_BYTES, NotStored, RecordClass, Store, Stored
from firmware.link.keeper import MAX_STORING_BYTES, Keeper
from firmware.link.outbox import Outbox


def record(name: str, size: int = 10, record_class: RecordClass = "usage", branch: str = "up/evt") -> Store:
    return Store(name, record_class, 1.0, branch, bytes(size))


def test_stored_is_said_and_kept_is_told(quick_dir: Path) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
        assert await keeper.open() == ((), None)
        said: list[Stored | NotStored] = []
        assert await keeper.store(record("a"), said.append) == ev.Kept("a", "usage")
        assert said == [Stored("a")]
        assert await keeper.read("a") == record("a")
        assert await keeper.forget("a") == ev.Removed("a")
        assert await keeper.read("a") is None
        await keeper.close()

    asyncio.run(story())


def test_what_is_inside_is_told_at_the_start(quick_dir: Path) -> None:
    async def story() -> None:
        for expected in ((), (("a", "usage"),)):
            keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
            records, aside = await keeper.open()
            assert (records, aside) == (expected, None)
            await keeper.store(record("a"), lambda _: None)
            await keeper.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (record("a", branch="dn/ack"), "bad_branch"),
        (record("a", branch="state"), "bad_branch"),
        (record("a", size=MAX_BODY_BYTES + 1), "too_large"),
    ],
)
def test_what_may_not_be_stored_is_refused(quick_dir: Path, wrong: Store, why: str) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
        await keeper.open()
        said: list[Stored | NotStored] = []
        assert await keeper.store(wrong, said.append) == ev.NotKept()
        assert said == [NotStored("a", why)]
        await keeper.close()

    asyncio.run(story())


def test_a_full_outbox_says_so_and_what_made_room_is_told(quick_dir: Path) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
        await keeper.open()
        said: list[Stored | NotStored] = []
        await keeper.store(record("t", 50_000, "telemetry"), said.append)
        outcomes = [await keeper.store(record(f"u{number}", 50_000), said.append) for number in range(6)]
        assert ev.NotKept() in outcomes
        assert NotStored("u5", "full") in said
        assert [one.gone for one in outcomes if isinstance(one, ev.Kept) and one.gone] == [("t",)]
        await keeper.close()

    asyncio.run(story())


def test_more_than_the_disk_takes_at_once_is_refused(quick_dir: Path) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 30_000_000)
        await keeper.open()
        said: list[Stored | NotStored] = []
        count = MAX_STORING_BYTES // MAX_BODY_BYTES + 5
        await asyncio.gather(*(keeper.store(record(f"r{n}", MAX_BODY_BYTES), said.append) for n in range(count)))
        refused = [one for one in said if isinstance(one, NotStored)]
        assert {one.why for one in refused} == {"busy"}
        assert len(refused) + sum(isinstance(one, Stored) for one in said) == count
        assert await keeper.store(record("later"), said.append) == ev.Kept("later", "usage")
        await keeper.close()

    asyncio.run(story())


def test_damage_is_answered_and_ends_the_process(quick_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
        await keeper.open()
        said: list[Stored | NotStored] = []

        def damaged(_: Outbox, __: Store) -> tuple[str, ...]:
            raise OutboxDamaged(quick_dir, "malformed")

        monkeypatch.setattr(Outbox, "put", damaged)
        with pytest.raises(OutboxDamaged):
            await keeper.store(record("a"), said.append)
        assert said == [NotStored("a", "store_failed")]
        await keeper.close()

    asyncio.run(story())


def test_a_record_that_cannot_be_forgotten_on_a_full_disk_stays(
    quick_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        keeper = Keeper(quick_dir / "outbox.sqlite", 300_000)
        await keeper.open()

        def full(_: Outbox, __: str) -> bool:
            raise OutboxFull(quick_dir, disk=True)

        monkeypatch.setattr(Outbox, "forget", full)
        assert await keeper.forget("a") is None
        await keeper.close()

    asyncio.run(story())
