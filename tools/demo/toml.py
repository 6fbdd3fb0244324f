"""TOML as the demo writes it: tables of texts, numbers and truths. Reading is the standard library's."""

import json
from collections.abc import Mapping

Value = str | int | float | bool
Table = Mapping[str, object]


def merged(base: Table, changes: Table) -> dict[str, object]:
    """`base` with the values of `changes` in their places, tables within tables."""
    result = dict(base)
    for key, value in changes.items():
        before = result.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        result[key] = merged(before, value) if both else value  # type: ignore[arg-type]  # told apart by `both`
    return result


def to_toml(table: Table) -> str:
    """The text of a table. Raises TypeError for a value that none of our configurations holds."""
    return "\n".join(_lines(table, ()))


def _lines(table: Table, path: tuple[str, ...]) -> list[str]:
    plain = [f"{key} = {_value(value)}" for key, value in table.items() if not isinstance(value, Mapping)]
    lines = [f"[{'.'.join(path)}]", *plain, ""] if path and plain else plain
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += _lines(value, (*path, key))
    return lines


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            # A JSON text is a basic string of TOML, escapes included.
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return f"[{', '.join(_value(one) for one in value)}]"
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a configuration")
