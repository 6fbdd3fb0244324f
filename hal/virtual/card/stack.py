"""A real pcscd with a virtual card, private to whoever starts it: for tests, the bench and the demo over PC/SC.

Clients find it by the environment variable PCSCLITE_CSOCK_NAME (`PcscStack.environment`); pcscd of the machine, if
there is one, is not touched. Several stacks can run side by side.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from hal.virtual.card.pcscd import BENCH_SOCKET, DRIVER, LOG, PCSC_SOCKET, Order

READER_NAME = "Virtual PCD 00 00"
STOP_SECONDS = 10.0
# root needs no user namespace; others get one where the kernel lets them
NAMESPACES = (("unshare", "-n"), ("unshare", "-rn"))


class StackUnavailableError(Exception):
    """The stack cannot run on this machine; the sentence says what is missing and what to do."""


def _command() -> tuple[str, ...]:
    for program, package in (("pcscd", "pcscd"), ("unshare", "util-linux")):
        if shutil.which(program) is None:
            raise StackUnavailableError(f"{program} is not installed: apt-get install {package}")
    if not DRIVER.exists():
        raise StackUnavailableError("the virtual PC/SC reader is not installed: apt-get install vsmartcard-vpcd")
    for command in NAMESPACES:
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    raise StackUnavailableError("this machine lets nobody here make a network namespace")


class PcscStack:
    """pcscd, the virtual reader and a bench for its card; a context manager.

    `directory` (short, its path goes into socket names) receives sockets, configuration and pcscd's log.
    """

    def __init__(self, directory: Path) -> None:
        """Raises StackUnavailableError."""
        self._namespace = _command()
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None

    @property
    def bench(self) -> Path:
        """Socket of the card's own bench, for BenchClient: its tray is the field of the virtual reader."""
        return self._directory / BENCH_SOCKET

    @property
    def environment(self) -> dict[str, str]:
        """What a client adds to its environment to reach this pcscd."""
        return {"PCSCLITE_CSOCK_NAME": str(self._directory / PCSC_SOCKET)}

    def start(self) -> None:
        """Start all of it and wait until a card can be inserted. Raises StackUnavailableError."""
        self._process = subprocess.Popen(
            [*self._namespace, sys.executable, "-m", "hal.virtual.card.pcscd", "--directory", str(self._directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_with_this_package(),
            text=True,
        )
        self.start_service()

    def start_service(self) -> None:
        """Start pcscd again after `stop_service`. Raises StackUnavailableError."""
        self._order(Order.START)

    def stop_service(self) -> None:
        """Stop pcscd alone; the card stays on its tray."""
        self._order(Order.STOP)

    def _order(self, order: Order) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise StackUnavailableError("it was not started")
        try:
            process.stdin.write(f"{order.value}\n")
            process.stdin.flush()
        except BrokenPipeError as error:
            raise StackUnavailableError(f"it ended: {self._log_end()}") from error
        if process.stdout.readline().strip() != order.value:
            self.stop()
            raise StackUnavailableError(f"pcscd did not {order.value}: {self._log_end()}")

    def stop(self) -> None:
        """Stop everything; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def _log_end(self) -> str:
        log = self._directory / LOG
        return log.read_text(errors="replace")[-300:] if log.exists() else "no log was written"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _with_this_package() -> dict[str, str]:
    # found from a checkout too, whatever the working directory is
    root = str(Path(__file__).parents[3])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}
