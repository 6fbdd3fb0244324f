"""Gets and converts the face models on a fresh machine, while the demo goes on; what it does is said line by line."""

import os
import signal
import subprocess
from asyncio import StreamReader, create_subprocess_exec
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.demo.plan import DIES_WITH_SUPERVISOR

PACKAGE = "face_recognition_models"
"""The package of data on PyPI that `uketsuke-models` converts."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where models are made: `models` takes them, `models_in` has what was put there by hand.

    `bootstrap` installs the libraries first; None where the product is installed and its administrator does.
    """

    python: str
    models: Path
    models_in: Path
    bootstrap: Path | None

    @property
    def by_hand(self) -> bool:
        """Whether somebody put files there."""
        return self.models_in.is_dir() and any(self.models_in.iterdir())

    def install(self, *, package: bool) -> tuple[str, ...]:
        """The command that makes the models, of the package, of what was put there by hand, or of both. Pure."""
        places = ([PACKAGE] if package else []) + ([str(self.models_in)] if self.by_hand else [])
        sources = [word for place in places for word in ("--from", place)]
        return (self.python, "-m", "tools.models.main", "install", *sources, "--models", str(self.models))


async def make_models(workshop: Workshop, say: Callable[[str], None]) -> bool:
    """Install the libraries and convert the models; whether all of it went well."""
    if workshop.bootstrap is not None and not await run_aloud((str(workshop.bootstrap), "models"), say):
        return False
    return await run_aloud(workshop.install(package=True), say)


async def run_aloud(argv: Sequence[str], say: Callable[[str], None]) -> bool:
    """Run a command, say what it says; whether it ended well. Ended with all it started when this is cancelled."""
    process = await create_subprocess_exec(
        *DIES_WITH_SUPERVISOR,
        *argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        if process.stdout is not None:
            await _say_lines(process.stdout, say)
        return await process.wait() == 0
    finally:
        # Of what it started nothing may go on either; the group is empty when all of it went well.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _say_lines(stream: StreamReader, say: Callable[[str], None]) -> None:
    while line := await stream.readline():
        say(line.decode(errors="replace").rstrip())
