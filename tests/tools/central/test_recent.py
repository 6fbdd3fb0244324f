from tools.central.recent import RecentAnswers
from tools.central.store import StoredAnswer


def test_the_oldest_answer_goes_when_there_are_too_many() -> None:
    recent = RecentAnswers(capacity=2)
    for name in ("a", "b", "c"):
        recent.keep("reader", name, StoredAnswer(name.encode(), b""))
    assert recent.find("reader", "a") is None
    assert recent.find("reader", "b") == StoredAnswer(b"b", b"")
    assert recent.find("reader", "c") == StoredAnswer(b"c", b"")
    assert recent.find("other", "c") is None
