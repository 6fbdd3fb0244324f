"""The base of what can happen to a visit."""

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="event", forbid_unknown_fields=True):
    """Base of all events."""
