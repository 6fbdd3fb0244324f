"""The hands of the person at the counter: does on the bench what the page asks for, one thing after the other."""

from pathlib import Path

from hal.keypad import Key
from hal.virtual.tray import When
from tools.panel.cards import CardShelf
from tools.panel.connection import at_bench


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
        with at_bench(self._bench) as client:
            client.press(Key(key))

    def touch(self, x: int, y: int) -> None:
        """Lift a finger at this point of the screen."""
        with at_bench(self._bench) as client:
            client.touch(x, y)

    def lay(self, card: str) -> int:
        """Lay this card on the tray, having taken one that lies there; the presence counter it has since then.

        Raises CardUnknown for a card that is not on the shelf.
        """
        path = self._shelf.path(card)
        with at_bench(self._tray) as client:
            if client.snapshot().card_present:
                client.remove()
            client.insert(path)
            return client.snapshot().presence_counter

    def take(self) -> None:
        """Take the card, whatever it is doing."""
        with at_bench(self._tray) as client:
            client.remove()

    def tear(self, commands: int, when: When) -> None:
        """Let the card be torn off around the command that follows the next `commands` ones."""
        with at_bench(self._tray) as client:
            client.tear_after(commands, when)
