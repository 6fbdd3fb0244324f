"""Errors of card sessions: one root, the facts as attributes. None of them carries what was sent or read."""


class CardError(Exception):
    """Root of all errors of a card session, but for those of the card reader itself (`hal.errors`)."""


class StatusError(CardError):
    """The card answered with a status word that nothing here expects."""

    def __init__(self, sw: int, doing: str) -> None:
        super().__init__(f"{doing}: the card answered {sw:04X}")
        self.sw = sw
        self.doing = doing


class WrongPin(CardError):
    """The PIN was not the right one; `tries_left` says how often the card will still listen."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong PIN, {tries_left} tries left")
        self.tries_left = tries_left


class PinLocked(CardError):
    """The card listens to no PIN any more; the municipality unlocks it."""

    def __init__(self) -> None:
        super().__init__("the PIN is locked")


class NotAPin(CardError):
    """What was typed cannot be a PIN, so no try was spent on it."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"a PIN has exactly {digits} digits")
        self.digits = digits


class NotVerified(CardError):
    """The card wants its holder verified first."""

    def __init__(self) -> None:
        super().__init__("the card wants the PIN first")


class NotDetected(CardError):
    """No My Number Card was told to lie there, so it cannot be asked for anything."""

    def __init__(self) -> None:
        super().__init__("no My Number Card was detected in this session")


class ApplicationMissing(CardError):
    """The card has no application under this AID."""

    def __init__(self, aid: str) -> None:
        super().__init__(f"no application {aid}")
        self.aid = aid


class CertificateMissing(CardError):
    """The holder asked for no certificate when the card was made, so it cannot be used as insurance card."""

    def __init__(self) -> None:
        super().__init__("the card has no certificate for user authentication")


class MalformedAnswer(CardError):
    """The card answered something that cannot be right; `what` names the thing, never its contents."""

    def __init__(self, what: str, problem: str) -> None:
        super().__init__(f"{what}: {problem}")
        self.what = what
        self.problem = problem


class EmptyFile(CardError):
    """The file is there and holds nothing but filler."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: the file is empty")
        self.what = what


class BudgetSpent(CardError):
    """A card made us send or read more than any honest card does."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"the card was asked long enough: {limit}")
        self.limit = limit
