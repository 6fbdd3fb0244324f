"""A whole demo without its most expensive part: keys come from a small pool that is made once."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hal.card.profile import load_profile
from tools.issue.data import data_text
from tools.issue.demo import Recipe, make_demo
from tools.issue.keys import new_rsa_pem, rsa_from_pem
from tools.issue.persons import PersonPlan, read_persons
from tools.issue.place import Place

DAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def key_pool() -> Sequence[rsa.RSAPrivateKey]:
    """Two authentication authorities must differ; the rest may share."""
    return [rsa_from_pem(new_rsa_pem()) for _ in range(3)]


@pytest.fixture(scope="session")
def plans() -> tuple[PersonPlan, ...]:
    return read_persons(data_text("persons/demo.toml"), "persons/demo.toml")


@pytest.fixture(scope="session")
def demo(
    key_pool: Sequence[rsa.RSAPrivateKey], plans: tuple[PersonPlan, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """Shared: no test changes it."""
    place = Place(tmp_path_factory.mktemp("issued") / "state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tools.issue.demo.new_rsa_keys", lambda count: islice(cycle(key_pool), count))
        make_demo(place, recipe(plans), lambda text: None)
        yield place


def recipe(plans: tuple[PersonPlan, ...], day: date = DAY) -> Recipe:
    return Recipe(
        day=day,
        device="demo-reader-1",
        region="13",
        broker_port=8883,
        policy=data_text("policies/eligibility.toml"),
        profile=load_profile(data_text("cards/my-number-2016.toml")),
        persons=plans,
    )
