"""What the staff desk found, as events of the visit."""

from firmware.reader.inbox import Happened
from firmware.reader.staff.desk import Answer, StaffDecisionKept, StaffVerdict
from firmware.visit.events import StaffChecked, StaffNoted
from firmware.visit.events import StaffVerdict as Verdict

_VERDICTS = {
    Answer.ACCEPTED: Verdict.ACCEPTED,
    Answer.WRONG: Verdict.WRONG,
    Answer.PAUSED: Verdict.PAUSED,
    Answer.UNAVAILABLE: Verdict.UNAVAILABLE,
}


def told(result: StaffVerdict | StaffDecisionKept) -> Happened:
    """The event of a result; with it comes why a file could not be used, as the type of the error."""
    if isinstance(result, StaffDecisionKept):
        return Happened(StaffNoted(result.operation, result.kept), result.why)
    return Happened(StaffChecked(result.operation, _VERDICTS[result.answer]), result.why)
