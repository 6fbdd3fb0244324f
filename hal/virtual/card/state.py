"""What a virtual card remembers between two commands."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from hal.card.status import SW
from hal.virtual.card.contents import Counters
from hal.virtual.card.layout import Application, DataFile, Entry, SecretFile
from hal.virtual.card.signing import Refused


@dataclass(slots=True)
class TerminalExchange:
    """How far a terminal has come: body without its signature, its key, the challenge, and whether it proved itself."""

    body: bytes | None = None
    key: RSAPublicKey | None = None
    challenge: bytes | None = None
    proved: bool = False


class CardState:
    """Selection, verified secrets and counters. Every rule about when they are lost is here."""

    def __init__(
        self,
        applications: tuple[Application, ...],
        counters: Counters,
        save: Callable[[Counters], None],
        randomness: Callable[[int], bytes],
        extended_read: bool,
    ) -> None:
        self.applications = applications
        self.counters = counters
        self.randomness = randomness
        self.extended_read = extended_read
        self._save = save
        self.application: Application | None = None
        self.current: int | None = None
        self._verified: set[int] = set()
        self.terminal = TerminalExchange()

    @property
    def verified(self) -> Set[int]:
        """Short ids of the secrets verified in the current application."""
        return self._verified

    def forget(self) -> None:
        """Power off: nothing selected, nothing verified."""
        self.application = None
        self.current = None
        self._lose_rights()

    def enter(self, application: Application | None) -> None:
        """Select an application, None for the card's root; another one than before loses what was verified."""
        if application is not self.application:
            self._lose_rights()
        self.application = application
        self.current = None

    def _lose_rights(self) -> None:
        self._verified.clear()
        self.terminal = TerminalExchange()

    def entry(self, short_id: int | None) -> Entry:
        """The entry with this short id, which becomes current; None for the current one. Raises Refused."""
        if self.application is None:
            raise Refused(SW.NO_CURRENT_FILE)
        wanted = self.current if short_id is None else short_id
        if wanted is None:
            raise Refused(SW.NO_CURRENT_FILE)
        found = self.application.entries.get(wanted)
        if found is None:
            raise Refused(SW.FILE_NOT_FOUND)
        self.current = wanted
        return found

    def may_read(self, file: DataFile) -> bool:
        """Whether the file is free or one of its secrets is verified."""
        return not file.opened_by or bool(file.opened_by & self._verified)

    def tries(self, file: SecretFile) -> int:
        """Tries left of a secret."""
        return int(getattr(self.counters, file.counter))

    def set_tries(self, file: SecretFile, tries: int) -> None:
        """Set the tries left of a secret and have them kept."""
        if self.tries(file) != tries:
            setattr(self.counters, file.counter, tries)
            self._save(self.counters)

    def set_verified(self, verified: bool) -> None:
        """Say whether the current secret is verified."""
        if self.current is None:
            raise Refused(SW.NO_CURRENT_FILE)
        if verified:
            self._verified.add(self.current)
        else:
            self._verified.discard(self.current)
