"""Records on the reader's own disk: there after a power cut, gone when link has them."""

from pathlib import Path

import pytest

from firmware.link.ipc import Store
from firmware.reader.spool import Spool

RECORD = Store("0190a1b2-0000-7000-8000-000000000001", "usage", 1.0, "up/evt", b"sealed")
OTHER = Store("0190a1b2-0000-7000-8000-000000000002", "usage", 2.0, "up/evt", b"sealed too")


def test_what_is_kept_is_there_for_the_next_process_in_its_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "unsaved")
    spool.keep(OTHER)
    spool.keep(RECORD)
    spool.keep(RECORD)
    assert Spool(tmp_path / "unsaved").load(10) == (RECORD, OTHER)
    assert Spool(tmp_path / "unsaved").load(1) == (RECORD,)


def test_what_is_dropped_is_gone_and_dropping_again_does_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.keep(RECORD)
    spool.drop(RECORD.id)
    spool.drop(RECORD.id)
    assert spool.load(10) == ()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("damage", [b"", b"half a rec", b"\xff" * 50])
def test_a_file_that_was_cut_off_is_removed(tmp_path: Path, damage: bytes) -> None:
    spool = Spool(tmp_path)
    spool.keep(RECORD)
    (tmp_path / f"{OTHER.id}.record").write_bytes(damage)
    assert spool.load(10) == (RECORD,)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_record_under_a_strange_id_is_not_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    (tmp_path / "sub").mkdir()
    spool.keep(Store("sub/x", "usage", 1.0, "up/evt", b"sealed"))
    (tmp_path / "sub" / "x.record").rename(tmp_path / "x.record")
    assert spool.load(10) == ()
