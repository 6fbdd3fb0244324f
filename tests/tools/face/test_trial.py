"""What a presentation counts as, and what the presentations of a kind add up to."""

import numpy as np
import pytest

from firmware.face.liveness import Side
from tests.support.sights import RULES, flat, sight, timed, turning
from tests.tools.face.fake_engine import FakeEngine
from tools.face.attack import lines
from tools.face.trial import Response, Trial, outcome, tried

ENGINE = FakeEngine()
BOTH = tuple(Side)


def test_a_person_passes_when_asked_for_the_side_that_is_turned_to() -> None:
    seen = timed(turning())
    assert tried(seen, (Side.LEFT,), None, ENGINE, RULES) == Trial(Response.PERSON, None, "passed")
    assert tried(seen, (Side.RIGHT,), None, ENGINE, RULES) == Trial(Response.ATTACK, None, "wrong-side")
    assert tried(seen, BOTH, None, ENGINE, RULES).response is Response.PERSON, "an attack may be lucky"


def test_a_print_is_an_attack_and_nobody_gives_no_response() -> None:
    assert tried(timed(flat()), BOTH, None, ENGINE, RULES) == Trial(Response.ATTACK, None, "unfinished")
    assert tried(timed([*flat(), *[sight()] * 60]), BOTH, None, ENGINE, RULES).why == "too-late"
    assert tried(timed([None] * 5), BOTH, None, ENGINE, RULES) == Trial(Response.NONE, None, "no-face")
    assert tried([], BOTH, None, ENGINE, RULES).response is Response.NONE
    swapped = [*turning()[:3], *turning(who=0.6)[3:]]
    assert tried(timed(swapped), BOTH, None, ENGINE, RULES) == Trial(Response.ATTACK, None, "other-person")
    unlike = [sight(who=0.0), sight(who=0.3), sight(who=0.0, turn=0.1)]
    assert tried(timed([*unlike, *turning()]), BOTH, None, ENGINE, RULES).response is not Response.NONE


def test_the_whole_decision_needs_the_holder_too() -> None:
    near, far = np.zeros(128, np.float32), np.full(128, 0.1, np.float32)
    seen = timed(turning())
    assert tried(seen, (Side.LEFT,), near, ENGINE, RULES) == Trial(Response.PERSON, True, "passed")
    # Whom it shows does not change whether it is alive.
    assert tried(seen, (Side.LEFT,), far, ENGINE, RULES) == Trial(Response.PERSON, False, "passed")
    assert tried(timed(flat()), BOTH, near, ENGINE, RULES).accepted is False


def trials(person: int, attack: int, none: int = 0) -> list[Trial]:
    return [
        *[Trial(Response.PERSON, True, "passed")] * person,
        *[Trial(Response.ATTACK, False, "too-late")] * attack,
        *[Trial(Response.NONE, None, "no-face")] * none,
    ]


def test_rates_of_attacks_and_of_people() -> None:
    attack = outcome("print", bona_fide=False, trials=trials(1, 57, 2), unreadable=3)
    assert (attack.tried, attack.errors, attack.silent, attack.unreadable) == (60, 1, 2, 3)
    assert attack.rate == pytest.approx(1 / 60)
    assert attack.rate_upper == pytest.approx(0.0766, abs=1e-4)
    assert (attack.compared, attack.accepted) == (58, 1)
    people = outcome("bona-fide", bona_fide=True, trials=trials(98, 2), unreadable=0)
    assert (people.errors, people.rate) == (2, 0.02)


def test_the_report_names_the_worst_kind_and_what_was_not_tried() -> None:
    kinds = [
        outcome("bona-fide", bona_fide=True, trials=trials(9, 1), unreadable=0),
        outcome("phone", bona_fide=False, trials=trials(1, 20), unreadable=0),
        outcome("print", bona_fide=False, trials=trials(0, 5), unreadable=1),
    ]
    text = "\n".join(lines(kinds))
    assert "bona-fide: 10 presentations; BPCER 10.00% (1;" in text
    assert "attack print: 5 presentations; APCER 0.00% (0; 0.00% to 52.18%, at most 45.07%)" in text
    assert "worst kind: phone, APCER 4.76%" in text
    assert "no person was tried" not in text
    assert "no person was tried" in "\n".join(lines(kinds[1:]))
    assert "no attack was tried" in "\n".join(lines(kinds[:1]))
    # With equal rates the kind that fewer were tried of shows less.
    counts = (("a", 9), ("b", 3))
    equal = [outcome(name, bona_fide=False, trials=trials(0, count), unreadable=0) for name, count in counts]
    assert "worst kind: b" in "\n".join(lines(equal))
