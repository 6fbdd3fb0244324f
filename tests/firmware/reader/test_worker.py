"""A thread for blocking work: in order, honest about faults, and no hindrance to the end of the process."""

import gc
import threading
import weakref

from firmware.reader.inbox import Broken
from firmware.reader.worker import ThreadWorker
from tests.firmware.reader.fakes import HandClock, Posted

WAIT_S = 10.0


def test_work_is_done_in_order_and_all_of_it_before_the_end() -> None:
    done: list[int] = []
    worker = ThreadWorker("test", Posted().post, HandClock())
    for number in range(50):
        worker.submit(lambda number=number: done.append(number))
    worker.close(WAIT_S)
    assert done == list(range(50))


def test_a_fault_is_posted_whatever_it_is() -> None:
    posted = Posted()
    worker = ThreadWorker("test", posted.post, HandClock())

    def fail() -> None:
        raise SystemExit

    worker.submit(fail)
    worker.close(WAIT_S)
    (item,) = posted
    assert isinstance(item, Broken)
    assert isinstance(item.error, SystemExit)


def test_it_is_known_how_long_the_work_under_way_has_taken() -> None:
    clock = HandClock()
    worker = ThreadWorker("test", Posted().post, clock)
    begun, go_on = threading.Event(), threading.Event()

    def block() -> None:
        begun.set()
        go_on.wait(WAIT_S)

    assert worker.busy_for() == 0.0
    worker.submit(block)
    assert begun.wait(WAIT_S)
    clock.pass_time(7.0)
    assert worker.busy_for() == 7.0
    worker.close(0.0)
    assert worker.busy_for() == 7.0, "a blocked worker is left behind"
    go_on.set()
    worker.close(WAIT_S)
    assert worker.busy_for() == 0.0


def test_what_the_work_held_is_let_go_before_the_next_comes() -> None:
    class Secret:
        pass

    secret = Secret()
    gone = weakref.ref(secret)
    worker = ThreadWorker("test", Posted().post, HandClock())
    worker.submit(lambda secret=secret: None)
    del secret
    looked = threading.Event()
    worker.submit(looked.set)
    assert looked.wait(WAIT_S)
    gc.collect()
    assert gone() is None
    worker.close(WAIT_S)
