"""Errors of the hardware layer: one root, the facts as attributes."""


class HalError(Exception):
    """Root of all errors raised by a driver or by building one."""


class SettingsError(HalError):
    """The hardware section of a configuration cannot be used."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"configuration {path}: {problem}")
        self.path = path
        self.problem = problem


class DeviceMissing(HalError):
    """A device that the configuration names is not there, or its service does not run."""

    def __init__(self, device: str, hint: str) -> None:
        super().__init__(f"{device} is not available: {hint}")
        self.device = device
        self.hint = hint


class DeviceBusy(HalError):
    """Another process holds the device."""

    def __init__(self, device: str) -> None:
        super().__init__(f"{device} is held by another program; stop it and try again")
        self.device = device


class CardRemoved(HalError):
    """The card left the field: before, in the middle of or after a command. What it did is unknown."""


class CardMute(HalError):
    """The card stays in the field but answers nothing that can be understood."""


class NoCard(HalError):
    """There is no card in the field."""
