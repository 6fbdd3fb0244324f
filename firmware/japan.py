"""The day in Japan, by which cards expire and people grow older."""

from datetime import date, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "JST")
"""Japan has no summer time, so the zone needs no data base."""


def day_in_japan(moment: datetime) -> date:
    """The day that it is in Japan at a moment of any zone."""
    return moment.astimezone(JAPAN).date()
