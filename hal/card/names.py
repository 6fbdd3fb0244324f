"""Names of the field: instructions, applications, files and tags.

Numbers that differ by card generation are in the card profile; these are the ones of the plastic card
of today, for the virtual card, for tests and for telling cards apart.
"""

import enum

RESIDENT_AID = bytes.fromhex("D3921000310001010401")
ISSUER_DOMAIN_AID = bytes.fromhex("A0000001510000")
DRIVING_LICENCE_AID = bytes.fromhex("A0000002310100000000000000000000")

SELECT_BY_AID = 0x04
SELECT_FILE = 0x02
NO_RESPONSE_DATA = 0x0C
CURRENT_FILE = 0x80
SHA256_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
THREE_SHA256_DIGEST_INFO = bytes.fromhex("3071300D060960864801650304020105000460")
"""Before what a municipality signs of a card face: three hashes in one, 96 bytes, where one is usual."""


class Ins(enum.IntEnum):
    """Instruction bytes."""

    VERIFY = 0x20
    PERFORM_SECURITY_OPERATION = 0x2A
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    LOAD_TERMINAL_CERTIFICATE = 0xA2
    SELECT = 0xA4
    READ_BINARY = 0xB0


class FaceTag(enum.IntEnum):
    """Tags inside the card face file (FF20)."""

    FILE = 0xFF20
    OFFSETS = 0xDF21
    BIRTH_DATE = 0xDF22
    SEX = 0xDF23
    PUBLIC_KEY = 0xDF24
    NAME_IMAGE = 0xDF25
    ADDRESS_IMAGE = 0xDF26
    PHOTO = 0xDF27
    SIGNATURE = 0xDF28
    EXPIRY = 0xDF29
    SECURITY_CODE_IMAGE = 0xDF2A


class CertificateTag(enum.IntEnum):
    """Tags of a card-verifiable certificate and of the public keys on a card."""

    CERTIFICATE = 0x7F21
    BODY = 0x5F4E
    SIGNATURE = 0x5F37
    EXPONENT = 0x90
    MODULUS = 0x91
