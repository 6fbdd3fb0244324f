"""The hands of the person at the counter: does on the bench what the page asks for, one thing after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hal.keypad import Key
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError, When
from hal.virtual.wire import WireError
from tools.panel.cards import CardShelf
from tools.panel.errors import BenchGone, BenchRefused


class Hands:
    """Acts on two benches: `bench` has screen and keys, `tray` the card. They are one unless PC/SC is used.

    Every verb blocks, so call it from one worker thread. Raises BenchGone while the reader is away, BenchRefused.
    """

    def __init__(self, bench: Path, tray: Path, shelf: CardShelf) -> None:
        self._bench = bench
        self._tray = tray
        self._shelf = shelf

    def press(self, key: str) -> None:
        """Press one of the twelve keys."""
        with self._at(self._bench) as client:
            client.press(Key(key))

    def touch(self, x: int, y: int) -> None:
        """Lift a finger at this point of the screen."""
        with self._at(self._bench) as client:
            client.touch(x, y)

    def lay(self, card: str) -> int:
        """Lay this card on the tray, having taken one that lies there; the presence counter it has since then.

        Raises CardUnknown for a card that is not on the shelf.
        """
        path = self._shelf.path(card)
        with self._at(self._tray) as client:
            if client.snapshot().card_present:
                client.remove()
            client.insert(path)
            return client.snapshot().presence_counter

    def take(self) -> None:
        """Take the card, whatever it is doing."""
        with self._at(self._tray) as client:
            client.remove()

    def tear(self, commands: int, when: When) -> None:
        """Let the card be torn off around the command that follows the next `commands` ones."""
        with self._at(self._tray) as client:
            client.tear_after(commands, when)

    @contextmanager
    def _at(self, path: Path) -> Iterator[BenchClient]:
        # A connection for each act: it costs 0.1 ms and none can be left over from before a restart of the reader.
        try:
            client = BenchClient(path)
        except OSError as error:
            raise BenchGone(str(path)) from error
        try:
            yield client
        except BenchError as error:
            raise BenchRefused(str(error)) from error
        except (OSError, WireError) as error:
            raise BenchGone(str(path)) from error
        finally:
            client.close()
