"""The chain through the audit: every single edit of a small file is found, and every line gone or moved."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from firmware.reader.staff.chain import Entry, Head, Line, Verdict, check, read_line

AT = datetime(2026, 4, 1, 9, 30, 15, 123456, tzinfo=UTC)
VISIT = "0190a1b2-0000-7000-8000-000000000009"
SOME = (0x01, 0x02, 0x20, 0x80, 0xFF)
"""Flipped bits of a byte: its neighbours, its other case, what is no ASCII."""


def lines(count: int, head: Head = Head()) -> list[bytes]:  # noqa: B008 - frozen
    made = []
    verdicts = list(Verdict)
    for number in range(head.number + 1, head.number + count + 1):
        staff = None if number % 3 == 0 else "4071"
        visit = None if number % 4 == 0 else VISIT
        entry = Entry(number, head.hash, AT, number % 2 == 0, verdicts[number % len(verdicts)], staff, visit)
        line = Line(entry, entry.hash())
        made.append(line.encoded())
        head = Head(number, line.hash)
    return made


def broken(data: bytes) -> bool:
    return bool(check([data], from_the_beginning=True).broken)


def test_an_unbroken_chain_is_one_however_it_is_cut_into_files() -> None:
    made = lines(6)
    for cut in range(7):
        checked = check([b"".join(made[:cut]), b"".join(made[cut:])], from_the_beginning=True)
        assert not checked.broken
        assert checked.head.number == len(checked.entries) == 6
    later = check([b"".join(made[3:])], from_the_beginning=False)
    assert not later.broken
    assert later.entries[0].number == 4
    assert later.head == checked.head


def edits(data: bytes, changes: tuple[int, ...]) -> int:
    """Try every substitution by these differences, every deletion and insertion of a byte; returns how many."""
    count = 0
    for place in range(len(data)):
        variants = [data[:place] + bytes([data[place] ^ change]) + data[place + 1 :] for change in changes]
        variants.append(data[:place] + data[place + 1 :])
        variants += [data[:place] + extra + data[place:] for extra in (b" ", b"\n", b"0", b"\0")]
        for variant in variants:
            assert broken(variant), (place, variant[place - 5 : place + 5])
        count += len(variants)
    for extra in (b" ", b"\n", b"0", b"\0"):
        assert broken(data + extra)
    return count


def test_every_small_edit_of_every_byte_is_found() -> None:
    assert edits(b"".join(lines(3)), SOME) > 5000


@pytest.mark.prove
def test_every_edit_of_every_byte_is_found(record_property) -> None:
    record_property("single edits, all found", edits(b"".join(lines(3)), tuple(range(1, 256))))


def test_every_line_gone_is_found_but_for_the_last() -> None:
    made = lines(6)
    for first in range(6):
        for end in range(first + 1, 6):
            assert broken(b"".join(made[:first] + made[end:])), (first, end)
    assert not broken(b"".join(made[:-1])), "the end is told by a head that is kept elsewhere"
    assert check([b"".join(made)], True).head != check([b"".join(made[:-1])], True).head


def test_every_line_moved_doubled_or_swapped_is_found() -> None:
    made = lines(6)
    for one, other in combinations(range(6), 2):
        swapped = list(made)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        moved = [*made[:one], *made[one + 1 : other + 1], made[one], *made[other + 1 :]]
        doubled = [*made[:other], made[one], *made[other:]]
        for variant in (swapped, moved, doubled):
            assert broken(b"".join(variant)), (one, other)


def test_a_line_made_anew_with_its_own_hash_is_found_by_the_next() -> None:
    made = lines(4)
    line = read_line(made[1])
    assert line is not None
    forged = Entry(2, line.entry.before, AT, True, Verdict.ACCEPTED, "5820", VISIT)
    made[1] = Line(forged, forged.hash()).encoded()
    (place,) = check([b"".join(made)], from_the_beginning=True).broken
    assert (place.line, place.problem) == (3, "does not follow from the line before")


def test_a_line_of_another_reader_is_found() -> None:
    made, others = lines(4), lines(3, Head(1, "f" * 64))
    assert broken(b"".join([made[0], others[0], *made[2:]]))
    assert broken(b"".join(made + others[:1]))


def test_one_damage_is_told_once_with_its_line() -> None:
    made = lines(6)
    made[2] = made[2].replace(b"4071", b"4072").replace(b"null", b'"5820"')
    checked = check([b"".join(made[:4]), b"".join(made[4:])], from_the_beginning=True)
    assert [place.line for place in checked.broken] == [3]
    assert [entry.number for entry in checked.entries] == [1, 2, 4, 5, 6]


@pytest.mark.parametrize("spelling", [b"\\u0030", b"4071 "])
def test_another_spelling_of_the_same_is_an_edit(spelling: bytes) -> None:
    (line,) = lines(1)
    assert read_line(line)
    assert read_line(line.replace(b"0190a1b2", spelling + b"190a1b2")) is None
    assert read_line(line.replace(b",", b", ", 1)) is None
    assert read_line(line.rstrip(b"\n")) is None
