"""Events in an order that nobody would write down: swaps, late answers, failures, a menu at the wrong moment."""

from dataclasses import replace

import msgspec
import pytest

from firmware.messages.schema import RefusalReason, Validity
from firmware.visit.effects import BeginVisit, Cue, Holding, Signal
from firmware.visit.errors import EventRefused, UnusablePolicy
from firmware.visit.events import (
    Action,
    AnswerReceived,
    CardPlaced,
    IdentifiedReceived,
    LinkChanged,
    MaintenanceSet,
    PinChecked,
    Timer,
    TimeUp,
)
from firmware.visit.findings import CardFinding, PinVerdict
from firmware.visit.model import Language, Outcome, Part, State, Visit
from firmware.visit.policy import Policy
from tests.firmware.visit.player import (
    Player,
    answer,
    fails,
    identified,
    it_is,
    key,
    keys,
    left,
    mended,
    other_card,
    passes,
    pin,
    placed,
    refused,
    started,
    touch,
)
from tests.firmware.visit.stories import (
    CARD_LAID_DOWN,
    CONSENT_ASKED,
    ENTERING,
    IDENTIFYING,
    MEDICINE,
    PIN_ASKED,
    PIN_SENT,
    STORIES,
)


def test_card_swapped_at_once_gets_a_visit_of_its_own_and_none_of_the_old_answers() -> None:
    player = Player().play(CONSENT_ASKED).play([(key("1"), "inquiring/asking")])
    late = player.visit.request
    assert late is not None
    player.play([(left, "idle"), (placed, "reading/detecting")])
    for event in (AnswerReceived(late, validity=Validity.VALID), IdentifiedReceived(late, True)):
        with pytest.raises(EventRefused):
            player.happen(event)
    assert sum(isinstance(effect, BeginVisit) for effect in player.effects) == 2
    assert player.outcomes == [Outcome.CARD_REMOVED]


def test_another_card_at_the_last_look_sees_no_result() -> None:
    lines = [(key("1"), "inquiring/asking"), (answer, "inquiring/confirming"), (other_card, "remove_card")]
    player = Player().play(CONSENT_ASKED).play(lines)
    assert player.outcomes == [Outcome.CARD_CHANGED]
    assert player.ghost.vault == frozenset()


def test_the_parting_word_still_knows_the_validity_and_nothing_after_it_does() -> None:
    """Whether to go to the counter is told beside "take your card"; what was shared is not needed for that."""
    player = Player().play(STORIES["consent to all"].lines[:-1])
    assert str(player.visit.place) == "remove_card"
    assert (player.visit.validity, player.visit.items, player.visit.answers) == (Validity.VALID, (), ())
    player.play([(left, "idle")])
    assert player.visit.validity is None


def test_card_laid_on_another_is_not_served() -> None:
    for lines in (PIN_SENT, (*CARD_LAID_DOWN, (it_is(CardFinding.OTHER), "refused"))):
        player = Player().play(lines)
        before = player.visit
        with pytest.raises(EventRefused):
            player.happen(CardPlaced(999))
        assert player.visit is before


def test_challenge_refused_while_typing_ends_the_visit_and_takes_the_digits() -> None:
    lines = [line for line in PIN_ASKED if line[1] != "reading/detecting" or line[0] is placed]
    player = Player().play([*lines, *keys("12", ENTERING, ENTERING), (refused(RefusalReason.CENTRE_FAILED), "refused")])
    assert player.ghost.digits(Holding.DIGITS) == 0
    assert player.outcomes == [Outcome.CENTRE_FAILED]


def test_a_late_deadline_of_a_challenge_that_came_is_refused() -> None:
    player = Player().play(PIN_ASKED)
    with pytest.raises(EventRefused, match="does not run"):
        player.happen(TimeUp(Timer.CHALLENGE))


def test_a_doubled_verdict_is_refused() -> None:
    player = Player().play(PIN_SENT)
    verdict = pin(PinVerdict.WRONG, 2)(player.visit)
    player.happen(verdict)
    with pytest.raises(EventRefused):
        player.happen(verdict)
    assert isinstance(verdict, PinChecked)
    assert player.visit.tries == 2


def test_menu_stays_when_the_screen_behind_it_changes() -> None:
    """The key that closes the menu is the key that consents to everything: the screen may not change under it."""
    player = Player().play(IDENTIFYING).play([(key("*"), "pin/identifying")])
    player.play([(CONSENT_ASKED[-1][0], "consenting/all")])
    assert player.visit.menu
    player.play([(key("1"), "consenting/all"), (key("1"), "inquiring/asking")])
    assert player.shared == [["TKK yes", "YZK yes"]]


def test_language_in_the_middle_of_the_pin_keeps_the_digits() -> None:
    lines = [*keys("12", ENTERING, ENTERING), (touch(Action.MENU), ENTERING), (key("5"), ENTERING)]
    player = Player().play(PIN_ASKED).play(lines)
    assert player.visit.language is Language.ENGLISH
    assert player.ghost.digits(Holding.DIGITS) == 2
    player.play(keys("34#", ENTERING, "pin/verifying"))


def test_language_on_the_idle_screen_falls_back_when_nobody_comes() -> None:
    player = Player().play([*CARD_LAID_DOWN[:1], (key("0"), "idle")])
    assert player.language() is Language.ENGLISH
    player.play([(passes(Timer.SHOWN), "idle")])
    assert player.language() is Language.JAPANESE


def test_language_chosen_before_the_card_is_kept_for_the_visit() -> None:
    player = Player().play([*CARD_LAID_DOWN[:1], (key("0"), "idle"), (placed, "reading/detecting")])
    assert player.language() is Language.ENGLISH
    player.play([(left, "idle")])
    assert player.language() is Language.JAPANESE


def test_staff_called_twice_is_called_twice() -> None:
    calls = [(key("*"), ENTERING), (key("2"), ENTERING)] * 2
    player = Player().play(PIN_ASKED).play(calls)
    assert player.effects.count(Signal(Cue.CALL_STAFF)) == 2


def test_an_item_offered_twice_is_asked_once() -> None:
    twice = identified(MEDICINE, MEDICINE)
    player = Player().play(IDENTIFYING).play([(twice, "consenting/all"), (key("1"), "inquiring/asking")])
    assert player.shared == [["YZK yes"]]


@pytest.mark.parametrize("part", Part)
def test_a_device_that_fails_in_a_visit_ends_it_and_asks_for_the_card(part: Part) -> None:
    player = Player().play(CONSENT_ASKED).play([(fails(part), "out_of_service")])
    assert player.outcomes == [Outcome.DEVICE_FAILED]
    assert player.effects[-4:].count(Signal(Cue.TAKE_CARD)) == 1
    player.play([(mended(part), "remove_card"), (left, "idle")])


def test_a_card_taken_from_a_broken_reader_is_not_asked_for_again() -> None:
    lines = [(fails(Part.NFC), "out_of_service"), (left, "out_of_service"), (mended(Part.NFC), "idle")]
    assert Player().play(PIN_ASKED).play(lines).visit.card is None


def test_two_broken_devices_need_both_mended() -> None:
    lines = [
        (fails(Part.NFC), "out_of_service"),
        (fails(Part.DISPLAY), "out_of_service"),
        (mended(Part.NFC), "out_of_service"),
        (mended(Part.DISPLAY), "idle"),
    ]
    Player().play([*CARD_LAID_DOWN[:1], *lines])


def test_maintenance_waits_for_the_end_of_a_visit() -> None:
    player = Player().play(PIN_ASKED)
    with pytest.raises(EventRefused):
        player.happen(MaintenanceSet(True))
    player.play([(key("*"), ENTERING), (key("3"), "remove_card")])
    player.happen(MaintenanceSet(True))
    assert player.visit.state is State.MAINTENANCE
    player.happen(MaintenanceSet(False))
    player.play([(left, "idle")])


def test_a_card_laid_down_before_the_start_is_taken_first() -> None:
    Player().play([(placed, "starting"), (started, "remove_card"), (left, "idle"), (placed, "reading/detecting")])


def test_the_link_changes_nothing_but_what_is_shown() -> None:
    player = Player().play(CONSENT_ASKED)
    before = player.visit
    player.happen(LinkChanged(not before.online))
    assert replace(player.visit, online=before.online) == before


def test_a_reminder_closes_a_menu_and_calls_staff_in_the_end() -> None:
    policy = Policy(reminders_before_staff=2)
    lines = [
        *PIN_ASKED,
        (key("*"), ENTERING),
        (key("3"), "remove_card"),
        (key("*"), "remove_card"),
        (passes(Timer.REMINDER), "remove_card"),
    ]
    player = Player(Visit(policy=policy)).play(lines)
    assert not player.visit.menu
    assert Signal(Cue.CALL_STAFF) not in player.effects
    player.play([(passes(Timer.REMINDER), "remove_card")] * 3)
    assert player.visit.staff_called
    assert player.effects.count(Signal(Cue.CALL_STAFF)) == 1


@pytest.mark.parametrize("setting", ["patience", "last_seconds", "centre", "card", "shown", "reminder"])
def test_a_policy_without_time_is_refused(setting: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=f"^{setting} must"):
        msgspec.convert({setting: 0}, Policy)


def test_a_warning_longer_than_the_patience_is_refused() -> None:
    with pytest.raises(UnusablePolicy) as refusal:
        Policy(patience_consent=20, last_seconds=20)
    assert refusal.value.setting == "patience_consent"
