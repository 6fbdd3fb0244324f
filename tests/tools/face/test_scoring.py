"""Which distances are taken of a folder, and what is said of them."""

import re
from math import comb
from pathlib import Path

import msgspec
import pytest

from tests.tools.face.fake_engine import SCALE, FakeEngine, people
from tools.face.folders import persons_in
from tools.face.gather import Gatherer, Tally
from tools.face.judgement import judge, sentence
from tools.face.report import lines, numbers
from tools.face.scoring import Compared, Nearest, compare
from tools.face.statistics import scores

STEP = SCALE / 255


def compared(place: Path) -> tuple[Compared, Tally]:
    engine = FakeEngine()
    seen, tally = Gatherer(engine, None).gather(persons_in(place), lambda _: None)
    return compare(seen, engine, lambda _: None), tally


def test_every_picture_is_compared_with_every_reference(tmp_path: Path) -> None:
    found, _ = compared(people(tmp_path, 5, 8, apart=9, spread=2))
    assert (len(found.single.genuine), len(found.single.impostor)) == (5 * 7, 5 * 7 * 4)
    # Two whole triples of seven pictures; their mean is nearer to the reference than the worst of them.
    assert (len(found.fused.genuine), len(found.fused.impostor)) == (5 * 2, 5 * 2 * 4)
    assert (len(found.session.genuine), len(found.session.impostor)) == (5 * 3, comb(5, 2) * 9)
    assert found.single.genuine[-1] == pytest.approx(2 * STEP, abs=0.3 * STEP)
    assert found.fused.genuine[-1] < 0.3 * STEP
    assert found.single.impostor[0] == pytest.approx(7 * STEP, abs=0.3 * STEP)
    assert found.session.genuine[-1] == pytest.approx(4 * STEP, abs=0.3 * STEP)
    assert found.nearest is not None
    assert abs(found.nearest.reference - found.nearest.probe) == 1


def test_two_pictures_each_give_no_triple(tmp_path: Path) -> None:
    found, tally = compared(people(tmp_path, 3, 2))
    assert (len(found.fused.genuine), len(found.fused.impostor)) == (0, 0)
    advice = judge(found)
    assert advice.fused.point is None
    assert "nothing was compared" in sentence("fused", advice.fused)
    text = "\n".join(lines(tally, found, advice, None))
    assert "too few pictures" in text


def made(persons: int, genuine: int, impostor: int) -> Compared:
    """Distances that are known: of the same person 0.1 to 0.3, of others from 0.4 upward."""
    sets = scores(
        (0.1 + 0.2 * place / genuine for place in range(genuine)),
        (0.4 + 100 * (place + 0.5) / impostor for place in range(impostor)),
    )
    return Compared(persons, sets, sets, sets, Nearest(3, 7, 0.4))


def test_enough_comparisons_name_a_threshold() -> None:
    advice = judge(made(200, 1000, 100_000))
    for name, one in advice.named:
        assert one.shown
        assert one.point is not None
        assert one.point.far_upper <= 1e-4
        assert 0.4 < one.point.threshold < 0.41
        assert f"{name}: set {one.point.threshold:.4f}" in sentence(name, one)


def test_too_few_comparisons_are_called_so() -> None:
    advice = judge(made(30, 100, 29_955))
    assert not advice.fused.shown
    said = sentence("fused", advice.fused)
    assert "too few comparisons of different persons" in said
    assert "29,955 where 29,956" in said
    assert "at 0.4016" in said


def test_the_report_says_all_that_the_file_says_and_neither_names_anybody(tmp_path: Path) -> None:
    found, tally = compared(people(tmp_path, 4, 5))
    advice = judge(found)
    text = "\n".join(lines(tally, found, advice, 240))
    data = msgspec.json.encode(numbers(tally, found, advice, 240)).decode()
    for said in (text, data):
        assert "Yamada" not in said
        assert str(tmp_path) not in said
        assert ".png" not in said
    assert "4 comparisons of the same person, 12 of different persons" in text
    assert "equal error rate 0.00%" in text
    assert "FAR 1e-03: too few comparisons" in text
    back = msgspec.json.decode(data)
    assert back["sets"]["single"]["genuine"] == 16
    assert back["sets"]["single"]["at_far"]["1e-04"] is None
    assert back["advice"]["single"]["shown"] is False
    many = made(200, 1000, 100_000)
    rich = "\n".join(lines(Tally(unusable=tuple(range(1, 31))), many, judge(many), None))
    assert re.search(r"FAR 1e-04: threshold 0\.410[45], FAR 1\.0e-04", rich)
    assert "number 3 and 7 at 0.400" in rich
    assert "19, 20, …" in rich
    assert "as they are; the other pictures" in rich
