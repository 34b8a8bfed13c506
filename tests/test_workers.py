"""Who computes changes nothing: this process, two, a Dask cluster, one that loses a worker on the way."""

import os
import signal
import time

import numpy as np
import pytest
from distributed import LocalCluster

import textmine as tm
from textmine.errors import TextmineError
from textmine.segment.french import annotate
from textmine.workers import Workers


def slow_square(number):
    time.sleep(0.1)
    return number * number


def worker(number):
    return os.getpid()


@pytest.fixture(scope="module")
def cluster():
    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(n_workers=2, **options) as started:
        yield started


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_tokens(cluster, small_corpus):
    segments = tm.split(tm.read(small_corpus), into="sentences")
    told = []
    here = annotate(segments)
    there = annotate(
        segments,
        scheduler=cluster.scheduler_address,
        progress=lambda done, total: told.append((done, total)),
    )
    assert there.vocabulary == here.vocabulary
    for name in ("pointer", "form", "lemma", "pos", "start", "end", "flags"):
        assert np.array_equal(getattr(there, name), getattr(here, name)), name
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_in_the_middle_changes_nothing(cluster):
    workers = Workers(scheduler=cluster.scheduler_address)
    victims = set(workers.map(worker, list(range(20))))
    assert os.getpid() not in victims
    killed = []

    def kill(done, total):
        if done == 5 and not killed:
            killed.append(victims.pop())
            os.kill(killed[0], signal.SIGKILL)

    assert workers.map(slow_square, list(range(40)), progress=kill) == [n * n for n in range(40)]
    assert killed


@pytest.mark.filterwarnings("ignore")
def test_items_that_come_one_by_one_survive_a_killed_worker(cluster):
    workers = Workers(scheduler=cluster.scheduler_address)
    given, found = [], []
    for result in workers.each(slow_square, noted(range(40), given)):
        found.append(result)
        if len(found) == 5:
            os.kill(next(workers.each(worker, [0])), signal.SIGKILL)
        assert len(given) - len(found) <= 4 * 2, "few items are taken ahead of the results"
    assert found == [n * n for n in range(40)]


@pytest.mark.parametrize(
    ("workers", "in_threads", "ahead"),
    [(Workers(), False, 1), (Workers(), True, 16), (Workers(2), True, 16), (Workers(3), False, 12)],
)
def test_items_come_one_by_one_whoever_computes(workers, in_threads, ahead):
    given, found = [], []
    for result in workers.each(divide, noted([4, 2, 1] * 10, given), in_threads=in_threads):
        found.append(result)
        assert len(given) - len(found) <= ahead
    assert found == [0.25, 0.5, 1.0] * 10
    with pytest.raises(ZeroDivisionError):
        list(workers.each(divide, [1, 0], in_threads=in_threads))
    assert list(workers.each(divide, [], in_threads=in_threads)) == []


def noted(items, given):
    for item in items:
        given.append(item)
        yield item


@pytest.mark.filterwarnings("ignore")
def test_a_fault_of_the_function_comes_back(cluster):
    with pytest.raises(ZeroDivisionError):
        Workers(scheduler=cluster.scheduler_address).map(divide, [1, 0])
    with pytest.raises(ZeroDivisionError):
        list(Workers(scheduler=cluster.scheduler_address).each(divide, [1, 0]))


def divide(number):
    return 1 / number


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler_or_no_worker_is_told(monkeypatch):
    monkeypatch.setattr("textmine.workers._SECONDS_TO_ANSWER", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://"):
        with pytest.raises(TextmineError) as fault:
            Workers(scheduler=address).map(abs, [1])
        with pytest.raises(TextmineError) as fault:
            list(Workers(scheduler=address).each(abs, [1]))
        assert fault.value.key == "no_scheduler"
    options = {"dashboard_address": None, "host": "127.0.0.1"}
    with (
        LocalCluster(n_workers=0, **options) as empty,
        pytest.raises(TextmineError) as fault,
    ):
        Workers(scheduler=empty.scheduler_address).map(abs, [1])
    assert fault.value.key == "no_workers"


def test_processes_give_the_same(monkeypatch):
    monkeypatch.setattr("textmine.helpers._IMPORTED_ONCE", [])
    assert Workers(2).map(slow_square, [3, 1, 2]) == Workers().map(slow_square, [3, 1, 2]) == [9, 1, 4]


def test_where_nothing_can_be_forked_processes_are_spawned(monkeypatch):
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    assert Workers(2).map(abs, [-1, 2]) == [1, 2]
