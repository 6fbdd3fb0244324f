"""Answers to reset by kind of card, as contactless readers make them up; they identify nothing."""

from hal.virtual.card.contents import CardContents, Kind

_BY_KIND: dict[Kind, bytes] = {
    "my-number": bytes.fromhex("3B888001000005E0B381A1007F"),
    "juki": bytes.fromhex("3B888001000014E0B38191005E"),
    "licence": bytes.fromhex("3B888001000000009181C100D8"),
    "phone": bytes.fromhex("3B80800101"),
    "felica": bytes.fromhex("3B8F8001804F0CA00000030611003B0000000042"),
    "other": bytes.fromhex("3B8180018080"),
}


def of(contents: CardContents) -> bytes:
    """The answer to reset of a card."""
    return _BY_KIND[contents.kind]
