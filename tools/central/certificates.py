"""Card certificates: is it from one of our anchors, may it authenticate, did its key sign. Pure; safe for any bytes.

Expiry and revocation are facts here; what follows from them is decided by `rules`.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.x509.oid import ExtensionOID, NameOID

from tools.central.anchors import Anchor, Anchors, Mode, strong
from tools.central.errors import CertificateNotTrusted, SignatureWrong
from tools.central.register import CertificateName

CardKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
# Policies of the authentication certificate: real, and of the demo (an arc of the test hierarchy).
AUTHENTICATION_POLICIES: dict[Mode, str] = {
    "production": "1.2.392.200149.8.5.1.3.30",
    "demo": "1.2.392.200149.8.5.1.0.30",
}
_UNDERSTOOD = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.BASIC_CONSTRAINTS,
}
# What cryptography raises for bytes that are no certificate it understands; they have no common root.
_UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_HOLDER_ATTRIBUTES = [NameOID.COUNTRY_NAME, NameOID.COMMON_NAME]


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """A certificate that an anchor issued for authentication: its name, its time, its key."""

    name: CertificateName
    not_after: datetime
    key: CardKey


def examine(der: bytes, anchors: Anchors, now: datetime) -> CardCertificate:
    """Check a certificate from a card. Raises CertificateNotTrusted, whose `why` is a code for the log.

    An anchor past its own end still proves what it issued while it was valid: holders' certificates outlive it.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        extensions = certificate.extensions
        issuer = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        key = certificate.public_key()
    except _UNREADABLE as error:
        raise CertificateNotTrusted("malformed") from error
    if issuer is None or issuer.hex() not in anchors.by_identifier:
        raise CertificateNotTrusted("unknown_authority")
    anchor = anchors.by_identifier[issuer.hex()]
    _check_issued(certificate, anchor)
    _check_use(certificate, anchors.mode)
    if now < certificate.not_valid_before_utc:
        raise CertificateNotTrusted("not_yet_valid")
    if not strong(certificate) or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateNotTrusted("weak_key")
    name = CertificateName(anchor.identifier, f"{certificate.serial_number:x}")
    return CardCertificate(name, certificate.not_valid_after_utc, key)


def check_signature(key: CardKey, signature: bytes, message: bytes) -> None:
    """Check what the card signed: PKCS #1 v1.5 with SHA-256, or ECDSA with SHA-384. Raises SignatureWrong."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), SHA256())
        else:
            key.verify(signature, message, ec.ECDSA(SHA384()))
    except InvalidSignature as error:
        raise SignatureWrong from error


def _check_issued(certificate: x509.Certificate, anchor: Anchor) -> None:
    """Signature and name of the anchor, and issued in its time."""
    authority = anchor.certificate
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise CertificateNotTrusted("not_issued_by_authority") from error
    issued = certificate.not_valid_before_utc
    if not authority.not_valid_before_utc <= issued <= authority.not_valid_after_utc:
        raise CertificateNotTrusted("issued_outside_authority_time")


def _check_use(certificate: x509.Certificate, mode: Mode) -> None:
    """For authentication and for nothing else: key usage, policy, no authority, nothing critical unknown."""
    extensions = certificate.extensions
    if any(one.critical and one.oid not in _UNDERSTOOD for one in extensions):
        raise CertificateNotTrusted("unknown_critical_extension")
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound as error:
        raise CertificateNotTrusted("use_not_stated") from error
    if not usage.digital_signature or usage.content_commitment or usage.key_cert_sign or usage.crl_sign:
        raise CertificateNotTrusted("wrong_key_usage")
    if AUTHENTICATION_POLICIES[mode] not in {policy.policy_identifier.dotted_string for policy in policies}:
        raise CertificateNotTrusted("wrong_policy")
    if any(one.oid == ExtensionOID.BASIC_CONSTRAINTS and one.value.ca for one in extensions):
        raise CertificateNotTrusted("is_an_authority")
    if [attribute.oid for attribute in certificate.subject] != _HOLDER_ATTRIBUTES:
        raise CertificateNotTrusted("wrong_holder_name")
