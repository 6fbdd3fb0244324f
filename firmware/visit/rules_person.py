"""Rules that hold at many places: menu, staff, language, time, the end, the devices."""

from dataclasses import replace

from firmware.visit import places as at
from firmware.visit.effects import Cue, Signal, StartTimer, Wipe
from firmware.visit.events import (
    DeviceFailed,
    DeviceMended,
    LinkChanged,
    MaintenanceSet,
    Pressed,
    Started,
    Timer,
    TimeUp,
)
from firmware.visit.model import Outcome, State, Visit
from firmware.visit.moves import Move, end, give_up, go, rest, settle, then
from firmware.visit.offers import language_after


def open_menu(visit: Visit, _: Pressed) -> Move:
    """Show what can be done anywhere."""
    return replace(visit, menu=True, warned=False), (Signal(Cue.KEY),)


def close_menu(visit: Visit, _: Pressed) -> Move:
    """Back to where the person was."""
    return replace(visit, menu=False, warned=False), (Signal(Cue.KEY),)


def call_staff(visit: Visit, _: Pressed) -> Move:
    """Lamp, sound and a line on the screen; the visit goes on."""
    return replace(visit, staff_called=True, menu=False, warned=False), (Signal(Cue.CALL_STAFF),)


def change_language(visit: Visit, _: Pressed) -> Move:
    """The same screen in the other language."""
    other = replace(visit, language=language_after(visit.language), menu=False, warned=False)
    return other, (Signal(Cue.KEY),)


def first_language(visit: Visit, _: TimeUp) -> Move:
    """Nobody came after all: the next person finds the idle screen in Japanese."""
    return rest(visit), ()


def more_time(visit: Visit, _: Pressed) -> Move:
    """The person is there and wants more time."""
    return replace(visit, warned=False), (Signal(Cue.KEY),)


def cancel(visit: Visit, _: Pressed) -> Move:
    """The person stops the visit."""
    return give_up(visit, Outcome.CANCELLED)


def patience_over(visit: Visit, _: TimeUp) -> Move:
    """Warn first; end only when nobody answered the warning. Never an answer in the person's name."""
    if visit.warned:
        return give_up(visit, Outcome.TIMED_OUT)
    last = StartTimer(Timer.PATIENCE, visit.policy.last_seconds)
    return replace(visit, warned=True), (Signal(Cue.HURRY), last)


def put_away(visit: Visit, _: Pressed | TimeUp) -> Move:
    """The result or the refusal was seen, or stood long enough; now only the card has to be taken."""
    # The validity stays until the card is taken: it decides whether the person is sent to the counter.
    return go(replace(visit, items=(), answers=()), at.REMOVE_CARD, Wipe(), Signal(Cue.TAKE_CARD))


def remind(visit: Visit, _: TimeUp) -> Move:
    """Remind, and after some reminders call staff: the card must not stay behind. An open menu makes room for that."""
    reminders = min(visit.reminders + 1, visit.policy.reminders_before_staff)
    called = reminders >= visit.policy.reminders_before_staff
    again = StartTimer(Timer.REMINDER, visit.policy.reminder)
    staff = (Signal(Cue.CALL_STAFF),) if called and not visit.staff_called else ()
    reminded = replace(visit, reminders=reminders, staff_called=visit.staff_called or called, menu=False)
    return reminded, (Signal(Cue.TAKE_CARD), *staff, again)


def started(visit: Visit, _: Started) -> Move:
    """The devices are open."""
    return settle(visit)


def link_changed(visit: Visit, event: LinkChanged) -> Move:
    """Known on every screen; a running question has its own deadline."""
    return replace(visit, online=event.online), ()


def device_failed(visit: Visit, event: DeviceFailed) -> Move:
    """Without this device no visit goes on."""
    ended, effects = end(visit, Outcome.DEVICE_FAILED)
    return then(settle(replace(ended, failed=visit.failed | {event.part})), *effects)


def device_mended(visit: Visit, event: DeviceMended) -> Move:
    """In service again when nothing else has failed."""
    return settle(replace(visit, failed=visit.failed - {event.part}))


def note_failed(visit: Visit, event: DeviceFailed) -> Move:
    """Remembered until the reader is given back."""
    return replace(visit, failed=visit.failed | {event.part}), ()


def note_mended(visit: Visit, event: DeviceMended) -> Move:
    """Remembered until the reader is given back."""
    return replace(visit, failed=visit.failed - {event.part}), ()


def set_maintenance(visit: Visit, event: MaintenanceSet) -> Move:
    """Out of use at a technician's word, and in use again. A card that lies there is noted, not served."""
    if event.on:
        return go(rest(visit), at.MAINTENANCE, Wipe())
    return settle(visit) if visit.state is State.MAINTENANCE else (visit, ())
