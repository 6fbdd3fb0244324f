"""What the centre answers to the requests of a visit. Works inside a transaction that the caller commits."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from firmware.japan import day_in_japan
from firmware.messages.challenge import to_be_signed
from firmware.messages.errors import BadChallenge
from firmware.messages.schema import (
    ChallengeGiven,
    ChallengeRequest,
    Identified,
    IdentifyRequest,
    InquireRequest,
    Message,
    Method,
    Refusal,
    RefusalReason,
    RegisterRequest,
    TerminalAuthRequest,
)
from tools.central import rules
from tools.central.anchors import Anchors
from tools.central.certificates import CardCertificate, check_signature, examine
from tools.central.challenge import RANDOM_BYTES, Challenger
from tools.central.chance import Chance
from tools.central.errors import CertificateNotTrusted, ChallengeNotValid, SignatureWrong
from tools.central.policy import Policy
from tools.central.register import Person
from tools.central.request import Request
from tools.central.revocation import RevocationSource
from tools.central.store import ConsentRecord, Transaction, VisitState
from tools.central.terminal import TerminalDesk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    """Decides by rules and register. `challenge_life` and `visit_life` say how long what it gives out is good.

    Without a `terminal` nobody is known but by the PIN.
    """

    anchors: Anchors
    revocation: RevocationSource
    policy: Policy
    challenger: Challenger
    chance: Chance
    challenge_life: timedelta
    visit_life: timedelta
    terminal: TerminalDesk | None = None

    def answer(self, work: Transaction, request: Request, message: Message) -> Message:
        """The answer to one request; anything else than the requests of a visit is refused."""
        match message:
            case ChallengeRequest():
                return self._challenge(request)
            case IdentifyRequest():
                return self._identify(work, request, message)
            case TerminalAuthRequest():
                if self.terminal is None:
                    return Refusal(RefusalReason.METHOD_NOT_ALLOWED)
                return self.terminal.answer(work, request, message)
            case RegisterRequest():
                return self._register(work, request)
            case InquireRequest():
                return self._inquire(work, request, message)
            case _:
                return Refusal(RefusalReason.CENTRE_FAILED)

    def _challenge(self, request: Request) -> Message:
        randomness = self.chance(RANDOM_BYTES)
        expires = request.at + self.challenge_life
        token = self.challenger.give(request.device, request.visit, expires, randomness)
        return ChallengeGiven(nonce=token, centre_time=request.at)

    def _identify(self, work: Transaction, request: Request, message: IdentifyRequest) -> Message:
        # Whoever was identified before in this visit is not any more, whatever comes of this.
        work.end_visit(request.device, request.visit)
        try:
            certificate = self._prove(work, request, message)
        except ChallengeNotValid:
            return Refusal(RefusalReason.CHALLENGE_NOT_VALID)
        except CertificateNotTrusted as error:
            log.info("certificate.%s", error.why)
            return Refusal(RefusalReason.CERTIFICATE_NOT_TRUSTED)
        except SignatureWrong:
            return Refusal(RefusalReason.SIGNATURE_WRONG)
        if message.method is not Method.PIN and not self._opened(work, request, message.method):
            return Refusal(RefusalReason.TERMINAL_AUTH_MISSING)
        revoked = certificate.name in self.revocation.revoked()
        standing = rules.certificate_standing(certificate.not_after, revoked, request.at, self.policy)
        person = work.holder(certificate.name)
        admission = rules.admit(person, standing, _today(request), self.policy)
        if isinstance(admission, RefusalReason) or person is None:
            return Refusal(admission if isinstance(admission, RefusalReason) else RefusalReason.CANNOT_BE_USED)
        state = VisitState(
            person=person.id,
            certificate=certificate.name,
            method=message.method,
            in_grace=standing is rules.Standing.IN_GRACE,
            items=admission.items,
            notices=admission.notices,
            expires=request.at + self.visit_life,
        )
        work.keep_visit(request.device, request.visit, state)
        return Identified(admission.registered, admission.items, admission.notices)

    def _opened(self, work: Transaction, request: Request, method: Method) -> bool:
        """Whether this visit had a terminal authentication by that method, which no other card has used up."""
        given = work.terminal_auth(request.device, request.visit)
        if given is None or given.used or given.method is not method or request.at > given.at + self.visit_life:
            return False
        work.use_terminal_auth(request.device, request.visit)
        return True

    def _prove(self, work: Transaction, request: Request, message: IdentifyRequest) -> CardCertificate:
        """The certificate, if the card holding its key signed our challenge just now.

        Raises ChallengeNotValid, CertificateNotTrusted, SignatureWrong. The challenge is used up in every case.
        """
        challenge = self.challenger.take(message.nonce, request.device, request.visit, request.at)
        if not work.spend_challenge(challenge.number, challenge.expires):
            raise ChallengeNotValid
        certificate = examine(message.certificate, self.anchors, request.at)
        try:
            signed = to_be_signed(request.device, request.visit, message.nonce)
        except BadChallenge as error:
            raise ChallengeNotValid from error
        check_signature(certificate.key, message.signature, signed)
        return certificate

    def _register(self, work: Transaction, request: Request) -> Message:
        found = self._identified(work, request)
        if isinstance(found, RefusalReason):
            return Refusal(found)
        state, person = found
        if not person.registered:
            work.register(person.id, request.at)
        items = () if state.in_grace else rules.offered_items(person.birth, _today(request), self.policy)
        state = VisitState(
            person.id, state.certificate, state.method, state.in_grace, items, state.notices, state.expires
        )
        work.keep_visit(request.device, request.visit, state)
        return Identified(registered=True, items=items, notices=state.notices)

    def _inquire(self, work: Transaction, request: Request, message: InquireRequest) -> Message:
        found = self._identified(work, request)
        if isinstance(found, RefusalReason):
            return Refusal(found)
        state, person = found
        if not person.registered:
            return Refusal(RefusalReason.VISIT_UNKNOWN)
        if not rules.answers_fit(message.answers, state.items):
            return Refusal(RefusalReason.CENTRE_FAILED)
        record = ConsentRecord(
            request.device, request.visit, request.id, person.id, state.method, message.answers, request.at
        )
        work.keep_consent(record)
        work.end_visit(request.device, request.visit)
        return rules.reader_answer(person, state.notices, _today(request), self.policy)

    def _identified(self, work: Transaction, request: Request) -> tuple[VisitState, Person] | RefusalReason:
        """Who was identified in this visit; the register may have changed since, so protection is asked again."""
        state = work.visit(request.device, request.visit, request.at)
        if state is None:
            return RefusalReason.VISIT_UNKNOWN
        person = work.person(state.person)
        if person is None or person.protected or person.suspended:
            return RefusalReason.CANNOT_BE_USED
        return state, person


def _today(request: Request) -> date:
    return day_in_japan(request.at)
