"""The file of accounts: strict, whole, for the own user alone, changed by one at a time."""

import base64
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.reader.staff.errors import StaffFileBusy, StaffFileUnusable, StaffFull, StaffKnown, StaffMissing
from firmware.reader.staff.files import locked, read_bounded
from firmware.reader.staff.roster import MOST_STAFF, STRANGER_SLOTS, Roster
from firmware.reader.staff.store import MOST_BYTES, StaffStore
from tests.firmware.reader.staff.support import CHEAP, CODE, ID, OTHER, UNKNOWN, Ward, member

Raw = dict[str, object]


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_what_is_written_is_read_and_is_the_own_users_alone(ward: Ward, tmp_path: Path) -> None:
    roster = StaffStore(tmp_path).read()
    assert [one.id for one in roster.members] == [ID, OTHER]
    assert roster.cost == CHEAP
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert files == {"staff.json": 0o600, "staff.lock": 0o600}


def test_no_file_is_nobody(tmp_path: Path) -> None:
    roster = StaffStore(tmp_path, CHEAP).read()
    assert (roster.members, roster.cost, set(roster.strangers)) == ((), CHEAP, {0})
    assert not list(tmp_path.iterdir())


def test_members_come_and_go(ward: Ward) -> None:
    with pytest.raises(StaffKnown):
        ward.store.change(lambda now: now.added(member(ID, CODE)))
    ward.store.change(lambda now: now.disabled(ID))
    assert ward.store.read().find(ID) == msgspec.structs.replace(member(ID, CODE), disabled=True)
    ward.store.change(lambda now: now.removed(ID))
    assert ward.store.read().find(ID) is None
    for gone in (Roster.removed, Roster.disabled):
        with pytest.raises(StaffMissing):
            ward.store.change(lambda now, gone=gone: gone(now, ID))


def test_there_is_a_most(ward: Ward) -> None:
    one = member(ID, CODE)
    many = tuple(msgspec.structs.replace(one, id=f"{number:04}") for number in range(MOST_STAFF))
    ward.store.change(lambda now: msgspec.structs.replace(now, members=many, strangers=(99,) * STRANGER_SLOTS))
    assert (ward.place / "staff.json").stat().st_size < MOST_BYTES
    with pytest.raises(StaffFull):
        ward.store.change(lambda now: now.added(one))


def test_neither_roster_nor_member_show_hashes(ward: Ward) -> None:
    roster = ward.store.read()
    assert repr(roster) == "Roster(2)"
    assert repr(roster.members) == f"(Member({ID}), Member({OTHER}))"


def spoil(key: str, value: object) -> Callable[[Raw], Raw]:
    return lambda raw: {**raw, key: value}


def of_member(key: str, value: object) -> Callable[[Raw], Raw]:
    def change(raw: Raw) -> Raw:
        first, *rest = raw["members"]
        return {**raw, "members": [{**first, key: value}, *rest]}

    return change


@pytest.mark.parametrize(
    "how",
    [
        spoil("version", 2),
        spoil("more", 1),
        spoil("mark", base64.b64encode(bytes(15)).decode()),
        spoil("strangers", [0]),
        spoil("strangers", [-1] * STRANGER_SLOTS),
        spoil("cost", {"n": 3, "r": 1, "p": 1}),
        spoil("cost", {"n": 2**22, "r": 8, "p": 1}),
        spoil("members", [{}]),
        of_member("id", "407"),
        of_member("id", "40710"),
        of_member("id", "4071\n"),
        of_member("id", OTHER),
        of_member("salt", "AAAA"),
        of_member("hash", "AAAA"),
        of_member("failed", -1),
        of_member("failed", 100),
        of_member("failed", "0"),
        of_member("disabled", 0),
        of_member("created", "2026-01-01T00:00:00"),
        of_member("name", "somebody"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(ward: Ward, how: Callable[[Raw], Raw]) -> None:
    path = ward.place / "staff.json"
    path.write_bytes(msgspec.json.encode(how(ward.raw())))
    before = path.read_bytes()
    with pytest.raises(StaffFileUnusable, match=r"staff\.json: is damaged"):
        ward.store.read()
    with pytest.raises(StaffFileUnusable):
        ward.store.change(lambda now: now)
    assert path.read_bytes() == before


def test_a_file_cut_off_anywhere_is_refused(ward: Ward) -> None:
    path = ward.place / "staff.json"
    whole = path.read_bytes()
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        with pytest.raises(StaffFileUnusable):
            ward.store.read()


@pytest.mark.parametrize("name", ["staff.json", "staff.lock"])
def test_files_that_others_may_use_are_refused(ward: Ward, name: str) -> None:
    (ward.place / name).chmod(0o640)
    with pytest.raises(StaffFileUnusable, match="chmod 600"):
        ward.store.change(lambda now: now)


@pytest.mark.parametrize("name", ["staff.json", "staff.lock"])
def test_a_link_to_elsewhere_is_not_followed(ward: Ward, name: str) -> None:
    elsewhere = ward.place / "elsewhere"
    (ward.place / name).rename(elsewhere)
    (ward.place / name).symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        ward.store.change(lambda now: now)
    (ward.place / name).unlink()
    os.link(elsewhere, ward.place / name)
    with pytest.raises(StaffFileUnusable, match="no file of its own"):
        ward.store.change(lambda now: now)


def test_a_pipe_is_not_waited_for(ward: Ward) -> None:
    (ward.place / "staff.json").unlink()
    os.mkfifo(ward.place / "staff.json", 0o600)
    with pytest.raises(StaffFileUnusable, match="no file of its own"):
        ward.store.read()


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(11))
    (tmp_path / "x").chmod(0o600)
    assert read_bounded(tmp_path / "x", 11) == bytes(11)
    with pytest.raises(StaffFileUnusable, match="more than 10 bytes"):
        read_bounded(tmp_path / "x", 10)


def test_a_disk_that_takes_nothing_leaves_the_old_file(ward: Ward, mocker) -> None:
    before = (ward.place / "staff.json").read_bytes()
    mocker.patch("firmware.reader.staff.files.os.fsync", side_effect=OSError(28, "No space left"))
    with pytest.raises(OSError, match="No space"):
        ward.store.change(lambda now: now.disabled(ID))
    mocker.stopall()
    assert (ward.place / "staff.json").read_bytes() == before
    ward.store.change(lambda now: now.disabled(ID))
    assert not (ward.place / "staff.json.new").exists()


def test_bytes_and_name_are_on_the_disk_before_anybody_is_told(ward: Ward, mocker) -> None:
    path = ward.place / "staff.json"
    old, synced, sync = path.read_bytes(), [], os.fsync

    def watch(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), path.read_bytes() == old))
        sync(handle)

    mocker.patch("firmware.reader.staff.files.os.fsync", watch)
    ward.store.change(lambda now: now.disabled(ID))
    assert synced == [(False, True), (True, False)]


def test_a_disk_that_takes_parts_gets_all_of_them(ward: Ward, mocker) -> None:
    write = os.write
    mocker.patch("firmware.reader.staff.files.os.write", lambda handle, data: write(handle, data[:100]))
    ward.store.change(lambda now: now.disabled(ID))
    assert len(ward.store.read().members) == 2


def test_who_holds_the_lock_is_waited_for_but_not_for_ever(ward: Ward) -> None:
    with locked(ward.place), pytest.raises(StaffFileBusy), locked(ward.place, longest_s=0):
        raise AssertionError
    with locked(ward.place, longest_s=0):
        assert ward.store.read().find(ID)


def test_changes_from_many_sides_are_all_made(ward: Ward) -> None:
    def tries() -> None:
        for _ in range(10):
            ward.store.change(lambda now: now.tried(ID).tried(UNKNOWN))

    threads = [threading.Thread(target=tries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roster = ward.store.read()
    assert (roster.failed(ID), roster.failed(UNKNOWN)) == (40, 40)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_changes_stays_the_readers(ward: Ward) -> None:
    os.chown(ward.place, 1234, 1234)
    ward.store.change(lambda now: now.disabled(ID))
    assert {path.stat().st_uid for path in ward.place.iterdir()} == {1234}
