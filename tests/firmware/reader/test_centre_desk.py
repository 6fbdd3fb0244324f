"""Questions to the centre: sent, asked once more, matched, dropped."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.link.ipc import NotPublished, Publish
from firmware.messages.schema import (
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    ConsentItem,
    FaceAttestation,
    Identified,
    IdentifyRequest,
    InquireRequest,
    Liveness,
    Message,
    Method,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    RegisterRequest,
    StaffAttestation,
    TerminalAuthGiven,
    TerminalAuthRequest,
    Validity,
)
from firmware.reader.centre_desk import FORGET_AFTER_S, RESEND_AFTER_S, CentreDesk
from firmware.reader.face.matched import Matched
from firmware.reader.inbox import Happened
from firmware.reader.post_office import PostOffice
from firmware.reader.vault import Vault
from firmware.screens.model import ResultDetails
from firmware.visit.effects import AskCentre, Holding, Keep, Question
from firmware.visit.events import (
    AnswerReceived,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    IdentifiedReceived,
    TerminalAuthorised,
)
from firmware.visit.model import Visit
from tests.firmware.reader.fakes import START, FakeCentre, HandClock, LinkSpy, Posted, journal_in

VISIT = "0190a1b2-0000-7000-8000-000000000009"
REQUEST = 5
WAITING = Visit(request=REQUEST)
NONCE = bytes(range(32))
YES = (ConsentAnswer(ConsentItem.MEDICINE, Consent.YES),)


STAFF = "4071"
METHODS = {Question.AUTHORISE: Method.STAFF, Question.IDENTIFY: Method.PIN}


@dataclass
class Counter:
    """A desk with everything around it."""

    desk: CentreDesk
    office: PostOffice
    centre: FakeCentre
    clock: HandClock
    link: LinkSpy
    posted: Posted
    vault: Vault

    def ask(self, question: Question, answers: tuple[ConsentAnswer, ...] = ()) -> None:
        method = METHODS.get(question)
        self.desk.ask(AskCentre(REQUEST, question, answers, method), self.vault, VISIT)

    @property
    def sent(self) -> list[Publish]:
        return [message for message in self.link.sent if isinstance(message, Publish)]

    def answer(self, message: Message, subject: str = VISIT) -> None:
        self.desk.arrived(self.centre.answer(message, subject, self.sent[-1].id))


def make(directory: Path, centre: FakeCentre) -> Counter:
    clock, link, posted = HandClock(), LinkSpy(), Posted()
    office = PostOffice(centre.identity, clock)
    desk = CentreDesk(office, link.send, clock, journal_in(directory, clock), posted.post, "demo-reader-1")
    vault = Vault()
    for holding in (Holding.CERTIFICATE, Holding.SIGNATURE, Holding.NONCE, Holding.CARD_CHALLENGE):
        vault.apply(Keep(holding), NONCE)
    for digit in STAFF:
        vault.apply(Keep(Holding.STAFF_ID), digit)
    return Counter(desk, office, centre, clock, link, posted, vault)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return make(tmp_path, FakeCentre())


@pytest.mark.parametrize(
    ("question", "answers", "message"),
    [
        (Question.CHALLENGE, (), ChallengeRequest()),
        (
            Question.AUTHORISE,
            (),
            TerminalAuthRequest(NONCE, NONCE, StaffAttestation(VISIT, "demo-reader-1", STAFF)),
        ),
        (Question.IDENTIFY, (), IdentifyRequest(Method.PIN, NONCE, NONCE, NONCE)),
        (Question.REGISTER, (), RegisterRequest()),
        (Question.INQUIRE, YES, InquireRequest(YES)),
    ],
)
def test_a_question_travels_as_its_message(
    counter: Counter, question: Question, answers: tuple[ConsentAnswer, ...], message: Message
) -> None:
    counter.office.centre_says(START)
    counter.ask(question, answers)
    (sent,) = counter.sent
    envelope, asked = counter.centre.open(sent.body)
    assert (asked, envelope.subject, sent.branch, sent.id) == (message, VISIT, "up/elig", envelope.id)
    lives = None if question is Question.CHALLENGE else START + timedelta(seconds=10)
    assert envelope.expirytime == lives


@pytest.mark.parametrize(("alive", "liveness"), [(True, Liveness.PASSED), (False, Liveness.FAILED)])
def test_a_match_is_attested_as_it_was(counter: Counter, alive: bool, liveness: Liveness) -> None:
    counter.vault.apply(Keep(Holding.MATCH), Matched(0.25, 0.46, "ab" * 32, "site-1", ("too-far",), alive))
    counter.office.centre_says(START)
    counter.desk.ask(AskCentre(REQUEST, Question.AUTHORISE, (), Method.FACE), counter.vault, VISIT)
    _, asked = counter.centre.open(counter.sent[-1].body)
    attested = FaceAttestation(
        VISIT, "demo-reader-1", 0.25, 0.46, "ab" * 32, "site-1", liveness=liveness, quality=("too-far",)
    )
    assert asked == TerminalAuthRequest(NONCE, NONCE, attested)


@pytest.mark.parametrize(
    ("question", "answer", "event", "payload"),
    [
        (Question.CHALLENGE, ChallengeGiven(NONCE, START), ChallengeReceived(REQUEST), NONCE),
        (
            Question.AUTHORISE,
            TerminalAuthGiven(NONCE, NONCE),
            TerminalAuthorised(REQUEST),
            TerminalAuthGiven(NONCE, NONCE),
        ),
        (Question.IDENTIFY, Identified(False), IdentifiedReceived(REQUEST, False), None),
        (Question.REGISTER, Identified(True), IdentifiedReceived(REQUEST, True), None),
        (
            Question.INQUIRE,
            ReaderAnswer(Validity.VALID, 30),
            AnswerReceived(REQUEST, Validity.VALID),
            ResultDetails(Validity.VALID, 30),
        ),
        (
            Question.IDENTIFY,
            Refusal(RefusalReason.CANNOT_BE_USED),
            CentreRefused(REQUEST, RefusalReason.CANNOT_BE_USED),
            None,
        ),
    ],
)
def test_an_answer_becomes_its_event_once(
    counter: Counter, question: Question, answer: Message, event: object, payload: object
) -> None:
    counter.ask(question)
    counter.answer(answer)
    counter.answer(answer)
    assert list(counter.posted) == [Happened(event, payload)]  # type: ignore[arg-type]  # one of the events


def test_the_challenge_brings_the_centres_clock(counter: Counter) -> None:
    counter.ask(Question.CHALLENGE)
    counter.answer(ChallengeGiven(NONCE, datetime(2031, 1, 1, tzinfo=UTC)))
    assert counter.office.now() == datetime(2031, 1, 1, tzinfo=UTC)


def test_what_does_not_answer_the_question_uses_it_not_up(counter: Counter) -> None:
    counter.ask(Question.IDENTIFY)
    counter.answer(ReaderAnswer(Validity.VALID))
    counter.answer(Identified(True), subject="another-visit")
    counter.desk.arrived(FakeCentre().answer(Identified(True), VISIT, counter.sent[-1].id))
    counter.desk.arrived(counter.centre.answer(Identified(True), VISIT, None))
    assert counter.posted == []
    counter.answer(Identified(True))
    assert counter.posted.events == [IdentifiedReceived(REQUEST, True)]


@pytest.mark.parametrize("how", ["link away", "not published", "no key"])
def test_a_question_that_reaches_nobody_is_said_at_once(tmp_path: Path, how: str) -> None:
    too_old = (START - timedelta(days=60), START - timedelta(days=30)) if how == "no key" else (None, None)
    counter = make(tmp_path, FakeCentre(*too_old))
    counter.link.away = how == "link away"
    counter.ask(Question.CHALLENGE)
    if how == "not published":
        counter.desk.not_published(NotPublished(counter.sent[0].id, "disconnected"))
        counter.desk.not_published(NotPublished(counter.sent[0].id, "disconnected"))
    assert counter.posted.events == [CentreUnreachable(REQUEST)]


def test_a_question_is_asked_once_more_with_the_same_id_and_then_dropped(counter: Counter) -> None:
    counter.ask(Question.IDENTIFY)
    for _ in range(3):
        counter.desk.tick(WAITING)
        assert len(counter.sent) == 1
        counter.clock.pass_time(RESEND_AFTER_S / 3)
    counter.clock.pass_time(0.01)
    for _ in range(3):
        counter.desk.tick(WAITING)
    assert counter.sent[0] == counter.sent[1]
    assert len(counter.sent) == 2
    counter.clock.pass_time(FORGET_AFTER_S)
    counter.desk.tick(WAITING)
    counter.answer(Identified(True))
    assert counter.posted == []


@pytest.mark.parametrize("question", [Question.CHALLENGE, Question.IDENTIFY, Question.INQUIRE])
def test_nothing_is_asked_again_for_a_visit_that_is_over(counter: Counter, question: Question) -> None:
    counter.ask(question, YES if question is Question.INQUIRE else ())
    counter.desk.tick(replace(WAITING, request=None))
    counter.clock.pass_time(RESEND_AFTER_S)
    counter.desk.tick(replace(WAITING, request=REQUEST + 1))
    assert len(counter.sent) == 1
    assert not counter.desk._open


def test_a_challenge_that_is_outstanding_is_asked_again(counter: Counter) -> None:
    counter.ask(Question.CHALLENGE)
    counter.clock.pass_time(RESEND_AFTER_S)
    counter.desk.tick(Visit(challenge_request=REQUEST))
    assert len(counter.sent) == 2


def test_the_last_word_of_a_visit_is_asked_again_after_its_end(counter: Counter) -> None:
    counter.ask(Question.INQUIRE, (ConsentAnswer(ConsentItem.MEDICINE, Consent.NOT_ASKED),))
    counter.clock.pass_time(RESEND_AFTER_S)
    counter.desk.tick(Visit())
    assert len(counter.sent) == 2
    counter.clock.pass_time(FORGET_AFTER_S)
    counter.desk.tick(Visit())
    assert not counter.desk._open
