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


class OtherApplication(CardError):
    """The application that is asked for is not the selected one; it has to be opened again."""

    def __init__(self) -> None:
        super().__init__("another application of the card is selected")


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


class NotANumberB(CardError):
    """What was read or typed cannot be a 照合番号B, so no try was spent on it."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"no number B: {problem}")
        self.problem = problem


class WrongNumberB(CardError):
    """The card has another 照合番号B; `tries_left` says how often it will still listen."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"wrong number B, {tries_left} tries left")
        self.tries_left = tries_left


class NumberBLocked(CardError):
    """The card listens to no 照合番号B any more; the municipality unlocks it."""

    def __init__(self) -> None:
        super().__init__("the number B is locked")


class TriesKept(CardError):
    """Too few tries are left: for a number that nobody stands for, or the last one, which not even staff spends."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries of the number B are left, which are kept")
        self.tries_left = tries_left


class TryAlreadySpent(CardError):
    """A number was tried since this card was laid down; staff may try another, or the card is laid down anew."""

    def __init__(self) -> None:
        super().__init__("a number B was tried in this insertion already")


class NumberBWanted(CardError):
    """The card shows its face file only after its 照合番号B."""

    def __init__(self) -> None:
        super().__init__("the card wants its number B first")


class SurfaceMalformed(CardError):
    """The files of the card surface are not of their form; `problem` never says what is in them."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"card surface: {problem}")
        self.problem = problem


class IssuerUnknown(CardError):
    """No municipality root that is configured certified the key that signed this card's face."""

    def __init__(self) -> None:
        super().__init__("the card's face was issued under a root that is not configured")


class SurfaceForged(CardError):
    """The signature of the card's face is not the one of its issuer."""

    def __init__(self) -> None:
        super().__init__("the card's face is not what its issuer signed")


class CopiedCard(CardError):
    """The card cannot answer for the key in its signed face file, so the file was copied onto it."""

    def __init__(self) -> None:
        super().__init__("the card does not own the key of its face file")


class AnchorRefused(CardError):
    """A municipality root that cannot be used; `name` is its file."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"municipality root {name}: {problem}")
        self.name = name
        self.problem = problem


class TerminalUnavailable(CardError):
    """Card or reader can take no terminal authentication, so only its PIN opens the key."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"no terminal authentication: {problem}")
        self.problem = problem


class TerminalRefused(CardError):
    """The card did not accept the terminal; `step` is the certificate or the answer to its challenge."""

    def __init__(self, step: str, sw: int) -> None:
        super().__init__(f"the card refused the terminal's {step}: {sw:04X}")
        self.step = step
        self.sw = sw
