"""Owner of the visit: applies events, carries out effects. Everything here runs on the reader's loop."""

from dataclasses import dataclass

from firmware.reader.card_desk import CardDesk
from firmware.reader.centre_desk import CentreDesk
from firmware.reader.face.relay import PictureRelay
from firmware.reader.face.work import FaceWork
from firmware.reader.health import Health
from firmware.reader.inbox import Happened
from firmware.reader.journal import Journal
from firmware.reader.ledger import Ledger
from firmware.reader.post_office import PostOffice
from firmware.reader.presses import PressGuard
from firmware.reader.screen_desk import ScreenDesk
from firmware.reader.staff.desk import StaffDesk
from firmware.reader.timers import TimerBoard
from firmware.reader.vault import Vault, wipe
from firmware.reader.visit_log import VisitLog
from firmware.visit.effects import (
    AskCentre,
    BeginVisit,
    ChallengeTerminal,
    CheckStaff,
    ConfirmCard,
    DismissFace,
    Effect,
    EraseDigit,
    Forget,
    Keep,
    Match,
    OpenKey,
    ReadCard,
    ReadPhoto,
    ReadPrint,
    ReadTries,
    RecordStaffCheck,
    RecordUsage,
    ReleaseCard,
    ShowBoth,
    Sign,
    Signal,
    StartTimer,
    StopLooking,
    StopTimer,
    TakePhoto,
    VerifyPin,
    Wipe,
)
from firmware.visit.errors import EventRefused
from firmware.visit.events import DeviceFailed, Pressed, StaffChecked, StaffNoted, TimeUp
from firmware.visit.model import Part, Visit
from firmware.visit.offers import action_of_key
from firmware.visit.step import step
from hal.clock import Clock
from hal.keypad import Key, Touch


@dataclass(frozen=True, slots=True)
class Desks:
    """Those who carry out effects, one for each family."""

    card: CardDesk
    centre: CentreDesk
    screen: ScreenDesk
    staff: StaffDesk
    face: FaceWork
    pictures: PictureRelay
    ledger: Ledger
    log: VisitLog
    journal: Journal
    health: Health
    office: PostOffice


class Conductor:
    """Applies one event after another to the visit. A refused event changes nothing and is noted as a code."""

    def __init__(self, visit: Visit, desks: Desks, clock: Clock, press_pause_s: float) -> None:
        self._visit = visit
        self._desks = desks
        self._clock = clock
        self._guard = PressGuard(press_pause_s)
        self._vault = Vault()
        self._timers = TimerBoard()
        self._visit_id = ""
        self.show()

    @property
    def visit(self) -> Visit:
        """The visit as it stands."""
        return self._visit

    @property
    def vault_empty(self) -> bool:
        """Whether nothing personal is kept."""
        return self._vault.empty

    def wait(self, longest: float) -> float:
        """Seconds until something is due by itself, at most `longest`."""
        return self._desks.screen.wait(self._timers.wait(self._clock.monotonic(), longest))

    def happened(self, happened: Happened) -> bool:
        """Apply an event and all that follows from it at once; False when it was refused."""
        before, desks = self._visit, self._desks
        if isinstance(happened.event, StaffChecked | StaffNoted) and happened.payload:
            desks.journal.refused(f"staff check: {happened.payload}")
        try:
            after, effects = step(before, happened.event)
        except EventRefused as refusal:
            desks.journal.refused(f"{refusal.event} in {refusal.place}")
            wipe(happened.payload)
            return False
        self._visit = after
        desks.log.follow(happened.event, before, after, effects)
        for effect in effects:
            self._carry_out(effect, happened.payload)
        desks.health.follow(before, after, effects, desks.log.steps_ms)
        if before.place != after.place:
            desks.journal.state(after.place)
        if after.card is None:
            desks.log.finish(desks.card.apdus)
        return True

    def pressed(self, press: Key | Touch) -> None:
        """A key or a touch: find out what it means now, and whether it was meant for the question that stands there."""
        screen = self._desks.screen
        if not self._guard.counts(press, screen.asked, screen.seen, self._clock.monotonic()):
            return
        if isinstance(press, Touch):
            touched = screen.touched(press)
            if touched is not None:
                action, key = touched
                self.happened(Happened(Pressed(action), key))
            return
        action_of_press = action_of_key(self._visit, press.value)
        if action_of_press is not None:
            self.happened(Happened(Pressed(action_of_press), press.value))

    def tick(self) -> None:
        """Let timers run out and questions be asked once more."""
        while (timer := self._timers.take_due(self._clock.monotonic())) is not None:
            self.happened(Happened(TimeUp(timer)))
        self._desks.centre.tick(self._visit)
        self._desks.ledger.tick()
        self._desks.screen.tick()
        self._desks.face.tick()

    def show(self) -> None:
        """Bring the screen up to date."""
        self._desks.screen.refresh(self._visit, self._vault.details)

    def end(self) -> None:
        """The reader ends: whoever stands there is told, nothing personal stays, and the centre hears of the visit.

        The visit's rules know an ending reader as one whose card reader is gone.
        """
        self.happened(Happened(DeviceFailed(Part.NFC)))
        self.show()
        self._desks.log.finish(self._desks.card.apdus)

    def _carry_out(self, effect: Effect, payload: object) -> None:
        desks = self._desks
        match effect:
            case StartTimer(timer=timer, seconds=seconds):
                self._timers.start(timer, self._clock.monotonic() + seconds)
            case StopTimer(timer=timer):
                self._timers.stop(timer)
            case Keep() | Forget() | EraseDigit() | Wipe():
                self._vault.apply(effect, payload)
            case (
                ReadCard()
                | ReadTries()
                | ReadPhoto()
                | VerifyPin()
                | Sign()
                | ChallengeTerminal()
                | OpenKey()
                | ConfirmCard()
                | ReleaseCard()
            ):
                desks.card.do(effect, self._vault, self._visit_id)
            case ReadPrint() | TakePhoto() | Match() | ShowBoth() | StopLooking() | DismissFace():
                desks.face.do(effect, self._vault.take_photo)
            case CheckStaff(check=check):
                desks.staff.check(check, self._visit_id, self._vault.staff_id, self._vault.take_passcode())
            case RecordStaffCheck(check=check, same=same):
                desks.staff.decided(check, self._visit_id, self._vault.staff_id, same)
            case AskCentre():
                desks.centre.ask(effect, self._vault, self._visit_id)
            case Signal(cue=cue):
                desks.screen.cue(cue)
            case RecordUsage():
                desks.ledger.record(effect, self._visit_id, desks.log.steps_ms, desks.log.seconds)
            case BeginVisit():
                self._visit_id = desks.office.new_id()
                desks.card.begin_visit()
            case _:
                raise TypeError(f"no desk carries out {type(effect).__name__}")
