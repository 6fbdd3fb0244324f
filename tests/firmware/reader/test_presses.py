"""Which presses count."""

import pytest

from firmware.messages.schema import Consent, ConsentItem
from firmware.reader.presses import PressGuard, look_of, question_of
from firmware.screens.build import screen_for
from firmware.screens.model import Screen
from firmware.visit.model import Language, Phase, State, Visit
from hal.keypad import Key, Touch

PAUSE_S = 0.5
ITEMS = (ConsentItem.MEDICINE, ConsentItem.TREATMENT, ConsentItem.SURGERY)


def asks(state: State, phase: Phase, **more: object) -> Screen:
    return question_of(screen_for(Visit(online=True, card=1, tries=3, state=state, phase=phase, **more)))  # type: ignore[arg-type]  # fields of Visit


REGISTER = asks(State.REGISTERING, Phase.ASKING)
CONSENT = asks(State.CONSENTING, Phase.ALL, items=ITEMS)
FIRST_ITEM = asks(State.CONSENTING, Phase.EACH, items=ITEMS)
SECOND_ITEM = asks(State.CONSENTING, Phase.EACH, items=ITEMS, answers=(Consent.YES,))
PIN = asks(State.PIN, Phase.ENTERING)


class Hand:
    """Presses on screens that stand there already, unless told otherwise."""

    def __init__(self, pause_s: float = PAUSE_S) -> None:
        self._guard = PressGuard(pause_s)

    def press(self, press: Key | Touch, asked: Screen, at: float, seen: Screen | None = None) -> bool:
        return self._guard.counts(press, asked, seen or asked, at)


def test_a_trembling_key_does_not_answer_the_next_question() -> None:
    hand = Hand()
    assert hand.press(Key.DIGIT_1, REGISTER, 10.0)
    assert not hand.press(Key.DIGIT_1, CONSENT, 10.2)
    assert not hand.press(Key.DIGIT_1, CONSENT, 10.6), "it trembles on"
    assert hand.press(Key.DIGIT_1, CONSENT, 11.2)


def test_another_key_is_meant() -> None:
    hand = Hand()
    assert hand.press(Key.DIGIT_1, FIRST_ITEM, 10.0)
    assert hand.press(Key.DIGIT_2, SECOND_ITEM, 10.1)


def test_all_touches_tremble_alike() -> None:
    hand = Hand()
    assert hand.press(Touch(700, 200), REGISTER, 10.0)
    assert not hand.press(Touch(690, 320), CONSENT, 10.2)
    assert hand.press(Touch(690, 320), CONSENT, 10.8)


def test_within_one_question_every_press_counts() -> None:
    hand = Hand()
    assert all(hand.press(Key.DIGIT_1, PIN, 10.0 + n / 100) for n in range(4))
    assert all(hand.press(Touch(5, 5), PIN, 10.2 + n / 100) for n in range(4))


def test_a_question_that_is_not_on_the_screen_yet_cannot_be_answered() -> None:
    hand = Hand()
    assert not hand.press(Key.DIGIT_2, SECOND_ITEM, 10.0, seen=FIRST_ITEM)
    assert not hand.press(Key.DIGIT_2, SECOND_ITEM, 10.1), "that was the same movement"
    assert hand.press(Key.DIGIT_2, SECOND_ITEM, 10.7)
    assert not PressGuard(PAUSE_S).counts(Key.DIGIT_1, REGISTER, None, 1.0)


def test_without_a_pause_every_press_counts() -> None:
    hand = Hand(0.0)
    assert hand.press(Key.DIGIT_1, REGISTER, 10.0)
    assert hand.press(Key.DIGIT_1, CONSENT, 10.0, seen=REGISTER)


def test_no_digit_of_a_pin_is_remembered() -> None:
    guard = PressGuard(PAUSE_S)
    for key in (Key.DIGIT_4, Key.DIGIT_7):
        guard.counts(key, PIN, PIN, 10.0)
        assert key.value not in str(vars(guard)["_last"])


@pytest.mark.parametrize(
    "changed",
    [
        {"digits": 3},
        {"language": Language.ENGLISH},
        {"warned": True},
        {"staff_called": True},
    ],
)
def test_what_does_not_change_the_question(changed: dict[str, object]) -> None:
    assert asks(State.PIN, Phase.ENTERING, **changed) == PIN


def test_what_changes_it() -> None:
    wrong = asks(State.PIN, Phase.ENTERING, wrong_before=True)
    menu = asks(State.PIN, Phase.ENTERING, menu=True)
    questions = [PIN, wrong, menu, REGISTER, CONSENT, FIRST_ITEM, SECOND_ITEM]
    assert len(set(questions)) == len(questions)


def test_waiting_for_card_and_centre_looks_alike() -> None:
    looks = {look_of(screen_for(Visit(state=State.PIN, phase=phase))) for phase in (Phase.SIGNING, Phase.IDENTIFYING)}
    assert len(looks) == 1
