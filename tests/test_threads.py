"""One thread for products, as threadpoolctl gives it, also for a library that is loaded later."""

import threadpoolctl

from textmine import threads


def limits():
    return {library["filepath"]: library["num_threads"] for library in threadpoolctl.threadpool_info()}


def test_all_libraries_have_one_thread_within_and_their_own_afterwards():
    with threadpoolctl.threadpool_limits(2):
        before = limits()
        assert before
        with threads.one_thread():
            assert set(limits().values()) == {1}
        assert limits() == before


def test_libraries_are_looked_for_again_where_a_module_was_imported(monkeypatch):
    looked = []
    found = threadpoolctl.ThreadpoolController

    def look():
        looked.append(1)
        return found()

    monkeypatch.setattr(threadpoolctl, "ThreadpoolController", look)
    threads._libraries.cache_clear()
    for _ in range(3):
        with threads.one_thread():
            pass
    assert len(looked) == 1
    monkeypatch.setitem(threads.sys.modules, "one_more_module", threads)
    with threads.one_thread():
        pass
    assert len(looked) == 2
    threads._libraries.cache_clear()
