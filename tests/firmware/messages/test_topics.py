"""Topics: made and parsed, nothing else accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.errors import BadTopic
from firmware.messages.topics import (
    BRANCHES,
    TopicParts,
    centre_filter,
    device_filter,
    device_topic,
    parse_topic,
)

REGIONS = [f"{number:02}" for number in range(1, 48)]
DEVICES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40).filter(
    lambda name: name != "centre"
)


@given(st.sampled_from(REGIONS), DEVICES, st.sampled_from(sorted(BRANCHES)))
def test_what_is_made_is_parsed_back(region: str, device: str, branch: str) -> None:
    topic = device_topic(region, device, branch)
    assert parse_topic(topic) == TopicParts(region, device, branch)
    assert topic.count("/") <= 5


def test_the_names_that_both_sides_rely_on() -> None:
    assert device_topic("13", "demo-reader-1", "up/elig") == "uketsuke/v1/13/demo-reader-1/up/elig"
    assert device_topic("13", "demo-reader-1", "state") == "uketsuke/v1/13/demo-reader-1/state"
    assert device_filter("13", "demo-reader-1") == "uketsuke/v1/13/demo-reader-1/dn/+"
    assert centre_filter("up/elig", "elig") == "$share/elig/uketsuke/v1/+/+/up/elig"
    assert centre_filter("state") == "uketsuke/v1/+/+/state"


@pytest.mark.parametrize("region", ["", "0", "00", "48", "99", "1", "013", "１３", "+", "#", "13\n"])
def test_regions_that_do_not_exist(region: str) -> None:
    with pytest.raises(BadTopic) as caught:
        device_topic(region, "demo-reader-1", "state")
    assert caught.value.part == "region"
    with pytest.raises(BadTopic):
        device_filter(region, "demo-reader-1")


@pytest.mark.parametrize("device", ["", "centre", "+", "#", "a/b", "A", "a b", "読", "x" * 41, "a\n", "a\0"])
def test_devices_that_could_not_be_one_level(device: str) -> None:
    with pytest.raises(BadTopic) as caught:
        device_topic("13", device, "state")
    assert caught.value.part == "device"
    with pytest.raises(BadTopic):
        device_filter("13", device)


@pytest.mark.parametrize("branch", ["", "up", "up/ack", "dn/evt", "dn/+", "up/elig/x", "states", "#", "/state"])
def test_branches_that_do_not_exist(branch: str) -> None:
    with pytest.raises(BadTopic) as caught:
        device_topic("13", "demo-reader-1", branch)
    assert caught.value.part == "branch"


@pytest.mark.parametrize("branch", ["dn/elig", "dn/+", "#", "up/+", ""])
def test_the_centre_listens_to_devices_only(branch: str) -> None:
    with pytest.raises(BadTopic):
        centre_filter(branch)


@pytest.mark.parametrize("group", ["a/b", "+", "Elig", "a" * 21])
def test_groups_that_could_not_be_one_level(group: str) -> None:
    with pytest.raises(BadTopic) as caught:
        centre_filter("up/elig", group)
    assert caught.value.part == "group"


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "uketsuke",
        "uketsuke/v1/13/demo-reader-1",
        "uketsuke/v2/13/demo-reader-1/state",
        "Uketsuke/v1/13/demo-reader-1/state",
        "/uketsuke/v1/13/demo-reader-1/state",
        "uketsuke/v1/13/demo-reader-1/state/",
        "uketsuke/v1/13//state",
        "uketsuke/v1/13/demo-reader-1/up/elig/more",
        "uketsuke/v1/13/demo-reader-1/dn/+",
        "$share/elig/uketsuke/v1/13/demo-reader-1/up/elig",
        "$SYS/broker/uptime",
    ],
)
def test_foreign_topics(topic: str) -> None:
    with pytest.raises(BadTopic):
        parse_topic(topic)


@given(st.text(max_size=80))
def test_any_text_is_a_topic_or_refused(text: str) -> None:
    try:
        parts = parse_topic(text)
    except BadTopic:
        return
    assert device_topic(*parts) == text
