from itertools import pairwise

import pytest

from firmware.reader.visit_log import step_name
from firmware.visit.events import PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import PhotoFinding, PhotoVerdict
from firmware.visit.model import Visit
from tools.bench.face.visits import INTERVALS, between, machine_ms

STEPS = {
    "card_seen": 0.0,
    "print_read": 2000.0,
    "photo_read": 2100.0,
    "photo_loaded": 2150.0,
    "turn_asked": 2500.0,
    "turned": 5000.0,
    "face_matched": 8500.0,
    "challenge_signed": 8600.0,
    "identified": 8650.0,
    "consented": 9650.0,
    "result": 9690.0,
}


def test_neither_the_turn_nor_the_choice_counts_as_machine_time() -> None:
    assert machine_ms(STEPS) == 2500.0 + 150.0 + 40.0


def test_the_intervals_leave_out_the_choice_alone() -> None:
    assert INTERVALS[0][1] == "card_seen"
    gaps = [(one[2], other[1]) for one, other in pairwise(INTERVALS) if one[2] != other[1]]
    assert gaps == [("identified", "consented")]
    assert sum(between(STEPS, first, second) for _, first, second in INTERVALS) == 9690.0 - 1000.0


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (PrintRead(1, sure=True), "print_read"),
        (PhotoRead(1, PhotoFinding.READ), "photo_read"),
        (PhotoTaken(1, PhotoVerdict.USABLE), "photo_loaded"),
    ],
)
def test_the_reader_calls_its_steps_so(event: PrintRead | PhotoRead | PhotoTaken, name: str) -> None:
    assert step_name(event, Visit(), ()) == name
    assert name in {step for interval in INTERVALS for step in interval[1:]}
