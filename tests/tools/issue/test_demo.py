"""What a demo directory holds, and that the rest of the product takes it."""

import hashlib
import json
import stat
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from firmware.japan import JAPAN, day_in_japan
from firmware.messages.envelope import CENTRE
from firmware.messages.keys import DecryptionKey, SigningKey, VerifyingKey
from firmware.messages.keyset import open_keyset
from firmware.messages.schema import Notice, RefusalReason, Validity
from hal.card import names, tlv
from hal.virtual.card.files import load_card, read_card_file
from tests.tools.issue.conftest import DAY, recipe
from tests.tools.issue.verdicts import NOON, verdict
from tools.central import rules
from tools.central.anchors import load_anchors
from tools.central.policy import load_policy
from tools.central.register import load_devices, load_persons
from tools.central.revocation import load_revoked
from tools.central.settings import load_settings
from tools.issue.demo import make_demo
from tools.issue.persons import PersonPlan
from tools.issue.place import Place

LAYOUT = [
    "ca/jpki-auth-ca-old.pem", "ca/jpki-auth-ca.pem", "ca/jpki-sign-ca.pem", "ca/keyset-root.pem", "ca/keyset.jws",
    "ca/revoked.json", "ca/tls-ca.pem", "ca/municipality/demo-root.pem", "ca/terminal-root.pem",
    "central/terminal.cv", "central/terminal.key", "central/terminal.toml",
    "broker/server.key", "broker/server.pem", "cards/labels.json",
    "central/central.toml", "central/decryption.pem", "central/nonce.key", "central/policy.toml",
    "central/signing.pem", "central/tls.key", "central/tls.pem", "persons.json",
    "readers/demo-reader-1/decryption.pem", "readers/demo-reader-1/device.json",
    "readers/demo-reader-1/signing.pem", "readers/demo-reader-1/tls.key", "readers/demo-reader-1/tls.pem",
]  # fmt: skip


def test_everything_is_where_it_is_looked_for(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    for name in (*LAYOUT, *(f"cards/{plan.id}.card" for plan in plans)):
        assert (demo.root / name).is_file(), name


def test_private_things_are_their_owners_alone(demo: Place) -> None:
    private = [path for path in demo.root.rglob("*") if path.suffix in (".key", ".card") or "private" in path.parts]
    private += [demo.root / name for name in ("persons.json", "issued.json", "cards/labels.json")]
    private += [demo.root / "readers/demo-reader-1/signing.pem", demo.root / "central/decryption.pem"]
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_the_centre_reads_all_of_it(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    settings = load_settings(demo.root / "central/central.toml")
    assert settings.mode == "demo"
    assert len(load_anchors(settings.anchors, "demo").by_identifier) == 2
    assert {person.id for person in load_persons(settings.persons)} <= {plan.id for plan in plans}
    (device,) = load_devices(settings.devices)
    assert (device.device, device.region) == ("demo-reader-1", "13")
    assert len(settings.challenge_key.read_bytes()) == 32
    load_policy(settings.policy)
    load_revoked(settings.revoked)


def test_the_keyset_is_signed_and_names_the_centres_keys(demo: Place) -> None:
    anchor = demo.read("ca/keyset-root.pem")
    assert b"JPKI-DEMO" in anchor, "a reader in production refuses it by this mark"
    root = VerifyingKey.from_pem(anchor, "root")
    keyset = open_keyset(demo.read("ca/keyset.jws"), root, 0)
    signing = SigningKey.from_pem(demo.read("central/signing.pem"), CENTRE)
    decryption = DecryptionKey.from_pem(demo.read("central/decryption.pem"), CENTRE)
    assert set(keyset.verifying(NOON)) == {signing.kid}
    assert keyset.encryption(NOON).kid == decryption.kid


def test_network_certificates_name_their_owner_and_are_good_on_the_day(demo: Place) -> None:
    authority = x509.load_pem_x509_certificate(demo.read("ca/tls-ca.pem"))
    for name, owner in (("broker/server", "localhost"), ("central/tls", "central")):
        certificate = x509.load_pem_x509_certificate(demo.read(f"{name}.pem"))
        certificate.verify_directly_issued_by(authority)
        assert certificate.subject.rfc4514_string() == f"CN={owner}"
        assert certificate.not_valid_before_utc < NOON < certificate.not_valid_after_utc
    link = x509.load_pem_x509_certificate(demo.read("readers/demo-reader-1/tls.pem"))
    assert link.subject.rfc4514_string() == "CN=demo-reader-1"


def test_the_cards_certificate_has_the_real_profile_and_size(demo: Place) -> None:
    der = read_card_file(demo.root / "cards/asagao.card").contents.auth_certificate
    assert 1500 <= len(der) <= 1750
    certificate = x509.load_der_x509_certificate(der)
    assert certificate.subject.rfc4514_string().endswith(",C=JP")
    assert certificate.issuer.rfc4514_string().count("JPKI-DEMO") == 1
    critical = {extension.oid._name for extension in certificate.extensions if extension.critical}
    assert critical == {"keyUsage", "certificatePolicies"}
    assert "extendedKeyUsage" not in {extension.oid._name for extension in certificate.extensions}
    for private in ("架空橋".encode(), "朝顔".encode(), b"19740718", b"740718"):
        assert private not in der


# What the centre says to each person who has a certificate: kind → refusal, or registered, validity, ratio, limit.
CERTIFIED = {
    "ordinary": (True, Validity.VALID, 30, None),
    "under-40": (True, Validity.VALID, 30, None),
    "forty-today": (True, Validity.VALID, 30, None),
    "late-elderly": (True, Validity.VALID, 10, "B10"),
    "elderly": (True, Validity.VALID, 20, "B04"),
    "limit": (True, Validity.VALID, 30, "A03"),
    "child": (True, Validity.VALID, 20, None),
    "unregistered": (False, Validity.VALID, 30, None),
    "lost": (True, Validity.INVALID, None, None),
    "lost-new-exists": (True, Validity.INVALID_NEW_EXISTS, None, None),
    "not-found": (True, Validity.NOT_FOUND, None, None),
    "expired": RefusalReason.CERTIFICATE_EXPIRED,
    "in-grace": (True, Validity.VALID, 30, None),
    "expires-soon": (True, Validity.VALID, 30, None),
    "revoked": RefusalReason.CERTIFICATE_REVOKED,
    "protected": RefusalReason.CANNOT_BE_USED,
    "pin-locked": (True, Validity.VALID, 30, None),
    "one-try-left": (True, Validity.VALID, 30, None),
    "face-card": (True, Validity.VALID, 10, None),
    "no-photo": (True, Validity.VALID, 20, None),
    "photo-damaged": (True, Validity.VALID, 30, None),
}
ITEMS = {
    "under-40": 1,
    "unregistered": 0,
    "in-grace": 0,
    "child": 1,
    "no-photo": 1,
    "photo-damaged": 1,
    "lost": 1,
    "lost-new-exists": 1,
    "one-try-left": 1,
}
NOTICES = {
    "in-grace": {Notice.CERTIFICATE_IN_GRACE},
    "expires-soon": {Notice.CERTIFICATE_EXPIRES_SOON},
}


def check_kinds(place: Place, plans: Iterable[PersonPlan], now: datetime) -> None:
    seen = set()
    policy = load_policy(place.root / "central/policy.toml")
    for plan in plans:
        if plan.card not in ("my-number", "face"):
            continue
        seen.add(plan.kind)
        expected = CERTIFIED[plan.kind]
        admission, holder = verdict(place, plan, now)
        if isinstance(expected, RefusalReason):
            assert admission is expected, plan.kind
            continue
        assert isinstance(admission, rules.Admission), plan.kind
        assert holder is not None
        assert admission.registered is expected[0], plan.kind
        assert len(admission.items) == ITEMS.get(plan.kind, 2), plan.kind
        assert set(admission.notices) == NOTICES.get(plan.kind, set()), plan.kind
        answer = rules.reader_answer(holder, (), day_in_japan(now), policy)
        assert (answer.validity, answer.ratio, answer.limit) == expected[1:], plan.kind
    assert seen == set(CERTIFIED)


def test_every_person_is_what_the_list_says(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    check_kinds(demo, plans, NOON)


@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 31), date(2028, 2, 29)],
)
def test_every_person_is_that_on_every_day(
    day: date,
    plans: tuple[PersonPlan, ...],
    key_pool: Sequence[rsa.RSAPrivateKey],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tools.issue.demo.new_rsa_keys", lambda count: islice(cycle(key_pool), count))
    # The pictures are not what is tested here, and take most of the time.
    monkeypatch.setattr("tools.issue.cards.photo_of", lambda plan: b"photo")
    monkeypatch.setattr("tools.issue.cards.text_image", lambda text, size: b"picture")
    place = Place(tmp_path / "state")
    make_demo(place, recipe(plans, day), lambda text: None)
    check_kinds(place, plans, datetime.combine(day, datetime.min.time(), JAPAN) + timedelta(hours=12))


def test_the_cards_are_of_their_kinds(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    kinds = {plan.kind: read_card_file(demo.root / f"cards/{plan.id}.card") for plan in plans}
    assert kinds["no-certificate"].contents.auth_certificate == b""
    assert kinds["no-certificate"].contents.surface is not None
    assert kinds["pin-locked"].counters.auth_pin == 0
    assert kinds["one-try-left"].counters.auth_pin == 1
    assert kinds["ordinary"].counters.auth_pin == 3
    assert kinds["face-card"].contents.sign_certificate == b""
    assert (kinds["face-card"].counters.auth_pin, kinds["face-card"].counters.sign_password) == (0, 0)
    assert [kinds[kind].contents.kind for kind in ("old-resident-card", "licence", "phone", "other")] == [
        "juki", "licence", "phone", "felica",
    ]  # fmt: skip
    for plan in plans:
        load_card(demo.root / f"cards/{plan.id}.card").power_on()


def test_a_cards_surface_holds_the_photo_and_is_signed_by_its_municipality(demo: Place) -> None:
    surface = read_card_file(demo.root / "cards/asagao.card").contents.surface
    assert surface is not None
    parts = {part.tag: part for part in tlv.parse(tlv.read(surface.face).value)}
    photo = parts[names.FaceTag.PHOTO].value
    assert photo.startswith(b"\x00\x00\x00\x0cjP  ")
    assert 5000 <= len(surface.face) <= 15000
    assert parts[names.FaceTag.BIRTH_DATE].value == b"19740718"
    assert surface.number_b.startswith("490718")
    key = load_pem_private_key(demo.read("ca/private/municipality.key"), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.public_key().public_numbers()
    block = pow(int.from_bytes(parts[names.FaceTag.SIGNATURE].value, "big"), numbers.e, numbers.n).to_bytes(256, "big")
    assert block.endswith(hashlib.sha256(parts[names.FaceTag.PHOTO].raw).digest())


def test_no_card_has_a_number_that_could_be_somebodys(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    for plan in plans:
        surface = read_card_file(demo.root / f"cards/{plan.id}.card").contents.surface
        if surface is not None:
            assert len(surface.number_a) == 12
            assert int(surface.number_a[-1]) != check_digit(surface.number_a[:-1])


def check_digit(number: str) -> int:
    """Of a My Number (行政手続における特定の個人を識別するための番号の利用等に関する法律施行令)."""
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def test_persons_differ_in_all_that_is_searched_for(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    photos = set()
    for plan in plans:
        surface = read_card_file(demo.root / f"cards/{plan.id}.card").contents.surface
        if surface is not None:
            photos.add(hashlib.sha256(surface.face).hexdigest())
    assert len(photos) == sum(plan.card in ("my-number", "face", "no-certificate") for plan in plans)
    for field in ("id", "kind", "name"):
        assert len({getattr(plan, field) for plan in plans}) == len(plans)
    assert len(plans) >= 18


def test_labels_are_what_the_panel_shows(demo: Place, plans: tuple[PersonPlan, ...]) -> None:
    labels = json.loads(demo.read("cards/labels.json"))
    assert [label["id"] for label in labels] == [plan.id for plan in plans]
    assert labels[0] == {
        "id": "asagao",
        "kind": "ordinary",
        "card": "my-number",
        "title_ja": "ふつうの受診（3割）",
        "title_en": "ordinary visit, pays 30 %",
        "name": "架空橋 朝顔",
        "pin": "4827",
    }


def test_an_authoritys_signature_is_its_own(demo: Place) -> None:
    current = x509.load_pem_x509_certificate(demo.read("ca/jpki-auth-ca.pem"))
    older = x509.load_pem_x509_certificate(demo.read("ca/jpki-auth-ca-old.pem"))
    assert current.subject == older.subject
    assert older.not_valid_after_utc < NOON < current.not_valid_after_utc
    key = older.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(older.signature, older.tbs_certificate_bytes, padding.PKCS1v15(), SHA256())
    assert DAY.isoformat() in demo.read("issued.json").decode()
