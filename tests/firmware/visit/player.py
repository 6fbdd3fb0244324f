"""Plays a written story on the real `step`, as the reader would, and checks every promise on the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from firmware.messages.schema import ConsentItem, RefusalReason, Validity
from firmware.visit.effects import AskCentre, Effect, Question, RecordUsage, VerifyPin
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardChallenged,
    CardConfirmed,
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    DeviceFailed,
    DeviceMended,
    IdentifiedReceived,
    KeyOpened,
    PinChecked,
    Pressed,
    Signed,
    StaffChecked,
    StaffNoted,
    Started,
    TerminalAuthorised,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import (
    CardFault,
    CardFinding,
    FaceFault,
    FaceVerdict,
    PhotoFinding,
    PhotoVerdict,
    PinVerdict,
    StaffVerdict,
)
from firmware.visit.model import Hint, Language, Outcome, Part, Side, Visit, Way
from firmware.visit.offers import action_of_key
from firmware.visit.step import step
from tests.firmware.visit.carried import follow
from tests.firmware.visit.ghost import Ghost
from tests.firmware.visit.promises import check_state
from tests.firmware.visit.step_promises import Step, check_step

Happening = Callable[[Visit], AnyEvent]
Line = tuple[Happening, str]
"""What happens, and the place where the visit stands after it."""


@dataclass(slots=True)
class Player:
    """A visit in play."""

    visit: Visit = field(default_factory=Visit)
    ghost: Ghost = field(default_factory=Ghost)
    events: list[AnyEvent] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def play(self, lines: Iterable[Line]) -> "Player":
        """Let it all happen; each line must lead where it says."""
        for happening, place in lines:
            self.happen(happening(self.visit))
            assert str(self.visit.place) == place
        return self

    def happen(self, event: AnyEvent) -> None:
        """One event. Raises EventRefused, Violation."""
        after, effects = step(self.visit, event)
        ghost = follow(self.ghost, self.visit, event, effects)
        check_step(Step(self.visit, self.ghost, event, effects, after, ghost))
        check_state(after, ghost)
        self.visit, self.ghost = after, ghost
        self.events.append(event)
        self.places.append(str(after.place))
        self.effects.extend(effects)

    def language(self) -> Language:
        """Language of the screen now."""
        return self.visit.language

    @property
    def outcomes(self) -> list[Outcome]:
        """How the visits ended, as the centre is told."""
        return [effect.outcome for effect in self.effects if isinstance(effect, RecordUsage)]

    @property
    def pins_sent(self) -> int:
        """How often a PIN went to the card."""
        return sum(isinstance(effect, VerifyPin) for effect in self.effects)

    @property
    def shared(self) -> list[list[str]]:
        """What was sent about each item, for each inquiry."""
        asked = (effect for effect in self.effects if isinstance(effect, AskCentre))
        inquiries = (effect for effect in asked if effect.question is Question.INQUIRE)
        return [[f"{answer.item.value} {answer.answer.value}" for answer in one.answers] for one in inquiries]


def _number(number: int | None) -> int:
    assert number is not None, "nothing is outstanding"
    return number


def started(_: Visit) -> AnyEvent:
    return Started()


def placed(visit: Visit) -> AnyEvent:
    """A card with a counter that was never seen before."""
    return CardPlaced(100 + visit.next_number)


def placed_with_staff(visit: Visit) -> AnyEvent:
    """The same where staff may identify people."""
    return CardPlaced(100 + visit.next_number, frozenset({Way.STAFF}))


def placed_with(*ways: Way) -> Happening:
    """The same where these ways are open."""
    return lambda visit: CardPlaced(100 + visit.next_number, frozenset(ways))


def printed(sure: bool) -> Happening:
    return lambda visit: PrintRead(_number(visit.look), sure)


def photo(finding: PhotoFinding, first: bool = True) -> Happening:
    return lambda visit: PhotoRead(_number(visit.operation), finding, first)


def taken(verdict: PhotoVerdict) -> Happening:
    return lambda visit: PhotoTaken(_number(visit.look), verdict)


def told(hint: Hint, side: Side | None = None) -> Happening:
    return lambda visit: FaceNoticed(_number(visit.look), hint, side)


def face_is(verdict: FaceVerdict) -> Happening:
    return lambda visit: FaceDecided(_number(visit.look), verdict)


def face_fails(fault: FaceFault) -> Happening:
    return lambda visit: FaceFaulted(_number(visit.look), fault)


def staff_is(verdict: StaffVerdict) -> Happening:
    return lambda visit: StaffChecked(_number(visit.check), verdict)


def noted(visit: Visit) -> AnyEvent:
    return StaffNoted(_number(visit.check), kept=True)


def not_noted(visit: Visit) -> AnyEvent:
    return StaffNoted(_number(visit.check), kept=False)


def card_challenged(visit: Visit) -> AnyEvent:
    return CardChallenged(_number(visit.operation))


def authorised(visit: Visit) -> AnyEvent:
    return TerminalAuthorised(_number(visit.request))


def key_opened(visit: Visit) -> AnyEvent:
    return KeyOpened(_number(visit.operation))


def left(_: Visit) -> AnyEvent:
    return CardLeft()


def it_is(finding: CardFinding) -> Happening:
    return lambda visit: CardRead(_number(visit.operation), finding)


def tries(left_over: int) -> Happening:
    return lambda visit: TriesRead(_number(visit.operation), left_over)


def no_pin(visit: Visit) -> AnyEvent:
    return TriesRead(_number(visit.operation), 0, pin_set=False)


def pin(verdict: PinVerdict, left_over: int) -> Happening:
    return lambda visit: PinChecked(_number(visit.operation), verdict, left_over)


def signed(visit: Visit) -> AnyEvent:
    return Signed(_number(visit.operation))


def same_card(visit: Visit) -> AnyEvent:
    return CardConfirmed(_number(visit.operation), visit.card)


def other_card(visit: Visit) -> AnyEvent:
    return CardConfirmed(_number(visit.operation), _number(visit.card) + 2)


def gone(visit: Visit) -> AnyEvent:
    return CardFailed(_number(visit.operation), CardFault.GONE)


def unreadable(visit: Visit) -> AnyEvent:
    return CardFailed(_number(visit.operation), CardFault.UNREADABLE)


def challenge(visit: Visit) -> AnyEvent:
    return ChallengeReceived(_number(visit.challenge_request))


def identified(*items: ConsentItem) -> Happening:
    return lambda visit: IdentifiedReceived(_number(visit.request), True, items)


def unregistered(visit: Visit) -> AnyEvent:
    return IdentifiedReceived(_number(visit.request), False)


def answer(visit: Visit) -> AnyEvent:
    return AnswerReceived(_number(visit.request), Validity.VALID)


def refused(reason: RefusalReason) -> Happening:
    return lambda visit: CentreRefused(_open_question(visit), reason)


def unreachable(visit: Visit) -> AnyEvent:
    return CentreUnreachable(_open_question(visit))


def _open_question(visit: Visit) -> int:
    return _number(visit.challenge_request if visit.request is None else visit.request)


def key(name: str) -> Happening:
    """One of the twelve keys; it must do something here."""

    def happening(visit: Visit) -> AnyEvent:
        action = action_of_key(visit, name)
        assert action is not None, f"key {name} does nothing in {visit.place}"
        return Pressed(action)

    return happening


def keys(names: str, place: str, last: str) -> tuple[Line, ...]:
    """Keys one after another: the last one leads to `last`, those before it stay at `place`."""
    return (*((key(name), place) for name in names[:-1]), (key(names[-1]), last))


def touch(action: Action) -> Happening:
    return lambda _: Pressed(action)


def passes(timer: Timer) -> Happening:
    return lambda _: TimeUp(timer)


def fails(part: Part) -> Happening:
    return lambda _: DeviceFailed(part)


def mended(part: Part) -> Happening:
    return lambda _: DeviceMended(part)
