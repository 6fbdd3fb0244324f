"""Second proof: random walks with real numbers, checked by the same promises and against what the search found."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.messages.schema import ConsentItem
from firmware.visit.errors import EventRefused
from firmware.visit.events import AnyEvent, CardLeft, CentreRefused, CentreUnreachable, MaintenanceSet, Pressed, TimeUp
from firmware.visit.findings import CardFinding, PinVerdict
from firmware.visit.model import Visit
from firmware.visit.offers import SERVING, offers
from firmware.visit.step import trigger_of
from firmware.visit.table import TABLE
from tests.firmware.visit.hostile import EVENTS
from tests.firmware.visit.player import (
    Happening,
    Player,
    answer,
    challenge,
    identified,
    it_is,
    mended,
    pin,
    placed,
    same_card,
    signed,
    started,
    tries,
    unregistered,
)
from tests.firmware.visit.promises import check_refusal
from tests.firmware.visit.search import POLICY, Found, narrow

STEPS = 200
SEEDS_OF_A_QUICK_RUN = 15
OF_CARD: tuple[Happening, ...] = (
    it_is(CardFinding.MY_NUMBER),
    tries(1),
    tries(3),
    pin(PinVerdict.ACCEPTED, 3),
    pin(PinVerdict.WRONG, 1),
    signed,
    same_card,
)
OF_CENTRE: tuple[Happening, ...] = (
    identified(ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE),
    identified(),
    unregistered,
    answer,
)


def awaited(visit: Visit) -> list[AnyEvent]:
    """What brings the visit on: the card, the centre, a card laid down, a device mended, a start."""
    coming: list[AnyEvent] = []
    if visit.challenge_request is not None:
        coming.append(challenge(visit))
    if visit.operation is not None:
        coming += [happening(visit) for happening in OF_CARD]
    if visit.request is not None:
        coming += [happening(visit) for happening in OF_CENTRE]
    if visit.state not in SERVING:
        coming += [started(visit), placed(visit) if visit.card is None else CardLeft(), MaintenanceSet(False)]
        coming += [mended(part)(visit) for part in visit.failed]
    return [event for event in coming if (visit.place, trigger_of(event)) in TABLE]


class Walk:
    """One reader in the hands of chance."""

    def __init__(self, seed: int, known: Found) -> None:
        self._chance = random.Random(seed)
        self._known = known
        self._sent: list[AnyEvent] = []
        self.player = Player(Visit(policy=POLICY))

    def go(self, steps: int) -> None:
        """Take so many steps. What was reached must be what the search had reached."""
        kinds = [self._on, self._press, self._time, self._doubled, self._anything]
        for _ in range(steps):
            (kind,) = self._chance.choices(kinds, weights=[16, 12, 1, 4, 1])
            event = kind()
            if event is not None:
                self._try_out(event)
            assert (narrow(self.player.visit), self.player.ghost) in self._known.nodes, self.player.events

    def _try_out(self, event: AnyEvent) -> None:
        before = replace(self.player.visit)
        try:
            self.player.happen(event)
        except EventRefused:
            check_refusal(self.player.visit, self.player.ghost, event)
            assert self.player.visit == before
        else:
            self._sent.append(event)

    def _on(self) -> AnyEvent | None:
        coming = awaited(self.player.visit)
        return self._chance.choice(coming) if coming else None

    def _press(self) -> AnyEvent | None:
        actions = [offer.action for offer in offers(self.player.visit)]
        return Pressed(self._chance.choice(actions)) if actions else None

    def _time(self) -> AnyEvent | None:
        running = sorted(self.player.ghost.timers, key=lambda timer: timer.value)
        return TimeUp(self._chance.choice(running)) if running else None

    def _doubled(self) -> AnyEvent | None:
        numbered = [event for event in self._sent if hasattr(event, "operation") or hasattr(event, "request")]
        return self._chance.choice(numbered[-20:]) if numbered else None

    def _anything(self) -> AnyEvent:
        visit = self.player.visit
        asked = visit.request or visit.challenge_request or visit.next_number
        gone_wrong: list[AnyEvent] = [CentreUnreachable(asked), CardLeft()]
        gone_wrong += [event for event in EVENTS if not isinstance(event, CentreRefused)]
        return self._chance.choice(gone_wrong)


def _walk(seeds: int, found: Found) -> Counter[str]:
    places: Counter[str] = Counter()
    for seed in range(seeds):
        walk = Walk(seed, found)
        walk.go(STEPS)
        places.update(walk.player.places)
    return places


def test_random_walks_reach_nothing_that_the_search_did_not(found: Found) -> None:
    places = _walk(SEEDS_OF_A_QUICK_RUN, found)
    assert places["done"] > 0, "the walks never got as far as a result"


@pytest.mark.prove
def test_many_random_walks(found: Found, record_property: Callable[[str, object], None]) -> None:
    places = _walk(400, found)
    assert {"done", "consenting/review", "registering/sending"} <= set(places)
    record_property("proof", f"400 walks, seeds 0 to 399, {sum(places.values())} steps")
