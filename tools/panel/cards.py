"""The cards of the demo: files that tools.issue made, and what may be said about them on the page."""

from pathlib import Path

import msgspec

from tools.panel.errors import CardUnknown, LabelsInvalid, NoCards
from tools.panel.wire import CardTile

SUFFIX = ".card"
LABELS = "labels.json"


class Label(msgspec.Struct, frozen=True):
    """What a demo person's card is called. Fields of the list that the panel does not show are passed over."""

    id: str
    title_ja: str
    title_en: str
    card: str = "my-number"
    name: str = ""
    pin: str = ""

    def __repr__(self) -> str:
        """The id only: see CardTile."""
        return f"Label({self.id})"


class CardShelf:
    """A directory of card files with their labels, read anew whenever asked, for persons are added while it runs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def tiles(self) -> tuple[CardTile, ...]:
        """All cards, those with a label first, in the order of the list. Raises NoCards, LabelsInvalid."""
        if not self._directory.is_dir():
            raise NoCards(self._directory)
        present = {path.stem for path in self._directory.glob(f"*{SUFFIX}")}
        labels = [label for label in self._labels() if label.id in present]
        tiles = [
            CardTile(label.id, label.card, label.title_ja, label.title_en, label.name, label.pin) for label in labels
        ]
        named = {label.id for label in labels}
        return (*tiles, *(CardTile(name, "my-number", name, "") for name in sorted(present - named)))

    def path(self, name: str) -> Path:
        """The file of a card that `tiles` lists. Raises CardUnknown for any other name, so for every path."""
        for path in self._directory.glob(f"*{SUFFIX}"):
            if path.stem == name:
                return path.resolve()
        raise CardUnknown(name)

    def _labels(self) -> tuple[Label, ...]:
        path = self._directory / LABELS
        if not path.is_file():
            return ()
        try:
            return msgspec.json.decode(path.read_bytes(), type=tuple[Label, ...])
        except msgspec.DecodeError as error:
            raise LabelsInvalid(path, str(error)) from error
