"""TLS for the demo's network: one authority, a server certificate, one client certificate a member (all P-256)."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.issue.authorities import key_usage
from tools.issue.keys import new_p256, pem

BROKER_NAME = "localhost"
# By number: the broker of the demo listens there only, and "localhost" may mean ::1 first.
BROKER_ADDRESS = "127.0.0.1"
_LOOPBACK = (BROKER_ADDRESS, "::1")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A certificate and its key, both in PEM. The repr leaves the key out."""

    certificate: bytes
    key: bytes

    def __repr__(self) -> str:
        return "<Credentials>"


@dataclass(frozen=True, slots=True)
class TlsAuthority:
    """The authority of the demo's network."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    not_before: datetime
    not_after: datetime

    def __repr__(self) -> str:
        return "<TlsAuthority>"

    def pem(self) -> bytes:
        """Its certificate in PEM: the one anchor of broker, centre and links."""
        return self.certificate.public_bytes(Encoding.PEM)

    def server(self) -> Credentials:
        """Credentials of the broker, for localhost and the loopback addresses."""
        names: list[x509.GeneralName] = [x509.DNSName(BROKER_NAME)]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in _LOOPBACK]
        extension = x509.SubjectAlternativeName(names)
        return self._issue(BROKER_NAME, ExtendedKeyUsageOID.SERVER_AUTH, extension)

    def client(self, name: str) -> Credentials:
        """Credentials of a client; the broker takes `name` (device id, or `central`) as its user name."""
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, None)

    def _issue(
        self, name: str, purpose: x509.ObjectIdentifier, alternative: x509.SubjectAlternativeName | None
    ) -> Credentials:
        key = new_p256()
        builder = _builder(name, key, self.not_before, self.not_after)
        builder = builder.issuer_name(self.certificate.subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(key_usage(authority=False, commitment=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
        if alternative is not None:
            builder = builder.add_extension(alternative, critical=False)
        signed = builder.sign(self.key, SHA256())
        return Credentials(signed.public_bytes(Encoding.PEM), pem(key))


def new_tls_authority(not_before: datetime, not_after: datetime) -> TlsAuthority:
    """A fresh authority for one demo; everything it signs has its own span of time."""
    key = new_p256()
    builder = _builder("Uketsuke demo network", key, not_before, not_after)
    builder = builder.issuer_name(_name("Uketsuke demo network"))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(key_usage(authority=True, commitment=False), critical=True)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return TlsAuthority(builder.sign(key, SHA256()), key, not_before, not_after)


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey, not_before: datetime, not_after: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
