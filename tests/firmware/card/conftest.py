from tests.hal.leftovers import no_thread_stays

__all__ = ["no_thread_stays"]
