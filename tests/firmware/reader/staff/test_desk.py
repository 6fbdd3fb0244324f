"""The staff check: what each try comes to, what it costs, and that it tells nobody who is there."""

import os
from pathlib import Path

import pytest

from firmware.reader.inbox import Happened, Item
from firmware.reader.staff import desk as desk_module
from firmware.reader.staff.chain import Verdict
from firmware.reader.staff.desk import staff_desk
from firmware.reader.staff.errors import HashUnaffordable
from firmware.reader.staff.files import locked
from firmware.reader.staff.secret import Passcode
from firmware.reader.worker import ThreadWorker
from firmware.visit.events import StaffChecked, StaffNoted
from firmware.visit.findings import StaffVerdict
from tests.firmware.reader.staff.support import CODE, ID, OTHER, OTHER_CODE, UNKNOWN, VISIT, WRONG, Ward, member
from tests.support.canaries import Needle, Search
from tools.issue.canaries import Canary

OK, NO, PAUSED, GONE = StaffVerdict.ACCEPTED, StaffVerdict.WRONG, StaffVerdict.PAUSED, StaffVerdict.UNAVAILABLE


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_the_right_passcode_is_accepted_and_audited(ward: Ward) -> None:
    assert ward.type(ID, CODE) == (OK, 0)
    assert ward.type(OTHER, OTHER_CODE) == (OK, 0)
    assert ward.type(ID, OTHER_CODE) == (NO, 0)
    assert ward.audited() == [(Verdict.ACCEPTED, ID), (Verdict.ACCEPTED, OTHER), (Verdict.WRONG, ID)]
    assert {entry.visit for entry in ward.audit.check().entries} == {VISIT}


def test_five_wrong_tries_then_pauses_that_double(ward: Ward) -> None:
    assert [ward.type(ID, WRONG) for _ in range(5)] == [(NO, 0)] * 4 + [(NO, 60)]
    assert ward.type(ID, CODE) == (PAUSED, 60), "the right one is not heard either"
    ward.clock.pass_time(59.5)
    assert ward.type(ID, CODE) == (PAUSED, 1)
    ward.clock.pass_time(0.5)
    assert ward.type(ID, WRONG) == (NO, 120)
    ward.clock.pass_time(120)
    assert ward.type(ID, CODE) == (OK, 0)
    assert [ward.type(ID, WRONG) for _ in range(5)] == [(NO, 0)] * 4 + [(NO, 60)]
    assert ward.audited()[5:7] == [(Verdict.PAUSED, ID), (Verdict.PAUSED, ID)]


def test_a_pause_of_one_is_no_pause_of_another(ward: Ward) -> None:
    for _ in range(5):
        ward.type(ID, WRONG)
    assert ward.type(OTHER, OTHER_CODE) == (OK, 0)
    assert ward.type(ID, CODE) == (PAUSED, 60), "nor does another's success end it"


def test_tries_and_pause_outlive_the_process_and_a_clock_set_wrong(ward: Ward) -> None:
    for _ in range(4):
        ward.type(ID, WRONG)
        ward.restart()
    assert ward.type(ID, WRONG) == (NO, 60)
    ward.clock.pass_time(50)
    ward.restart()
    ward.clock.wall = ward.clock.wall.replace(year=2100)
    assert ward.type(ID, CODE) == (PAUSED, 60), "a restart never shortens a pause"
    ward.clock.seconds = 5.0
    ward.restart()
    assert ward.type(ID, CODE) == (PAUSED, 60), "not even that of the machine, whose clock begins at nothing"
    ward.clock.pass_time(60)
    assert ward.type(ID, CODE) == (OK, 0)


def test_an_id_that_is_not_there_is_answered_as_one_that_is(ward: Ward) -> None:
    def story(staff_id: str) -> list[tuple[StaffVerdict, int]]:
        told = [ward.type(staff_id, WRONG) for _ in range(6)]
        ward.clock.pass_time(60)
        return [*told, ward.type(staff_id, WRONG), ward.type(staff_id, WRONG)]

    ward.store.change(lambda now: now.disabled(OTHER))
    known = story(ID)
    assert story(UNKNOWN) == known
    assert story(OTHER) == known, "nor one that is disabled"
    assert known[-1] == (PAUSED, 120)


@pytest.mark.parametrize("staff_id", [ID, OTHER, UNKNOWN, "1", ""])
def test_every_wrong_try_costs_one_hash_and_one_writing(ward: Ward, staff_id: str, mocker) -> None:
    ward.store.change(lambda now: now.disabled(OTHER))
    hashed = mocker.spy(desk_module, "slow_hash")
    compared = mocker.spy(desk_module, "same_hash")
    changed, added = mocker.spy(ward.store, "change"), mocker.spy(ward.audit, "add")
    ward.type(staff_id, OTHER_CODE if staff_id == OTHER else WRONG)
    assert [spy.call_count for spy in (hashed, compared, changed, added)] == [1, 1, 1, 1]
    assert {call.args[2] for call in hashed.call_args_list} == {ward.store.read().cost}


def test_a_disabled_or_removed_member_is_not_accepted(ward: Ward) -> None:
    ward.store.change(lambda now: now.disabled(ID).removed(OTHER))
    assert ward.type(ID, CODE) == (NO, 0)
    assert ward.type(OTHER, OTHER_CODE) == (NO, 0)
    assert ward.audited() == [(Verdict.WRONG, ID), (Verdict.WRONG, None)]


@pytest.mark.parametrize("way", ["disabled", "removed", "replaced"])
def test_an_account_closed_while_the_hash_is_computed_is_not_accepted(ward: Ward, way: str, mocker) -> None:
    def close(*arguments: object) -> bool:
        if way == "replaced":
            ward.store.change(lambda now: now.removed(ID).added(member(ID, "66019384")))
        else:
            ward.store.change(lambda now: now.disabled(ID) if way == "disabled" else now.removed(ID))
        return True

    mocker.patch.object(desk_module, "same_hash", close)
    assert ward.type(ID, CODE) == (NO, 0)
    mocker.stopall()
    assert ward.audited()[-1] == (Verdict.WRONG, ID)


def test_what_an_administrator_does_counts_at_the_next_check(ward: Ward) -> None:
    assert ward.type(UNKNOWN, CODE) == (NO, 0)
    ward.store.change(lambda now: now.added(member(UNKNOWN, CODE)))
    assert ward.type(UNKNOWN, CODE) == (OK, 0)


def test_a_try_is_counted_before_it_is_looked_at(ward: Ward, mocker) -> None:
    mocker.patch.object(desk_module, "slow_hash", side_effect=SystemExit)
    for _ in range(5):
        with pytest.raises(SystemExit):
            ward.type(ID, WRONG)
    mocker.stopall()
    ward.restart()
    assert ward.type(ID, CODE) == (PAUSED, 60)


def test_mistypings_of_months_do_not_add_up(ward: Ward) -> None:
    for _ in range(3):
        assert [ward.type(UNKNOWN, CODE) for _ in range(4)] == [(NO, 0)] * 4
        assert ward.type(ID, CODE) == (OK, 0)


def test_a_try_that_cannot_be_counted_is_not_heard(ward: Ward, mocker) -> None:
    hashed = mocker.spy(desk_module, "slow_hash")
    mocker.patch("firmware.reader.staff.files.os.fsync", side_effect=OSError(28, "No space left"))
    assert ward.type(ID, CODE) == (GONE, 0)
    assert ward.posted == [Happened(StaffChecked(7, GONE), "OSError")]
    hashed.assert_not_called()


def test_an_acceptance_that_cannot_be_audited_is_none(ward: Ward, mocker) -> None:
    mocker.patch.object(ward.audit, "add", side_effect=OSError(28, "No space left"))
    assert ward.type(ID, CODE) == (GONE, 0)
    ward.posted.clear()
    ward.desk.decided(8, VISIT, ID, same_person=True)
    assert ward.posted == [Happened(StaffNoted(8, kept=False), "OSError")]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff"])
def test_a_damaged_file_lets_nobody_in(ward: Ward, data: bytes) -> None:
    (ward.place / "staff.json").write_bytes(data)
    assert ward.type(ID, CODE) == (GONE, 0)
    assert ward.posted == [Happened(StaffChecked(7, GONE), "StaffFileUnusable")]
    assert (ward.place / "staff.json").read_bytes() == data


def test_a_machine_without_memory_lets_nobody_in(ward: Ward, mocker) -> None:
    mocker.patch.object(desk_module, "slow_hash", side_effect=HashUnaffordable(32))
    assert ward.type(ID, CODE) == (GONE, 0)


def test_a_lock_that_nobody_lets_go_lets_nobody_in(ward: Ward, mocker) -> None:
    mocker.patch("firmware.reader.staff.files.time.monotonic", side_effect=[0.0, 0.0, 100.0])
    mocker.patch("firmware.reader.staff.files.time.sleep")
    handle = os.open(ward.place / "staff.lock", os.O_RDWR)
    with locked(ward.place):
        os.close(handle)
        assert ward.type(ID, CODE) == (GONE, 0)
    assert ward.posted == [Happened(StaffChecked(7, GONE), "StaffFileBusy")]


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.SAME_PERSON), (False, Verdict.OTHER_PERSON)])
def test_what_staff_decided_is_audited(ward: Ward, same: bool, verdict: Verdict) -> None:
    ward.desk.decided(8, VISIT, ID, same)
    assert ward.posted == [Happened(StaffNoted(8, kept=True), None)]
    assert ward.audited() == [(verdict, ID)]


def test_it_works_on_a_thread_of_its_own(ward: Ward) -> None:
    faults: list[object] = []
    worker = ThreadWorker("staff", faults.append, ward.clock)
    posted: list[Item] = []
    desk = staff_desk(ward.place, ward.clock, posted.append, worker)
    desk.check(1, VISIT, ID, Passcode(WRONG))
    desk.check(2, VISIT, ID, Passcode(CODE))
    desk.decided(3, VISIT, ID, same_person=True)
    desk.close(60)
    assert posted == [
        Happened(StaffChecked(1, NO), ""),
        Happened(StaffChecked(2, OK), ""),
        Happened(StaffNoted(3, kept=True), None),
    ]
    assert faults == []


def test_no_passcode_is_in_any_file_not_even_one_typed_as_an_id(ward: Ward) -> None:
    typed_as_id = "66019384"
    for code in (CODE, WRONG):
        ward.type(ID, code)
    ward.type(typed_as_id, CODE)
    ward.type(CODE, CODE)
    codes = (CODE, WRONG, OTHER_CODE, typed_as_id)
    needles = [
        Needle(Canary("staff", "passcode", code), form, data)
        for code in codes
        for form, data in (("digits", code.encode()), ("hex", code.encode().hex().encode()))
    ]
    search = Search(needles)
    assert search.scan("control", b"..." + typed_as_id.encode()), "the search finds what is there"
    files = [path for path in ward.place.iterdir() if path.is_file()]
    assert {path.name for path in files} == {"staff.json", "staff.lock", "staff-audit.jsonl"}
    assert search.scan_files(files) == []
    assert not [code for code in codes if code in repr(ward.posted)]
