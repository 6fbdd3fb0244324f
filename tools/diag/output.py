"""How findings reach a person or a program: a table in colour where rich is installed, plain columns, or JSON."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

import msgspec

from tools.diag.words import Language, Level, Line, Words

MARKS = {
    Level.GREEN: Words("○ 正常", "o ok"),
    Level.AMBER: Words("△ 注意", "! look"),
    Level.RED: Words("× 故障", "x bad"),
}
"""Never the colour alone: one man in twenty does not tell red from green."""

COLOURS = {Level.GREEN: "green", Level.AMBER: "yellow", Level.RED: "red"}


@dataclass(frozen=True, slots=True)
class Output:
    """Where to write, in which language, and whether for a program."""

    file: TextIO
    language: Language
    json: bool

    def say(self, text: str) -> None:
        """One line for a person."""
        self.file.write(text + "\n")

    def data(self, value: object) -> None:
        """One line of JSON for a program."""
        self.file.write(msgspec.json.encode(value).decode() + "\n")

    def lines(self, found: Iterable[Line]) -> None:
        """Parts with their level, and below a part that is not green what to do next."""
        rows = []
        levels = []
        for line in found:
            rows.append((MARKS[line.level].said(self.language), line.part, line.found.said(self.language)))
            levels.append(line.level)
            if line.level is not Level.GREEN and line.todo.en:
                rows.append(("", "", "→ " + line.todo.said(self.language)))
                levels.append(line.level)
        self.table(rows, [COLOURS[level] for level in levels])

    def table(self, rows: Sequence[tuple[str, ...]], colours: Sequence[str] = ()) -> None:
        """Columns; `colours` is one a row, for the first column."""
        try:
            from rich.console import Console
            from rich.table import Table
            from rich.text import Text
        except ImportError:
            self._plain(rows)
            return
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for column in range(len(rows[0]) if rows else 0):
            table.add_column(overflow="fold", no_wrap=column == 0)
        for number, row in enumerate(rows):
            colour = colours[number] if colours else ""
            table.add_row(Text(row[0], style=colour), *(Text(cell) for cell in row[1:]))
        Console(file=self.file, highlight=False).print(table)

    def _plain(self, rows: Sequence[tuple[str, ...]]) -> None:
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            self.say("  ".join(cells).rstrip())


def line_data(found: Iterable[Line]) -> list[dict[str, object]]:
    """The same for a program, in both languages."""
    return [
        {
            "part": line.part,
            "level": line.level.name.lower(),
            "found": {"ja": line.found.ja, "en": line.found.en},
            "todo": {"ja": line.todo.ja, "en": line.todo.en},
        }
        for line in found
    ]


def _width(text: str) -> int:
    """Columns of a terminal: a Japanese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
