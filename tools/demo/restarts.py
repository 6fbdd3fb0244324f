"""When a child that died is started again. Pure."""

from dataclasses import dataclass

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 5.0
STEADY_AFTER_S = 10.0
"""A child that ran this long was a good one: the next delay is the first again."""

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h: starting again will not help."""


@dataclass(frozen=True, slots=True)
class Restarts:
    """How often a child died in a row."""

    failures: int = 0

    def after(self, ran_seconds: float) -> "Restarts":
        """The count after one more death."""
        return Restarts(1 if ran_seconds >= STEADY_AFTER_S else self.failures + 1)

    @property
    def delay(self) -> float:
        """Seconds to wait before the next start; doubles with every death in a row."""
        return min(LONGEST_DELAY_S, FIRST_DELAY_S * float(2 ** max(0, self.failures - 1)))


def hopeless(exit_code: int) -> bool:
    """Whether the exit code says that starting again will not help."""
    return exit_code == EXIT_CONFIGURATION


def cause(exit_code: int) -> str:
    """Why a child ended, in words."""
    return f"was killed by signal {-exit_code}" if exit_code < 0 else f"ended with status {exit_code}"
