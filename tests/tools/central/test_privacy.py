"""What must never leave the centre, nor show that it is kept back."""

import logging

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.messages.schema import (
    ChallengeRequest,
    InquireRequest,
    Message,
    Refusal,
    RefusalReason,
    RegisterRequest,
)
from tests.tools.central.world import ANSWERS, OTHER_VISIT, VISIT, World, person


def test_a_protected_persons_refusal_is_that_of_somebody_unknown(world: World) -> None:
    unknown = world.new_card(serial=77)
    for visit in (VISIT, OTHER_VISIT):
        nonce = world.nonce(visit)
        request = world.card.identify(world.reader.device, nonce, visit)
        if visit == VISIT:
            world.put(world.person(protected=True))
            body = world.reader.sealed(request, visit)
            protected = world.centre.handle(world.reader.topic(), body)
        else:
            body = world.reader.sealed(unknown.identify(world.reader.device, nonce, visit), visit)
            stranger = world.centre.handle(world.reader.topic(), body)
    assert protected is not None
    assert stranger is not None
    assert world.reader.message(protected) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert world.reader.message(stranger) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert len(protected.body) == len(stranger.body)


def test_protection_that_comes_between_identify_and_inquire_holds(world: World) -> None:
    world.identified()
    world.put(world.person(protected=True))
    assert world.ask(InquireRequest(ANSWERS)) == Refusal(RefusalReason.CANNOT_BE_USED)
    assert world.rows("consent") == []


def test_everything_of_a_protected_person_stays_out_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    who = world.person(protected=True)
    world.put(who)
    world.identified()
    world.put(world.person())
    world.identified(OTHER_VISIT)
    world.ask(InquireRequest(ANSWERS), OTHER_VISIT)
    for value in (who.name, who.kana, who.address, "19740718", "1974-07-18", who.id, "7300001", world.name().serial):
        assert value not in caplog.text
    assert "IdentifyRequest.cannot_be_used" in caplog.text


# Every field that any message to a reader may have; a new one has to be thought about here.
ALLOWED = {
    "nonce", "centre_time", "registered", "items", "notices", "validity", "ratio", "limit", "reason",
}  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    changes=st.fixed_dictionaries(
        {
            "registered": st.booleans(),
            "protected": st.booleans(),
            "suspended": st.booleans(),
            "name": st.just("架空橋 朝顔"),
            "address": st.text("東京都見本市架空町", min_size=3),
        }
    ),
    requests=st.lists(st.sampled_from(["challenge", "identify", "register", "inquire"]), max_size=6),
)
def test_nothing_but_allowed_fields_ever_goes_to_a_reader(
    world: World, changes: dict[str, object], requests: list[str]
) -> None:
    world.put(world.person(**changes))
    visit = world.reader.new_id()
    for step in requests:
        message: Message = {
            "challenge": ChallengeRequest(),
            "register": RegisterRequest(),
            "inquire": InquireRequest(ANSWERS),
        }.get(step, RegisterRequest())
        if step == "identify":
            message = world.card.identify(world.reader.device, world.nonce(visit), visit)
        body = world.reader.sealed(message, visit)
        envelope = world.reader.opened(world.centre.handle(world.reader.topic(), body))
        data = msgspec.json.decode(envelope.data)
        assert set(data) <= ALLOWED
        text = bytes(envelope.data).decode()
        assert str(changes["address"]) not in text
        assert "架空橋" not in text
        assert "1974" not in text.replace(envelope.time.isoformat(), "")


def test_the_visit_state_has_no_name(world: World) -> None:
    world.identified()
    ((_, _, _, state),) = world.rows("visit")
    assert isinstance(state, bytes)
    assert person().name not in state.decode()
    assert b"asagao" in state
