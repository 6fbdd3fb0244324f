"""Errors of the demo: one root, one sentence each that says what to do."""

from pathlib import Path


class DemoError(Exception):
    """Root of all errors that end the demo with one line."""


class ConfigurationMissing(DemoError):
    """A configuration file of the product is not where it should be, or cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class AlreadyRunning(DemoError):
    """Another demo works in the same directory."""

    def __init__(self, root: Path, process_id: str) -> None:
        super().__init__(
            f"another demo (process {process_id}) runs in {root}; end it with Ctrl-C, or give this one --dir DIR"
        )
        self.root = root
        self.process_id = process_id


class DirectoryRefused(DemoError):
    """The directory of the demo cannot be written."""

    def __init__(self, root: Path, problem: str) -> None:
        super().__init__(f"{root} cannot be used ({problem}); give the demo another one with --dir DIR")
        self.root = root


class PortTaken(DemoError):
    """The panel's port is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} of this computer is taken; choose another for the panel with --port N")
        self.port = port


class PortRefused(DemoError):
    """The panel's port cannot be had, such as one below 1024 without being root."""

    def __init__(self, port: int, problem: str) -> None:
        super().__init__(f"port {port} cannot be used ({problem}); choose another for the panel with --port N")
        self.port = port


class ReportRefused(DemoError):
    """The file of `--json` cannot be written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} cannot be written ({problem}); name another file with --json FILE")
        self.path = path


class ProgramMissing(DemoError):
    """A program that the demo starts is not installed."""

    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"{program} is not installed; run: apt-get install {package}")
        self.program = program
        self.package = package


class PcscMissing(DemoError):
    """Real PC/SC was asked for and cannot be had here."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"no visit through PC/SC: {problem}")
        self.problem = problem


class ProcessFailed(DemoError):
    """A process did not get ready, or ended for good."""

    def __init__(self, name: str, what: str, log: Path, last_line: str) -> None:
        super().__init__(f"{name} {what}; see {log}" + (f": {last_line}" if last_line else ""))
        self.name = name
        self.what = what
        self.log = log


class ScriptUnknown(DemoError):
    """No scripted visit has this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f'there is no visit "{name}"; there are: all, {", ".join(known)}')
        self.name = name
        self.known = known


class VisitWentWrong(DemoError):
    """A scripted visit did not go as its script says; `problem` holds places and codes only."""

    def __init__(self, visit: str, problem: str) -> None:
        super().__init__(f"visit {visit}: {problem}")
        self.visit = visit
        self.problem = problem


class FaceMissing(DemoError):
    """A visit was asked for that needs the face way, which cannot be had here; `why` says what to do."""

    def __init__(self, visit: str, why: str) -> None:
        super().__init__(f"visit {visit} cannot be played here. {why}")
        self.visit = visit
        self.why = why


class PropsUnusable(DemoError):
    """The list of films that stand before the cameras cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} cannot be used ({problem}); remove its directory and start again")
        self.path = path
        self.problem = problem
