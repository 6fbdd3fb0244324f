"""How versions work: which struct a type name means, which versions are served, how to step between neighbours.

A firmware or a centre thinks in the current structs only. What arrives in the version before is lifted to the
current one; an answer is lowered to the version that was asked in. Fields are never added within a version.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from firmware.messages.errors import UnknownType, UnknownVersion
from firmware.messages.parsing import Reader, to_json
from firmware.messages.schema import Message

Step = Callable[[Any], Message]

_TYPE = re.compile(r"uketsuke\.([a-z][a-z_]*)\.v([1-9][0-9]{0,3})")


def _nothing() -> Mapping[str, Step]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Version:
    """One version of the wire: name → struct, and per name how to step to and from the version before.

    `lift[name]` turns the struct of the version before into this version's, `lower[name]` the other way round.
    A name without a step has the same struct in both, or does not exist in the one before.
    """

    structs: Mapping[str, type[Message]]
    lift: Mapping[str, Step] = field(default_factory=_nothing)
    lower: Mapping[str, Step] = field(default_factory=_nothing)


class Codec:
    """Messages to and from the `data` of an envelope, for a registry of versions. Holds tables only, no state."""

    def __init__(self, registry: Mapping[int, Version], current: int) -> None:
        self.current = current
        self.served: tuple[int, ...] = tuple(n for n in (current, current - 1) if n in registry)
        self._registry = {number: registry[number] for number in self.served}
        self._names = {struct: name for name, struct in registry[current].structs.items()}
        self._readers = {
            (number, name): Reader("data", struct)
            for number, version in self._registry.items()
            for name, struct in version.structs.items()
        }

    def type_name(self, message: Message, version: int) -> str:
        """The CloudEvents type of a current message when it is sent in `version`.

        Raises UnknownVersion when that is not served and UnknownType when the message does not exist in it.
        """
        return f"uketsuke.{self._name(message, version)}.v{version}"

    def encode(self, message: Message, version: int) -> msgspec.Raw:
        """A current message as the `data` of an envelope in `version`.

        Raises as `type_name` does, and MalformedMessage when a value is outside its bounds: better here than on the
        other side, where a durable message would be refused for ever.
        """
        name = self._name(message, version)
        if version != self.current and (step := self._registry[self.current].lower.get(name)):
            message = step(message)
        encoded = to_json(message)
        self._readers[version, name].read(encoded)
        return msgspec.Raw(encoded)

    def decode(self, type_name: str, data: msgspec.Raw) -> tuple[Message, int]:
        """The current message that `data` means and the version it came in, to be answered in the same.

        Raises UnknownType, UnknownVersion, MalformedMessage or its subclass UnknownField.
        """
        match = _TYPE.fullmatch(type_name)
        if match is None:
            raise UnknownType(type_name)
        name, version = match[1], int(match[2])
        if version not in self._registry:
            raise UnknownVersion(version, self.served)
        reader = self._readers.get((version, name))
        if reader is None:
            raise UnknownType(type_name)
        message = reader.read(data)
        if version != self.current and (step := self._registry[self.current].lift.get(name)):
            message = step(message)
        return message, version

    def _name(self, message: Message, version: int) -> str:
        if version not in self._registry:
            raise UnknownVersion(version, self.served)
        name = self._names.get(type(message))
        if name is None or name not in self._registry[version].structs:
            raise UnknownType(name or type(message).__name__)
        return name
