"""Screens from visits: every place has one, it offers what the visit offers, and the PIN is only a count."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.messages.schema import Consent, ConsentItem, Notice, ReaderAnswer, Validity
from firmware.screens.build import screen_for
from firmware.screens.model import Arrangement, Mark, Mood, Phrase, ResultDetails, Screen
from firmware.visit.events import Action
from firmware.visit.model import Language, Outcome, Part, Phase, Place, State, Visit
from firmware.visit.offers import PATIENT, offers
from hal.sound import Lamp
from tests.firmware.screens.support import PLACES, all_screens, visits_and_screens

DONE = Visit(state=State.DONE, online=True, card=1, validity=Validity.VALID, outcome=Outcome.COMPLETED)
ENTERING = Visit(state=State.PIN, phase=Phase.ENTERING, online=True, card=1, tries=3)
ASKING = Visit(state=State.CONSENTING, phase=Phase.EACH, online=True, card=1, items=tuple(ConsentItem))


def test_every_visit_has_a_screen_with_exactly_its_offers() -> None:
    places = set()
    for visit, screen in visits_and_screens():
        assert [(button.action, button.key) for button in screen.buttons] == [
            (offer.action, offer.key) for offer in offers(visit)
        ]
        assert screen.name == str(visit.place)
        places.add(visit.place)
    assert places == set(PLACES)


@pytest.mark.prove
def test_every_combination_has_a_screen_and_none_that_the_sample_lacks(
    record_property: Callable[[str, object], None],
) -> None:
    visits, seen = 0, set[Screen]()
    for _, screen in visits_and_screens(full=True):
        visits += 1
        seen.add(screen)
    known = {screen for screen in all_screens() if screen.language is Language.JAPANESE}
    assert seen <= known
    record_property("proof", f"{visits} visits show {len(seen)} screens, 0 that the sample lacks (all, no seed)")


def test_language_changes_nothing_but_the_language() -> None:
    for place in PLACES:
        japanese = Visit(state=place.state, phase=place.phase, items=(ConsentItem.MEDICINE,))
        english = replace(japanese, language=Language.ENGLISH)
        assert screen_for(english) == replace(screen_for(japanese), language=Language.ENGLISH)


def test_the_pin_screen_holds_only_a_count() -> None:
    screens = [screen_for(replace(ENTERING, digits=count)) for count in range(5)]
    assert [screen.pin_count for screen in screens] == [0, 1, 2, 3, 4]
    typing = [replace(screen, pin_count=None) for screen in screens[1:4]]
    assert typing[0] == typing[1] == typing[2]
    elsewhere = (screen for screen in all_screens() if screen.arrangement is not Arrangement.PIN_PAD)
    assert all(screen.pin_count is None for screen in elsewhere)


def test_tries_are_shown_before_and_after_a_wrong_pin() -> None:
    before = screen_for(ENTERING)
    after = screen_for(replace(ENTERING, tries=2, wrong_before=True))
    assert before.tries == Phrase("pin.tries", (("n", "3"),))
    assert after.tries == Phrase("pin.tries", (("n", "2"),))
    assert (before.prompt, after.prompt) == ("pin.3", "pin.wrong.2")
    assert (before.mood, after.mood) == (Mood.CALM, Mood.CARE)


def test_a_short_time_left_is_said_shown_and_can_be_made_longer() -> None:
    screen = screen_for(replace(ENTERING, warned=True))
    assert screen.hurry == Phrase("hurry", (("seconds", "20"),))
    assert screen.prompt == "hurry"
    assert any(button.action is Action.MORE_TIME and button.key == "*" for button in screen.buttons)


def test_a_call_for_staff_stays_on_the_screen_and_on_the_lamp() -> None:
    for place in PLACES:
        screen = screen_for(Visit(state=place.state, phase=place.phase, online=True, staff_called=True))
        called = place.state in PATIENT
        assert (screen.banner == Phrase("banner.staff_called")) is called
        assert screen.lamp is Lamp.TROUBLE or not called


def test_idle_says_that_the_centre_cannot_be_reached() -> None:
    online, offline = (screen_for(Visit(state=State.IDLE, online=online)) for online in (True, False))
    assert (online.banner, online.lamp, online.prompt) == (None, Lamp.READY, "idle")
    assert (offline.banner, offline.lamp, offline.prompt) == (Phrase("banner.offline"), Lamp.TROUBLE, "idle.offline")


def test_worries_are_taken_where_they_come_up() -> None:
    unused = Phrase("number_not_used")
    worrying = (Place(State.IDLE), Place(State.READING, Phase.DETECTING), ENTERING.place)
    for place in worrying:
        assert screen_for(Visit(state=place.state, phase=place.phase)).assurance == unused
    for phase in (Phase.ALL, Phase.EACH, Phase.REVIEW):
        assert screen_for(replace(ASKING, phase=phase)).assurance == Phrase("consent.free")


def test_yes_and_no_look_alike() -> None:
    for screen in all_screens():
        styles = {button.style for button in screen.buttons if button.action in {Action.YES, Action.NO}}
        assert len(styles) <= 1
        styles = {button.style for button in screen.buttons if button.action in {Action.ALL, Action.NOTHING}}
        assert len(styles) <= 1


@pytest.mark.parametrize("number", range(len(ConsentItem)))
def test_each_item_has_a_question_of_its_own(number: int) -> None:
    screen = screen_for(replace(ASKING, answers=(Consent.YES,) * number))
    others = {screen_for(replace(ASKING, answers=(Consent.YES,) * n)).title for n in range(5) if n != number}
    assert screen.title not in others
    assert screen.kicker == Phrase("consent.position", (("number", str(number + 1)), ("of", "5")))


def test_the_review_repeats_the_answers() -> None:
    said = (Consent.YES, Consent.NO, Consent.YES, Consent.NO, Consent.YES)
    screen = screen_for(replace(ASKING, phase=Phase.REVIEW, answers=said))
    assert [fact.mark for fact in screen.facts] == [Mark.YES, Mark.NO, Mark.YES, Mark.NO, Mark.YES]


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        (30, Phrase("ratio.tenths", (("tenths", "3"), ("percent", "30")))),
        (0, Phrase("ratio.tenths", (("tenths", "0"), ("percent", "0")))),
        (15, Phrase("ratio.percent", (("percent", "15"),))),
    ],
)
def test_the_share_is_shown_in_tenths(percent: int, shown: Phrase) -> None:
    screen = screen_for(DONE, ResultDetails(Validity.VALID, percent))
    assert [fact.value for fact in screen.facts] == [shown]


def test_the_limit_is_shown_by_its_letter_and_an_unknown_one_not_at_all() -> None:
    known = screen_for(DONE, ResultDetails(Validity.VALID, 30, "A03"))
    unknown = screen_for(DONE, ResultDetails(Validity.VALID, 30, "Z99"))
    assert known.facts[1].value == Phrase("limit.A03")
    assert len(unknown.facts) == 1


def test_an_expired_certificate_does_not_also_expire_soon() -> None:
    both = (Notice.CERTIFICATE_EXPIRES_SOON, Notice.CERTIFICATE_IN_GRACE)
    screen = screen_for(DONE, ResultDetails(Validity.VALID, notices=both))
    assert screen.lines == (Phrase("notice.certificate_in_grace"),)


@pytest.mark.parametrize("validity", [None, *(one for one in Validity if one is not Validity.VALID)])
def test_an_insurance_that_is_not_valid_leads_to_the_counter_and_shows_no_share(validity: Validity | None) -> None:
    screen = screen_for(replace(DONE, validity=validity), ResultDetails(Validity.VALID, 30, "A03"))
    assert screen.facts == ()
    assert screen.advice == Phrase("done.counter")
    assert (screen.mood, screen.lamp) == (Mood.CARE, Lamp.TROUBLE)


def test_details_are_shown_when_done_and_never_elsewhere() -> None:
    details = ResultDetails(Validity.VALID, 30, "A03")
    for place, menu in itertools.product(PLACES, (False, True)):
        visit = replace(DONE, state=place.state, phase=place.phase, menu=menu)
        shown = screen_for(visit, details) != screen_for(visit, None)
        assert shown == (place.state is State.DONE and not menu)


def test_every_refusal_has_a_reason_and_a_next_step() -> None:
    for outcome in Outcome:
        screen = screen_for(Visit(state=State.REFUSED, outcome=outcome))
        assert screen.lines
        assert screen.advice is not None


@pytest.mark.parametrize("outcome", Outcome)
def test_parting_words_send_nobody_the_wrong_way(outcome: Outcome) -> None:
    for validity in (None, *Validity):
        screen = screen_for(Visit(state=State.REMOVE_CARD, outcome=outcome, validity=validity))
        waits = screen.lines[1] == Phrase("remove_card.completed.next")
        assert waits == (outcome is Outcome.COMPLETED and validity is Validity.VALID)


def test_a_refusal_without_a_name_is_the_common_one() -> None:
    """A protected person's refusal looks like any card that cannot be used."""
    common = screen_for(Visit(state=State.REFUSED, outcome=Outcome.CANNOT_BE_USED))
    assert screen_for(Visit(state=State.REFUSED, outcome=None)) == common
    assert screen_for(Visit(state=State.REFUSED, outcome=Outcome.COMPLETED)) == common


def test_a_failed_part_is_named_for_staff() -> None:
    for part in Part:
        screen = screen_for(Visit(state=State.OUT_OF_SERVICE, failed=frozenset({part})))
        assert [fact.label for fact in screen.facts] == [Phrase(f"out_of_service.{part.value}")]


def test_a_card_left_behind_is_asked_for() -> None:
    for state in (State.MAINTENANCE, State.OUT_OF_SERVICE):
        assert Phrase("please_take_card") in screen_for(Visit(state=state, card=1)).lines
        assert Phrase("please_take_card") not in screen_for(Visit(state=state)).lines


def test_details_come_from_the_answer() -> None:
    notices = (Notice.BRING_OTHER_CERTIFICATES,)
    answer = ReaderAnswer(Validity.VALID, 20, "B05", notices)
    assert ResultDetails.of(answer) == ResultDetails(Validity.VALID, 20, "B05", notices)


def test_reprs_tell_nothing_of_a_result() -> None:
    details = ResultDetails(Validity.NOT_FOUND, 10, "B05")
    screen: Screen = screen_for(DONE, details)
    assert repr(details) == "<ResultDetails>"
    assert repr(screen) == "Screen(done, ja)"
