"""Questions to the centre: sent, asked once more with the same id, matched with their answers."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from firmware.link.ipc import Arrived, NotPublished, Publish, ToLink
from firmware.messages.errors import MessageError
from firmware.messages.schema import (
    Attestation,
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    FaceAttestation,
    Identified,
    IdentifyRequest,
    InquireRequest,
    Liveness,
    Message,
    Method,
    ReaderAnswer,
    Refusal,
    RegisterRequest,
    StaffAttestation,
    TerminalAuthGiven,
    TerminalAuthRequest,
)
from firmware.reader.inbox import Happened, Post
from firmware.reader.journal import Journal
from firmware.reader.post_office import Letter, PostOffice
from firmware.reader.vault import Vault
from firmware.screens.model import ResultDetails
from firmware.visit.effects import AskCentre, Holding, Question
from firmware.visit.events import (
    AnswerReceived,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    IdentifiedReceived,
    TerminalAuthorised,
)
from firmware.visit.model import Visit
from hal.clock import Clock

RESEND_AFTER_S = 1.0
"""A lost message is asked for once more while the person still waits (deadline 3 s)."""

REQUEST_LIFE = timedelta(seconds=10)
"""A request older than this finds nobody waiting any more."""

FORGET_AFTER_S = 10.0
"""An unanswered question is dropped; the visit gave up long before."""


class Send(Protocol):
    """Hand something to link; False when link is away."""

    def __call__(self, message: ToLink) -> bool:
        """True when link took it."""


@dataclass(frozen=True, slots=True)
class _Open:
    request: int
    question: Question
    visit_id: str
    letter: Letter
    sent_at: float
    last_word: bool
    resent: bool = False


class CentreDesk:
    """Carries out AskCentre and turns the centre's answers into events. Owned by the reader's loop."""

    def __init__(self, office: PostOffice, send: Send, clock: Clock, journal: Journal, post: Post, device: str) -> None:
        self._office = office
        self._device = device
        self._send = send
        self._clock = clock
        self._journal = journal
        self._post = post
        self._open: dict[str, _Open] = {}

    def ask(self, effect: AskCentre, vault: Vault, visit_id: str) -> None:
        """Send a question; when it cannot even be sent, or sealed, say so at once."""
        life = None if effect.question is Question.CHALLENGE else REQUEST_LIFE
        try:
            letter = self._office.write(self._message(effect, vault, visit_id), visit_id, life)
        except MessageError as error:
            self._journal.refused(f"question not sealed: {type(error).__name__}")
            self._post(Happened(CentreUnreachable(effect.request)))
            return
        last_word = any(said.answer is Consent.NOT_ASKED for said in effect.answers)
        asked = _Open(effect.request, effect.question, visit_id, letter, self._clock.monotonic(), last_word)
        self._open[letter.id] = asked
        if not self._publish(asked):
            self._unreachable(asked)

    def not_published(self, message: NotPublished) -> None:
        """Link could not hand a question to anybody."""
        asked = self._open.get(message.id)
        if asked is not None:
            self._unreachable(asked)

    def arrived(self, message: Arrived) -> None:
        """An answer. What cannot be opened, or answers nothing that is outstanding, changes nothing."""
        try:
            envelope, answer = self._office.read(message.body)
        except MessageError as error:
            self._journal.refused(f"message {type(error).__name__}")
            return
        asked = self._open.get(envelope.correlationid or "")
        happened = None if asked is None or asked.visit_id != envelope.subject else self._meaning(asked, answer)
        if asked is None or happened is None:
            self._journal.refused(f"{type(answer).__name__} that was not asked for")
            return
        # Only now: a message that means nothing here must not use the question up.
        del self._open[asked.letter.id]
        self._journal.message("down", type(answer).__name__, len(message.body))
        self._post(happened)

    def tick(self, visit: Visit) -> None:
        """Ask once more for what was not answered in time; drop what nobody waits for any more.

        What a visit asked is dropped with it, but for its last word: the eligibility alone, which is delivered when
        the card was taken at the consent.
        """
        now = self._clock.monotonic()
        outstanding = {visit.request, visit.challenge_request}
        for letter_id, asked in list(self._open.items()):
            age = now - asked.sent_at
            if age >= FORGET_AFTER_S or not (asked.last_word or asked.request in outstanding):
                del self._open[letter_id]
            elif age >= RESEND_AFTER_S and not asked.resent:
                self._open[letter_id] = replace(asked, resent=True)
                self._publish(asked)

    def _publish(self, asked: _Open) -> bool:
        self._journal.message("up", asked.letter.name, len(asked.letter.body))
        return self._send(Publish(asked.letter.id, "up/elig", asked.letter.body))

    def _unreachable(self, asked: _Open) -> None:
        del self._open[asked.letter.id]
        self._post(Happened(CentreUnreachable(asked.request)))

    def _meaning(self, asked: _Open, answer: Message) -> Happened | None:
        request = asked.request
        match asked.question, answer:
            case Question.CHALLENGE, ChallengeGiven(nonce=nonce, centre_time=centre_time):
                self._office.centre_says(centre_time)
                return Happened(ChallengeReceived(request), nonce)
            case Question.AUTHORISE, TerminalAuthGiven():
                return Happened(TerminalAuthorised(request), answer)
            case ((Question.IDENTIFY | Question.REGISTER), Identified(registered=registered, items=items)):
                return Happened(IdentifiedReceived(request, registered, items))
            case Question.INQUIRE, ReaderAnswer():
                return Happened(AnswerReceived(request, answer.validity), ResultDetails.of(answer))
            case _, Refusal(reason=reason):
                return Happened(CentreRefused(request, reason))
            case _:
                return None

    def _attestation(self, proof: Method, vault: Vault, visit_id: str) -> Attestation:
        """What the reader vouches for: numbers and codes, never an image or an embedding."""
        if proof is Method.STAFF:
            return StaffAttestation(visit_id, self._device, vault.staff_id)
        match = vault.match
        return FaceAttestation(
            visit=visit_id,
            device=self._device,
            score=match.score,
            threshold=match.threshold,
            model=match.model,
            calibration=match.calibration,
            liveness=Liveness.PASSED if match.alive else Liveness.FAILED,
            quality=match.quality,
        )

    def _message(self, effect: AskCentre, vault: Vault, visit_id: str) -> Message:
        match effect.question:
            case Question.CHALLENGE:
                return ChallengeRequest()
            case Question.AUTHORISE:
                attestation = self._attestation(_proof(effect), vault, visit_id)
                challenge, nonce = vault.get(Holding.CARD_CHALLENGE), vault.get(Holding.NONCE)
                return TerminalAuthRequest(challenge, nonce, attestation)
            case Question.IDENTIFY:
                certificate, signature = vault.get(Holding.CERTIFICATE), vault.get(Holding.SIGNATURE)
                return IdentifyRequest(_proof(effect), certificate, signature, vault.get(Holding.NONCE))
            case Question.REGISTER:
                return RegisterRequest()
            case Question.INQUIRE:
                return InquireRequest(effect.answers)


def _proof(effect: AskCentre) -> Method:
    if effect.method is None:
        raise ValueError("a person is identified by some method")
    return effect.method
