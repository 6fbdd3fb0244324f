"""What of all that comes down is for this device. Pure. Whether it is genuine only the reader can tell."""

import enum

from firmware.link.ipc import MAX_BODY_BYTES
from firmware.messages.errors import BadTopic
from firmware.messages.topics import DOWN, parse_topic


class Dropped(enum.Enum):
    """Why a message is not passed on."""

    RETAINED = enum.auto()
    FOREIGN = enum.auto()
    TOO_LARGE = enum.auto()


def judge(topic: str, body: bytes, retained: bool, region: str, device: str) -> str | Dropped:
    """The branch to pass the message on with, or why not.

    A retained message would come again at every reconnection, and a command with it; nothing sent to a device is
    ever meant to be retained.
    """
    if retained:
        return Dropped.RETAINED
    try:
        parts = parse_topic(topic)
    except BadTopic:
        return Dropped.FOREIGN
    if (parts.region, parts.device) != (region, device) or parts.branch not in DOWN:
        return Dropped.FOREIGN
    return Dropped.TOO_LARGE if len(body) > MAX_BODY_BYTES else parts.branch
