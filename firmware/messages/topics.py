"""Topics: where a message travels. Six levels at most; the region stands first so that a fleet can be split by it.

- `uketsuke/v1/{region}/{device}/up/{elig|evt|cmd|job|cfg}`: device → centre, sealed
- `uketsuke/v1/{region}/{device}/dn/{elig|ack|cmd|job|cfg}`: centre → device, sealed
- `uketsuke/v1/{region}/{device}/{state|info|tel}`: in clear, no personal data
"""

import re
from typing import NamedTuple

from firmware.messages.envelope import CENTRE
from firmware.messages.errors import BadTopic

ROOT = "uketsuke/v1"
UP = frozenset({"up/elig", "up/evt", "up/cmd", "up/job", "up/cfg"})
DOWN = frozenset({"dn/elig", "dn/ack", "dn/cmd", "dn/job", "dn/cfg"})
CLEAR = frozenset({"state", "info", "tel"})
BRANCHES = UP | DOWN | CLEAR

# Prefecture codes of JIS X 0401.
_REGION = re.compile(r"0[1-9]|[123][0-9]|4[0-7]")
_DEVICE = re.compile(r"[a-z0-9-]{1,40}")
_GROUP = re.compile(r"[a-z]{1,20}")


class TopicParts(NamedTuple):
    """What a topic says. Who really sent the message says only its signature."""

    region: str
    device: str
    branch: str


def device_topic(region: str, device: str, branch: str) -> str:
    """The topic of one branch of one device; raises BadTopic for parts that are not allowed."""
    _check(region, device)
    if branch not in BRANCHES:
        raise BadTopic("branch", branch)
    return f"{ROOT}/{region}/{device}/{branch}"


def device_filter(region: str, device: str) -> str:
    """The one filter a device subscribes to; raises BadTopic."""
    _check(region, device)
    return f"{ROOT}/{region}/{device}/dn/+"


def centre_filter(branch: str, group: str = "") -> str:
    """What the centre subscribes to: one branch of all devices, shared within `group` unless that is empty.

    Only what devices send (up and clear branches) can be asked for; raises BadTopic otherwise.
    """
    if branch not in UP | CLEAR:
        raise BadTopic("branch", branch)
    if not group:
        return f"{ROOT}/+/+/{branch}"
    if not _GROUP.fullmatch(group):
        raise BadTopic("group", group)
    return f"$share/{group}/{ROOT}/+/+/{branch}"


def parse_topic(topic: str) -> TopicParts:
    """The parts of a topic; raises BadTopic for anything that `device_topic` would not make."""
    levels = topic.split("/", 4)
    if len(levels) != 5 or "/".join(levels[:2]) != ROOT:
        raise BadTopic("root", topic)
    region, device, branch = levels[2:]
    _check(region, device)
    if branch not in BRANCHES:
        raise BadTopic("branch", branch)
    return TopicParts(region, device, branch)


def _check(region: str, device: str) -> None:
    if not _REGION.fullmatch(region):
        raise BadTopic("region", region)
    if device == CENTRE or not _DEVICE.fullmatch(device):
        raise BadTopic("device", device)
