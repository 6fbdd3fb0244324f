import pytest

from tools.bench.face.pairs import Cost, Pair, in_turn, rows


def test_who_comes_first_changes_from_pair_to_pair() -> None:
    done: list[str] = []
    works = (lambda: done.append("ours"), lambda: done.append("bare"))
    pairs = in_turn([works] * 4)
    assert done == ["ours", "bare", "bare", "ours"] * 2
    assert len(pairs) == 4


def test_each_side_keeps_its_own_cost() -> None:
    def long() -> None:
        sum(range(300_000))

    for pair in in_turn([(long, int), (long, int)]):
        assert pair.ours.cpu > pair.bare.cpu >= 0


def test_ratios_are_taken_pair_by_pair() -> None:
    pairs = (Pair(Cost(2.0, 3.0), Cost(1.0, 1.0)), Pair(Cost(30.0, 8.0), Cost(10.0, 4.0)))
    told = {name.strip(): str(value) for name, value in rows("whole", "bare model", pairs, "  (aim <= 1.15)")}
    assert told == {
        "whole, ms": "p50 16.00  p95 30.00  (2 times)",
        "bare model, ms": "p50 5.50  p95 10.00  (2 times)",
        "ours / bare": "p50 2.50  p95 3.00  (2 times)  (aim <= 1.15)",
        "ours / bare, processor time": "p50 2.50  p95 3.00  (2 times)",
    }


def test_a_failure_of_the_work_is_not_swallowed() -> None:
    def fails() -> None:
        raise ValueError("no face")

    with pytest.raises(ValueError, match="no face"):
        in_turn([(fails, int)])
