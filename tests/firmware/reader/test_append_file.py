"""Files of lines: whole lines or none, whatever the disk does."""

import os
import stat
from pathlib import Path

import pytest

from firmware.reader.append_file import AppendFile

LIMIT = 100


def test_lines_are_added_for_the_own_user_only(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "a.jsonl", LIMIT)
    file.append(b"one\n")
    file.append(b"two\nthree\n")
    file.close()
    file.close()
    assert (tmp_path / "a.jsonl").read_bytes() == b"one\ntwo\nthree\n"
    assert stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode) == 0o600


def test_beyond_its_limit_a_file_begins_anew_and_the_one_before_is_kept(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "a.jsonl", LIMIT)
    for number in range(30):
        file.append(b"%09d\n" % number)
    file.close()
    kept = (tmp_path / "a.jsonl.1").read_bytes() + (tmp_path / "a.jsonl").read_bytes()
    assert kept.endswith(b"000000029\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "a.jsonl.1"]
    assert all(path.stat().st_size <= LIMIT + 10 for path in tmp_path.iterdir())


def test_a_line_that_the_power_cut_tore_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"whole": 1}\n{"torn')
    file = AppendFile(path, LIMIT)
    file.append(b'{"whole": 2}\n')
    file.close()
    assert path.read_bytes().splitlines() == [b'{"whole": 1}', b'{"torn', b'{"whole": 2}']


def test_a_file_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    file = AppendFile(path, LIMIT)
    file.append(b"one\n")
    path.unlink()
    file.append(b"two\n")
    file.close()
    assert path.read_bytes() == b"two\n"


def test_a_disk_that_takes_a_part_gets_none_of_it(tmp_path: Path, mocker) -> None:
    path = tmp_path / "a.jsonl"
    file = AppendFile(path, LIMIT)
    file.append(b"one\n")
    write = os.write
    mocker.patch("os.write", lambda number, data: write(number, data[:3]))
    with pytest.raises(OSError, match="part"):
        file.append(b"two\nthree\n")
    mocker.stopall()
    file.append(b"four\n")
    file.close()
    assert path.read_bytes() == b"one\nfour\n"
