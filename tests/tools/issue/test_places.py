"""Demo directories that change: fresh persons, an earlier demo, somebody else's directory."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from firmware.messages.schema import RefusalReason
from tests.tools.issue.conftest import recipe
from tests.tools.issue.verdicts import NOON, verdict
from tools.central import rules
from tools.issue.demo import add_persons, make_demo
from tools.issue.errors import IssueError, PersonsInvalid, PlaceRefused
from tools.issue.persons import PersonPlan
from tools.issue.place import Place


def changeable(demo: Place, place: Path) -> Place:
    shutil.copytree(demo.root, place)
    return Place(place)


def test_fresh_persons_are_in_the_same_situation_and_share_nothing(
    demo: Place, tmp_path: Path, plans: tuple[PersonPlan, ...]
) -> None:
    place = changeable(demo, tmp_path / "state")
    profile = recipe(plans).profile
    made = add_persons(place, profile, "asagao", ["asagao-2", "asagao-3"])
    (revoked,) = add_persons(place, profile, "shikkou", ["shikkou-2"])
    assert [plan.id for plan in made] == ["asagao-2", "asagao-3"]
    everybody = place.manifest().persons
    assert len(everybody) == len(plans) + 3
    for field in ("id", "name", "kana", "address"):
        own = [getattr(plan, field) for plan in (*made, revoked)]
        assert len(set(own)) == 3
        assert not set(own) & {getattr(plan, field) for plan in plans}
    pins = [plan.pin for plan in everybody if plan.card == "my-number"]
    assert len(set(pins)) == len(pins)
    for plan in made:
        admission, _ = verdict(place, plan, NOON)
        assert isinstance(admission, rules.Admission)
        assert len(admission.items) == 2
    assert verdict(place, revoked, NOON)[0] is RefusalReason.CERTIFICATE_REVOKED
    assert json.loads(place.read("cards/labels.json"))[-1]["id"] == "shikkou-2"


def test_a_person_who_is_there_or_like_nobody_is_refused(
    demo: Place, tmp_path: Path, plans: tuple[PersonPlan, ...]
) -> None:
    place = changeable(demo, tmp_path / "state")
    profile = recipe(plans).profile
    for like, new in (("asagao", "hinata"), ("nobody", "x"), ("asagao", "asagao")):
        with pytest.raises(PersonsInvalid):
            add_persons(place, profile, like, [new])
    with pytest.raises(PlaceRefused):
        add_persons(Place(tmp_path / "empty"), profile, "asagao", ["x"])


def test_another_directory_is_never_cleared(tmp_path: Path, plans: tuple[PersonPlan, ...]) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    (tmp_path / "ca").mkdir()
    with pytest.raises(PlaceRefused, match="not made by this tool"):
        make_demo(Place(tmp_path), recipe(plans), lambda text: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca", "thesis.txt"]


def test_an_earlier_demo_is_replaced_whole(
    demo: Place, tmp_path: Path, plans: tuple[PersonPlan, ...], key_pool: Sequence[rsa.RSAPrivateKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    place = changeable(demo, tmp_path / "state")
    (place.root / "central/register.sqlite").write_text("old")
    before = place.read("central/nonce.key")
    monkeypatch.setattr("tools.issue.demo.new_rsa_keys", lambda count: islice(cycle(key_pool), count))
    make_demo(place, recipe(plans[:1]), lambda text: None)
    assert not (place.root / "central/register.sqlite").exists()
    assert place.read("central/nonce.key") != before
    assert sorted(path.name for path in (place.root / "cards").iterdir()) == ["asagao.card", "labels.json"]


@pytest.mark.parametrize(("region", "device"), [("48", "demo-reader-1"), ("13", "Demo/1"), ("13", "centre")])
def test_a_place_that_a_topic_cannot_name_is_refused(
    tmp_path: Path, plans: tuple[PersonPlan, ...], region: str, device: str
) -> None:
    with pytest.raises(IssueError):
        make_demo(Place(tmp_path / "x"), replace(recipe(plans), region=region, device=device), lambda text: None)
    assert not (tmp_path / "x").exists()
