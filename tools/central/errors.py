"""Errors of the centre: one root, the facts as attributes. None of them carries anything of a person."""

from pathlib import Path


class CentralError(Exception):
    """Root of all errors raised by the centre."""


class ConfigurationError(CentralError):
    """A file that the configuration names cannot be used; the sentence says what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class StoreError(CentralError):
    """The database did not take or give what was asked; nothing of the transaction was kept."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the register failed: {code}")
        self.code = code


class ChallengeNotValid(CentralError):
    """A challenge token that this centre did not give to this device for this visit, or too long ago."""


class CertificateNotTrusted(CentralError):
    """A card certificate that does not come from a configured anchor or may not be used to authenticate."""

    def __init__(self, why: str) -> None:
        super().__init__(f"certificate refused: {why}")
        self.why = why


class SignatureWrong(CentralError):
    """The signature over the challenge was not made by the certificate's key."""


class Dropped(CentralError):
    """A message that gets no answer, because nobody can be answered safely; `code` is counted and logged."""

    def __init__(self, code: str) -> None:
        super().__init__(f"message dropped: {code}")
        self.code = code


class HandlerFailed(CentralError):
    """A message led to a fault that nobody foresaw; only the kind of the fault is said, its text may hold data."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"a message led to an unforeseen {kind}; start the centre again and report it")
        self.kind = kind
