"""Certificates for demo cards, after the profile of the real ones (about 1.6 kB of DER)."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tools.issue.authorities import (
    ORGANISATION,
    Authority,
    Purpose,
    alternative_name,
    key_identifier,
    key_usage,
    unit_name,
)

# Policies of the test hierarchy (1.2.392.200149.8.5.1.0.x); the real ones are ...1.3.30 and ...1.1.20.
_POLICIES: dict[Purpose, str] = {
    "authentication": "1.2.392.200149.8.5.1.0.30",
    "signature": "1.2.392.200149.8.5.1.0.20",
}
_STATEMENT = "https://uketsuke.example/demo-cps.html"
_NOTICE = "デモ用の証明書です。実在の人・機関とは関係がなく、何の証明にもなりません。"
# No municipality has this code; the real profile puts code and "003A" at the end of the holder's name.
DEMO_MUNICIPALITY = "13999"
_PREFECTURE = "Tokyo-to"
_MUNICIPALITY_NAME = "Mihon-shi"


def new_certificate(
    authority: Authority,
    key: rsa.RSAPrivateKey,
    holder: str,
    serial: int,
    not_before: datetime,
    not_after: datetime,
) -> x509.Certificate:
    """A holder's certificate. `holder` is the 14-character number inside the name; no person's name is in it."""
    commitment = authority.purpose == "signature"
    builder = (
        x509.CertificateBuilder()
        .subject_name(_holder_name(holder))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(key_usage(authority=False, commitment=commitment), critical=True)
        .add_extension(_policies(authority.purpose), critical=True)
        .add_extension(x509.IssuerAlternativeName(alternative_name()), critical=False)
        .add_extension(_distribution_point(authority.purpose), critical=False)
        .add_extension(_access(), critical=False)
        .add_extension(_authority_identifier(authority), critical=False)
        .add_extension(key_identifier(key), critical=False)
    )
    return builder.sign(authority.key, SHA256())


def _holder_name(holder: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{holder}{DEMO_MUNICIPALITY}003A"),
        ]
    )


def _policies(purpose: Purpose) -> x509.CertificatePolicies:
    policy = x509.ObjectIdentifier(_POLICIES[purpose])
    return x509.CertificatePolicies([x509.PolicyInformation(policy, [_STATEMENT, x509.UserNotice(None, _NOTICE)])])


def _authority_identifier(authority: Authority) -> x509.AuthorityKeyIdentifier:
    # The real certificates name their issuer in all three ways: key identifier, name and serial number.
    return x509.AuthorityKeyIdentifier(
        key_identifier(authority.key).digest,
        [x509.DirectoryName(authority.certificate.issuer)],
        authority.certificate.serial_number,
    )


def _access() -> x509.AuthorityInformationAccess:
    responder = x509.UniformResourceIdentifier("http://ocsp.uketsuke.example/demo")
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, responder)])


def _distribution_point(purpose: Purpose) -> x509.CRLDistributionPoints:
    parts = (
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, ORGANISATION),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit_name(purpose)),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, _PREFECTURE),
        (NameOID.COMMON_NAME, f"{_MUNICIPALITY_NAME} CRLDP"),
    )
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
    point = x509.DistributionPoint([x509.DirectoryName(name)], None, None, None)
    return x509.CRLDistributionPoints([point])
