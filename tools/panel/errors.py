"""Errors of the panel: one root, the facts as attributes."""

from pathlib import Path


class PanelError(Exception):
    """Root of all errors of the panel; each says in one line what to do next."""


class ConfigurationError(PanelError):
    """What the panel was started with cannot be used; starting again will not help."""


class NotLoopback(ConfigurationError):
    """The panel was asked to listen where others could see PINs being typed."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"the panel listens on 127.0.0.1 only, not on {host}: it shows what is typed and seen. "
            "From another computer use: ssh -L PORT:127.0.0.1:PORT"
        )
        self.host = host


class PortTaken(PanelError):
    """Another program listens on the port already."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken: stop the program that uses it or choose another one with --port")
        self.port = port


class PortRefused(ConfigurationError):
    """The system does not let this user have the port."""

    def __init__(self, port: int, problem: str) -> None:
        super().__init__(f"port {port} cannot be used ({problem}): choose another one with --port")
        self.port = port


class NoCards(ConfigurationError):
    """There is no directory with card files."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"no cards in {directory}: make them with uketsuke-issue demo")
        self.directory = directory


class LabelsInvalid(ConfigurationError):
    """The list of what the cards are called cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class CardUnknown(PanelError):
    """The page asked for a card that is not in the directory."""


class BenchGone(PanelError):
    """The reader is not there to be acted on; it is restarting or was stopped."""


class BenchRefused(PanelError):
    """The bench cannot do that now, such as taking a card that is not there."""


class TextsMissing(ConfigurationError):
    """The texts of the screens cannot be read."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; name their directory with --texts")
        self.problem = problem


class BadPicture(PanelError):
    """A picture from a page that is not what a page sends. It never says what is to be seen."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the picture of this computer's camera cannot be used: {problem}")
        self.problem = problem
