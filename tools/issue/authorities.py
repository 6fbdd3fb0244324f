"""The demo certification authorities of the card: shaped like the real ones, named so that nobody mistakes them.

Real profile: single tier, self-signed, RSA-2048 with SHA-256; all generations of an authority share one name, so
that only the key identifiers and the signature tell them apart. Ours say O=JPKI-DEMO.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ORGANISATION = "JPKI-DEMO"
AGENCY = "Uketsuke demonstration, not an authority"
Purpose = Literal["authentication", "signature"]

_UNITS: dict[Purpose, str] = {
    "authentication": "JPKI for user authentication",
    "signature": "JPKI for digital signature",
}
_SERVICE_NAME = "公的個人認証サービス（デモ）"


@dataclass(frozen=True, slots=True)
class Authority:
    """One generation of one authority. The repr leaves the key out."""

    purpose: Purpose
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def __repr__(self) -> str:
        return f"<Authority {self.purpose} {self.aki}>"

    @property
    def aki(self) -> str:
        """Its key identifier in lower-case hex, as certificates and the revocation list name it."""
        return key_identifier(self.key).digest.hex()

    def pem(self) -> bytes:
        """Its certificate in PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def der(self) -> bytes:
        """Its certificate in DER, as a card carries it."""
        return self.certificate.public_bytes(Encoding.DER)


def key_identifier(key: rsa.RSAPrivateKey) -> x509.SubjectKeyIdentifier:
    """Key identifier of RFC 5280 4.2.1.2 (1): SHA-1 of the public key bits, a name and no protection."""
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def unit_name(purpose: Purpose) -> str:
    """The unit inside an authority's name that says what it certifies."""
    return _UNITS[purpose]


def authority_name(purpose: Purpose) -> x509.Name:
    """The one name of all generations of this authority."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit_name(purpose)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, AGENCY),
        ]
    )


def alternative_name() -> x509.GeneralNames:
    """The Japanese name of the service, carried as alternative name by authorities and certificates."""
    return x509.GeneralNames(
        [
            x509.DirectoryName(
                x509.Name(
                    [
                        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _SERVICE_NAME),
                    ]
                )
            )
        ]
    )


def new_authority(
    purpose: Purpose, key: rsa.RSAPrivateKey, serial: int, not_before: datetime, not_after: datetime
) -> Authority:
    """A self-signed authority that is valid between two moments."""
    name = authority_name(purpose)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(key_usage(authority=True, commitment=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternative_name()), critical=False)
        .add_extension(key_identifier(key), critical=False)
    )
    return Authority(purpose, builder.sign(key, SHA256()), key)


def key_usage(*, authority: bool, commitment: bool) -> x509.KeyUsage:
    """Key usage: of an authority, else of a holder's key; `commitment` adds nonRepudiation (signature only)."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
