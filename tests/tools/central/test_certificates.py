"""Every certificate that must not open anything, and the ones that must."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.central.world import HOLDER, NOW, SERIAL, anchors_of, authority_of
from tools.central.anchors import Anchors, load_anchors
from tools.central.certificates import AUTHENTICATION_POLICIES, check_signature, examine
from tools.central.errors import CertificateNotTrusted, ConfigurationError, SignatureWrong
from tools.issue.authorities import Authority, authority_name, key_usage, new_authority
from tools.issue.certificates import new_certificate

Keys = Sequence[rsa.RSAPrivateKey]
FIRST, LAST = NOW - timedelta(days=400), NOW + timedelta(days=900)
Change = Callable[[x509.CertificateBuilder], x509.CertificateBuilder]


def made(authority: Authority, keys: Keys, first: datetime = FIRST, last: datetime = LAST) -> bytes:
    return new_certificate(authority, keys[0], HOLDER, SERIAL, first, last).public_bytes(Encoding.DER)


def refused(der: bytes, anchors: Anchors) -> str:
    with pytest.raises(CertificateNotTrusted) as caught:
        examine(der, anchors, NOW)
    return caught.value.why


def built(authority: Authority, keys: Keys, **changes: object) -> bytes:
    """A certificate like those of the demo, with single parts exchanged (None leaves one out)."""
    parts: dict[str, object] = {
        "usage": key_usage(authority=False, commitment=False),
        "policies": policies(AUTHENTICATION_POLICIES["demo"]),
        "issuer": x509.AuthorityKeyIdentifier(bytes.fromhex(authority.aki), None, None),
        "extra": None,
        "subject": holder_name(),
        "key": keys[0].public_key(),
        "signer": authority.key,
    }
    parts |= changes
    builder = (
        x509.CertificateBuilder()
        .subject_name(parts["subject"])  # type: ignore[arg-type]  # a test may exchange any part
        .issuer_name(authority.certificate.subject)
        .public_key(parts["key"])  # type: ignore[arg-type]  # as above
        .serial_number(SERIAL)
        .not_valid_before(FIRST)
        .not_valid_after(LAST)
    )
    for name, critical in (("usage", True), ("policies", True), ("issuer", False), ("extra", True)):
        value = parts[name]
        if isinstance(value, x509.ExtensionType):
            builder = builder.add_extension(value, critical=critical)
    signer = parts["signer"]
    assert isinstance(signer, rsa.RSAPrivateKey)
    return builder.sign(signer, SHA256()).public_bytes(Encoding.DER)


def policies(oid: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None)])


def holder_name(*more: x509.NameAttribute) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "JP")
    return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, HOLDER), *more])


def test_a_card_of_the_configured_authority_is_taken(authority: Authority, rsa_keys: Keys) -> None:
    found = examine(made(authority, rsa_keys), anchors_of(authority), NOW)
    assert (found.name.aki, found.name.serial, found.not_after) == (authority.aki, f"{SERIAL:x}", LAST)
    assert examine(built(authority, rsa_keys), anchors_of(authority), NOW).name == found.name


def test_a_certificate_past_its_end_is_examined_all_the_same(authority: Authority, rsa_keys: Keys) -> None:
    past = NOW - timedelta(days=30)
    found = examine(made(authority, rsa_keys, last=past), anchors_of(authority), NOW)
    assert found.not_after == past


def test_generations_with_one_name_are_told_apart_by_key_identifier(authority: Authority, rsa_keys: Keys) -> None:
    older = authority_of(rsa_keys[2], years=(-11, -1))
    assert older.certificate.subject == authority.certificate.subject
    issued = made(older, rsa_keys, first=NOW - timedelta(days=800))
    assert examine(issued, anchors_of(authority, older), NOW).name.aki == older.aki
    assert refused(issued, anchors_of(authority)) == "unknown_authority"


def test_an_older_generation_proves_nothing_that_it_signed_after_its_end(authority: Authority, rsa_keys: Keys) -> None:
    older = authority_of(rsa_keys[2], years=(-11, -1))
    issued = made(older, rsa_keys, first=NOW - timedelta(days=10))
    assert refused(issued, anchors_of(authority, older)) == "issued_outside_authority_time"


def test_a_stranger_with_the_name_and_key_identifier_of_the_authority_is_refused(
    authority: Authority, rsa_keys: Keys
) -> None:
    issued = built(authority, rsa_keys, signer=rsa_keys[3])
    assert refused(issued, anchors_of(authority)) == "not_issued_by_authority"


def test_a_foreign_authority_is_refused(authority: Authority, rsa_keys: Keys) -> None:
    foreign = authority_of(rsa_keys[3])
    assert refused(made(foreign, rsa_keys), anchors_of(authority)) == "unknown_authority"


def test_a_signature_certificate_is_refused(rsa_keys: Keys) -> None:
    # The two authorities have the same key here, so that only the use tells them apart.
    signing = new_authority("signature", rsa_keys[1], 1, NOW - timedelta(days=2000), NOW + timedelta(days=2000))
    assert refused(made(signing, rsa_keys), anchors_of(signing)) == "wrong_key_usage"


EXCHANGED = [
    ({"usage": None}, "use_not_stated"),
    ({"usage": key_usage(authority=False, commitment=True)}, "wrong_key_usage"),
    ({"usage": key_usage(authority=True, commitment=False)}, "wrong_key_usage"),
    ({"policies": None}, "use_not_stated"),
    ({"policies": policies("1.2.392.200149.8.5.1.0.20")}, "wrong_policy"),
    ({"policies": policies(AUTHENTICATION_POLICIES["production"])}, "wrong_policy"),
    ({"issuer": None}, "malformed"),
    ({"extra": x509.InhibitAnyPolicy(0)}, "unknown_critical_extension"),
    ({"extra": x509.BasicConstraints(ca=True, path_length=None)}, "is_an_authority"),
    ({"subject": holder_name(x509.NameAttribute(NameOID.GIVEN_NAME, "x"))}, "wrong_holder_name"),
    ({"key": ec.generate_private_key(ec.SECP256R1()).public_key()}, "weak_key"),
]


@pytest.mark.parametrize(("changes", "why"), EXCHANGED, ids=[why for _, why in EXCHANGED])
def test_a_certificate_for_another_use_is_refused(
    authority: Authority, rsa_keys: Keys, changes: dict[str, object], why: str
) -> None:
    assert refused(built(authority, rsa_keys, **changes), anchors_of(authority)) == why


def test_a_short_key_is_refused(authority: Authority, rsa_keys: Keys) -> None:
    short = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505  a weak key is what is tested
    assert refused(built(authority, rsa_keys, key=short), anchors_of(authority)) == "weak_key"


def test_a_certificate_of_tomorrow_is_refused(authority: Authority, rsa_keys: Keys) -> None:
    issued = made(authority, rsa_keys, first=NOW + timedelta(hours=1))
    assert refused(issued, anchors_of(authority)) == "not_yet_valid"


@pytest.fixture(scope="module")
def good(authority: Authority, rsa_keys: Keys) -> bytes:
    return built(authority, rsa_keys)


def spoilt(good: bytes, place: int, change: int) -> bytes:
    damaged = bytearray(good)
    damaged[place] ^= change
    return bytes(damaged)


def harmless(good: bytes, place: int) -> bool:
    """The count of unused bits before the 256 bytes of the signature: 1 says the same where the last bit is 0."""
    return place == len(good) - 257


@given(data=st.data())
def test_a_damaged_certificate_never_does_more_than_be_refused(
    data: st.DataObject, authority: Authority, good: bytes
) -> None:
    place = data.draw(st.integers(0, len(good) - 1).filter(lambda place: not harmless(good, place)))
    with pytest.raises(CertificateNotTrusted):
        examine(spoilt(good, place, data.draw(st.integers(1, 255))), anchors_of(authority), NOW)


@pytest.mark.prove
def test_every_change_of_one_byte_of_a_certificate_is_refused(
    authority: Authority, rsa_keys: Keys, record_property: Callable[[str, object], None]
) -> None:
    der, anchors = made(authority, rsa_keys), anchors_of(authority)
    places = [place for place in range(len(der)) if not harmless(der, place)]
    for place in places:
        for change in range(1, 256):
            with pytest.raises(CertificateNotTrusted):
                examine(spoilt(der, place, change), anchors, NOW)
    record_property("proof", f"{len(places) * 255} changes of {len(places)} bytes, 0 accepted (all, no seed)")


@given(st.binary(max_size=64))
def test_bytes_that_are_no_certificate_are_refused(data: bytes) -> None:
    with pytest.raises(CertificateNotTrusted):
        examine(data, Anchors("demo", {}), NOW)


def test_signatures_of_rsa_cards(rsa_keys: Keys) -> None:
    signature = rsa_keys[0].sign(b"challenge", padding.PKCS1v15(), SHA256())
    check_signature(rsa_keys[0].public_key(), signature, b"challenge")
    for key, sent, message in (
        (rsa_keys[3], signature, b"challenge"),
        (rsa_keys[0], signature, b"Challenge"),
        (rsa_keys[0], signature[:-1], b"challenge"),
        (rsa_keys[0], b"", b"challenge"),
    ):
        with pytest.raises(SignatureWrong):
            check_signature(key.public_key(), sent, message)


def test_signatures_of_the_next_cards() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    signature = key.sign(b"challenge", ec.ECDSA(SHA384()))
    check_signature(key.public_key(), signature, b"challenge")
    for sent, message in ((signature, b"Challenge"), (signature[:-1], b"challenge"), (b"", b"challenge")):
        with pytest.raises(SignatureWrong):
            check_signature(key.public_key(), sent, message)


def written(path: Path, authority: Authority) -> Path:
    path.write_bytes(authority.pem())
    return path


def test_a_demo_anchor_is_refused_by_a_production_centre_and_a_real_one_by_a_demo(
    authority: Authority, rsa_keys: Keys, tmp_path: Path
) -> None:
    demo = written(tmp_path / "demo.pem", authority)
    real = tmp_path / "real.pem"
    real.write_bytes(renamed(rsa_keys[1], "JPKI"))
    assert load_anchors([demo], "demo").by_identifier.keys() == {authority.aki}
    assert len(load_anchors([real], "production").by_identifier) == 1
    with pytest.raises(ConfigurationError, match="not a production anchor"):
        load_anchors([demo], "production")
    with pytest.raises(ConfigurationError, match="not a demo anchor"):
        load_anchors([real], "demo")


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_the_official_test_authority_is_no_anchor(rsa_keys: Keys, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "test.pem"
    path.write_bytes(renamed(rsa_keys[1], "JPKI-TEST"))
    with pytest.raises(ConfigurationError, match=f"not a {mode} anchor"):
        load_anchors([path], "demo" if mode == "demo" else "production")


def test_a_holders_certificate_or_no_certificate_is_no_anchor(
    authority: Authority, rsa_keys: Keys, tmp_path: Path
) -> None:
    holder, text = tmp_path / "holder.pem", tmp_path / "text.pem"
    certificate = x509.load_der_x509_certificate(made(authority, rsa_keys))
    holder.write_bytes(certificate.public_bytes(Encoding.PEM))
    text.write_text("not a certificate")
    for path in (holder, text, tmp_path / "missing.pem"):
        with pytest.raises(ConfigurationError):
            load_anchors([path], "demo")


def renamed(key: rsa.RSAPrivateKey, organisation: str) -> bytes:
    """An authority's certificate with another organisation in its name."""
    attributes = [
        x509.NameAttribute(one.oid, organisation) if one.oid == NameOID.ORGANIZATION_NAME else one
        for one in authority_name("authentication")
    ]
    name = x509.Name(attributes)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(FIRST).not_valid_after(LAST)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(key_usage(authority=True, commitment=False), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
