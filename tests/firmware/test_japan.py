from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from firmware.japan import day_in_japan


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 15, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=-9))), date(2026, 7, 2)),
    ],
)
def test_the_day_begins_nine_hours_before_that_of_utc(moment: datetime, day: date) -> None:
    assert day_in_japan(moment) == day
