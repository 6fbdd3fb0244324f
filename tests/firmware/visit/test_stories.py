"""Stories of visits, and what can go wrong at each line of the longest one."""

from dataclasses import replace

import pytest

from firmware.visit.errors import EventRefused
from firmware.visit.events import Action, Pressed, Timer, TimeUp
from firmware.visit.findings import CardFinding
from firmware.visit.model import Outcome, State, Visit
from firmware.visit.offers import SERVING
from firmware.visit.policy import Policy
from tests.firmware.visit.player import (
    Happening,
    Player,
    gone,
    it_is,
    left,
    unreadable,
)
from tests.firmware.visit.stories import (
    CARD_LAID_DOWN,
    REGISTERED_AND_PARTLY,
    STORIES,
    Story,
)

LINES = range(len(REGISTERED_AND_PARTLY) + 1)
OF_CARD = {
    CardFinding.OLD_RESIDENT_CARD: Outcome.OLD_RESIDENT_CARD,
    CardFinding.DRIVING_LICENCE: Outcome.DRIVING_LICENCE,
    CardFinding.PHONE: Outcome.PHONE,
    CardFinding.NO_CERTIFICATE: Outcome.NO_CERTIFICATE,
    CardFinding.OTHER: Outcome.NOT_MY_NUMBER_CARD,
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_story(story: Story) -> None:
    policy = Policy(eligibility_on_removal=story.deliver_on_removal)
    player = Player(Visit(policy=policy)).play(story.lines)
    assert player.outcomes == [story.outcome]
    assert player.pins_sent == story.pins
    assert player.shared == [list(answers) for answers in story.shared]
    assert player.visit == Visit(policy=policy, state=State.IDLE, next_number=player.visit.next_number)


@pytest.mark.parametrize("finding", OF_CARD)
def test_other_cards_are_told_apart(finding: CardFinding) -> None:
    player = Player().play((*CARD_LAID_DOWN, (it_is(finding), "refused"), (left, "idle")))
    assert player.outcomes == [OF_CARD[finding]]


@pytest.mark.parametrize("line", LINES)
def test_card_torn_off_at_every_line(line: int) -> None:
    player = Player().play(REGISTERED_AND_PARTLY[:line])
    served = player.visit.state in SERVING
    if player.visit.card is not None:
        player.play([(left, "idle")])
    assert player.ghost.vault == frozenset()
    assert player.outcomes[-1:] == ([Outcome.CARD_REMOVED] if served else player.outcomes[-1:])
    assert player.pins_sent <= 1


@pytest.mark.parametrize("fault", [gone, unreadable])
@pytest.mark.parametrize("line", LINES)
def test_card_fails_in_every_command(line: int, fault: Happening) -> None:
    player = Player().play(REGISTERED_AND_PARTLY[:line])
    if player.visit.operation is None:
        with pytest.raises(AssertionError, match="nothing is outstanding"):
            player.happen(fault(player.visit))
        return
    sent = player.pins_sent
    player.play([(fault, "remove_card" if fault is gone else "refused"), (left, "idle")])
    assert player.pins_sent == sent
    assert player.outcomes == [Outcome.CARD_REMOVED if fault is gone else Outcome.CARD_UNREADABLE]


@pytest.mark.parametrize("line", LINES)
def test_every_deadline_that_runs_ends_the_visit_with_its_reason(line: int) -> None:
    for timer in Timer:
        player = Player().play(REGISTERED_AND_PARTLY[:line])
        if timer not in player.ghost.timers:
            with pytest.raises(EventRefused):
                player.happen(TimeUp(timer))
            continue
        player.happen(TimeUp(timer))
        if timer is Timer.PATIENCE:
            assert player.visit.warned
            player.happen(TimeUp(timer))
        assert player.visit.state in {State.REFUSED, State.REMOVE_CARD}
        assert len(player.outcomes) == 1
        player.play([(left, "idle")])


@pytest.mark.parametrize("line", LINES)
def test_menu_staff_and_language_at_every_line_change_nothing_else(line: int) -> None:
    for action in (Action.CLOSE_MENU, Action.CALL_STAFF, Action.LANGUAGE):
        player = Player().play(REGISTERED_AND_PARTLY[:line])
        before = player.visit
        if before.card is None:
            continue
        player.happen(Pressed(Action.MENU))
        player.happen(Pressed(action))
        kept = replace(player.visit, staff_called=before.staff_called, language=before.language)
        assert kept == before
        player.play(REGISTERED_AND_PARTLY[line:])
