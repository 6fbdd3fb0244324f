"""Makes everything that a demo needs, and fresh persons for it later."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa

from firmware.messages.errors import BadTopic
from firmware.messages.topics import device_topic
from hal.card.profile import CardProfile
from hal.virtual.card.files import save_card
from tools.issue.cards import MadeCard, has_certificate, make_card
from tools.issue.errors import IssueError, PersonsInvalid
from tools.issue.identity import fresh
from tools.issue.keys import new_rsa_keys
from tools.issue.network import CENTRAL_CLIENT, make_central, make_network, make_reader, span_of
from tools.issue.persons import PersonPlan, has_pin
from tools.issue.place import Manifest, Place
from tools.issue.registry import CertificateRecord, PersonRecord, person_record
from tools.issue.terminal import TERMINAL_KEYS, make_terminal
from tools.issue.vault import KEYS_NEEDED, Vault, keep_vault, new_vault, open_vault

# Cards of other kinds are nobody's insurance card; the centre has never heard of their holders.
_KNOWN_TO_CENTRE = ("my-number", "face", "no-certificate")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a demo is made of: texts and numbers, all paths resolved by the caller."""

    day: date
    device: str
    region: str
    broker_port: int
    policy: str
    profile: CardProfile
    persons: tuple[PersonPlan, ...]


class Label(msgspec.Struct, frozen=True):
    """What the panel and scripts say about a card; holds the PIN, because a newcomer has to type it."""

    id: str
    kind: str
    card: str
    title_ja: str
    title_en: str
    name: str
    pin: str

    def __repr__(self) -> str:
        return f"<Label {self.id}>"


def make_demo(place: Place, recipe: Recipe, say: Callable[[str], None]) -> None:
    """Fill an empty or earlier demo directory. `say` is told what is being done. Raises IssueError, OSError."""
    try:
        device_topic(recipe.region, recipe.device, "state")
    except BadTopic as error:
        raise IssueError(
            f"the reader's {error.part} cannot be used: regions are 01 to 47, ids a-z, 0-9 and -"
        ) from error
    if recipe.device == CENTRAL_CLIENT:
        # The broker knows its clients by the names in their certificates: this reader would get the centre's rights.
        raise IssueError(f"the reader cannot be called {CENTRAL_CLIENT}: the centre is; choose another id")
    place.clear()
    own_keys = sum(has_certificate(plan) for plan in recipe.persons)
    all_keys = KEYS_NEEDED + TERMINAL_KEYS + own_keys
    say(f"RSA keys: {all_keys}")
    keys = iter(list(new_rsa_keys(all_keys)))
    say("authorities, broker, centre, reader")
    vault = new_vault(recipe.day, keys)
    keep_vault(vault, place)
    span = span_of(recipe.day)
    network = make_network(place, span)
    make_central(place, network, span, recipe.policy, recipe.broker_port)
    make_terminal(place, vault.keys["terminal-root"], next(keys))
    make_reader(place, network, recipe.device, recipe.region)
    manifest = Manifest(recipe.day, recipe.device, recipe.region, ())
    say(f"cards: {len(recipe.persons)}")
    _add(place, manifest, vault, recipe.profile, recipe.persons, keys)


def add_persons(place: Place, profile: CardProfile, like: str, new_ids: Iterable[str]) -> tuple[PersonPlan, ...]:
    """Make fresh persons in the situation of an earlier one. Raises IssueError, OSError.

    The centre takes them in at its next request; the panel finds the card files at its next look.
    """
    manifest, vault = place.manifest(), open_vault(place)
    taken = {plan.id: plan for plan in manifest.persons}
    if like not in taken:
        raise PersonsInvalid(like, f"is nobody of this demo; there are {', '.join(sorted(taken))}")
    made: list[PersonPlan] = []
    for new_id in new_ids:
        if new_id in taken:
            raise PersonsInvalid(new_id, "is somebody of this demo already; choose another id")
        plan = msgspec.convert(msgspec.to_builtins(fresh(taken[like], new_id, tuple(taken.values()))), PersonPlan)
        taken[new_id] = plan
        made.append(plan)
    keys = new_rsa_keys(sum(has_certificate(plan) for plan in made))
    _add(place, manifest, vault, profile, tuple(made), keys)
    return tuple(made)


def _add(
    place: Place,
    manifest: Manifest,
    vault: Vault,
    profile: CardProfile,
    plans: tuple[PersonPlan, ...],
    keys: Iterator[rsa.RSAPrivateKey],
) -> None:
    """Cards first, the manifest last: what stands in the manifest is complete."""
    office = vault.office(manifest.date, profile)
    known = _known_before(place, manifest)
    revoked = _revoked_before(place, manifest)
    for plan in plans:
        made = make_card(plan, office, next(keys) if has_certificate(plan) else None)
        _keep_card(place, plan, made)
        if plan.card in _KNOWN_TO_CENTRE:
            certificates = () if made.certificate is None else (made.certificate,)
            known.append(person_record(plan, manifest.date, certificates))
        if plan.revoked and made.certificate is not None:
            _revoke(revoked, made.certificate)
    persons = manifest.persons + plans
    place.write_json("ca/revoked.json", revoked)
    place.write_json("persons.json", known, secret=True)
    place.write_json("cards/labels.json", [_label(plan) for plan in persons], secret=True)
    place.keep_manifest(msgspec.structs.replace(manifest, persons=persons))


def _keep_card(place: Place, plan: PersonPlan, made: MadeCard) -> None:
    path = place.root / "cards" / f"{plan.id}.card"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    save_card(path, made.contents, made.counters)


def _known_before(place: Place, manifest: Manifest) -> list[PersonRecord]:
    if not manifest.persons:
        return []
    return msgspec.json.decode(place.read("persons.json"), type=list[PersonRecord])


def _revoked_before(place: Place, manifest: Manifest) -> dict[str, list[str]]:
    if not manifest.persons:
        return {}
    return msgspec.json.decode(place.read("ca/revoked.json"), type=dict[str, list[str]])


def _revoke(revoked: dict[str, list[str]], certificate: CertificateRecord) -> None:
    revoked.setdefault(certificate.aki, []).append(certificate.serial)


def _label(plan: PersonPlan) -> Label:
    pin = plan.pin if has_pin(plan) else ""
    return Label(plan.id, plan.kind, plan.card, plan.title_ja, plan.title_en, plan.name, pin)
