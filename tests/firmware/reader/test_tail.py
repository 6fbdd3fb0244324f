from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.reader.append_file import AppendFile
from firmware.reader.tail import Tail


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "activity.jsonl"


@pytest.fixture
def tail(file: Path) -> Iterator[Tail]:
    with Tail(file) as following:
        yield following


def append(file: Path, text: str) -> None:
    with file.open("a") as out:
        out.write(text)


def test_a_missing_file_has_no_lines_yet(file: Path, tail: Tail) -> None:
    assert tail.lines() == []
    append(file, "one\n")
    assert tail.lines() == [b"one"]


def test_each_line_comes_once_and_only_when_whole(file: Path, tail: Tail) -> None:
    append(file, "one\ntw")
    assert tail.lines() == [b"one"]
    assert tail.lines() == []
    append(file, "o\n")
    assert tail.lines() == [b"two"]


def test_nothing_is_lost_when_the_file_is_rotated(file: Path, tail: Tail) -> None:
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    append(file, "two\n")
    file.rename(file.with_name(file.name + ".1"))
    append(file, "three\n")
    assert tail.lines() == [b"two", b"three"]


def test_a_file_that_began_anew_is_read_anew(file: Path, tail: Tail) -> None:
    append(file, "one\ntwo\n")
    assert tail.lines() == [b"one", b"two"]
    file.write_text("new\n")
    assert tail.lines() == [b"new"]


def test_a_file_that_was_deleted_and_made_anew(file: Path, tail: Tail) -> None:
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    file.unlink()
    assert tail.lines() == []
    other = file.with_name("other")
    append(other, "new\n")
    other.rename(file)
    assert tail.lines() == [b"new"]


@pytest.mark.parametrize("rest", ["", "half"])
def test_a_half_line_is_forgotten_with_its_file(file: Path, tail: Tail, rest: str) -> None:
    append(file, f"one\n{rest}")
    assert tail.lines() == [b"one"]
    file.rename(file.with_name(file.name + ".1"))
    append(file, "two\n")
    assert tail.lines() == [b"two"]


def test_a_line_that_was_taken_back_is_no_line(file: Path, tail: Tail) -> None:
    append(file, "one\nhal")
    assert tail.lines() == [b"one"]
    file.write_text("one\n")
    append(file, "two\n")
    assert tail.lines() == [b"two"]


def test_lines_are_followed_over_two_files_between_two_looks(file: Path, tail: Tail) -> None:
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    for text in ("two\n", "three\n"):
        append(file, text)
        file.replace(file.with_name(file.name + ".1"))
    append(file, "four\n")
    # `three` lay in a file of which nothing is left to know from; what was followed is followed to its end.
    assert tail.lines() == [b"two", b"four"]


def test_what_the_reader_appends_is_read_whole(file: Path, tail: Tail) -> None:
    written, seen = AppendFile(file, 100), list[bytes]()
    for number in range(200):
        written.append(b"%d\n" % number)
        seen += tail.lines()
    written.close()
    assert seen == [b"%d" % number for number in range(200)]


def test_a_file_with_the_number_of_the_old_one_is_another(file: Path, tail: Tail) -> None:
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    file.unlink()
    append(file, "two\nthree\n")
    assert tail.lines() == [b"two", b"three"]
