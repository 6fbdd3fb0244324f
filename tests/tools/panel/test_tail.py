from pathlib import Path

import pytest

from tools.panel.tail import Tail


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "activity.jsonl"


def append(file: Path, text: str) -> None:
    with file.open("a") as out:
        out.write(text)


def test_a_missing_file_has_no_lines_yet(file: Path) -> None:
    tail = Tail(file)
    assert tail.lines() == []
    append(file, "one\n")
    assert tail.lines() == [b"one"]


def test_each_line_comes_once_and_only_when_whole(file: Path) -> None:
    tail = Tail(file)
    append(file, "one\ntw")
    assert tail.lines() == [b"one"]
    assert tail.lines() == []
    append(file, "o\n")
    assert tail.lines() == [b"two"]


def test_nothing_is_lost_when_the_file_is_rotated(file: Path) -> None:
    tail = Tail(file)
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    append(file, "two\n")
    file.rename(file.with_name(file.name + ".1"))
    append(file, "three\n")
    assert tail.lines() == [b"two", b"three"]


def test_a_file_that_began_anew_is_read_anew(file: Path) -> None:
    tail = Tail(file)
    append(file, "one\ntwo\n")
    assert tail.lines() == [b"one", b"two"]
    file.write_text("new\n")
    assert tail.lines() == [b"new"]


def test_a_file_that_was_deleted_and_made_anew(file: Path) -> None:
    tail = Tail(file)
    append(file, "one\n")
    assert tail.lines() == [b"one"]
    file.unlink()
    assert tail.lines() == []
    other = file.with_name("other")
    append(other, "new\n")
    other.rename(file)
    assert tail.lines() == [b"new"]
