"""The log on a PostgreSQL server: what SQLite promises, and numbers in the order of commits."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.coding.test_log import decision
from textmine.coding.codebook import Code, Codebook
from textmine.coding.log import DecisionLog
from textmine.coding.replaying import replay
from textmine.errors import TextmineError

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture(scope="module")
def server():
    """A server of our own on this machine only, gone after the tests; its superuser is "ana"."""
    if not PROGRAMS:
        pytest.skip("Debian's package postgresql is not installed")
    folder = Path(tempfile.mkdtemp(prefix="textmine-pg-"))  # pytest's own folders are closed to others
    as_user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        person = pwd.getpwnam("postgres")
        os.chown(folder, person.pw_uid, person.pw_gid)
        as_user = {"user": person.pw_uid, "group": person.pw_gid}

    def run(program, *options):
        command = [PROGRAMS[-1].parent / program, "-D", folder, *options]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **as_user)
        assert done.returncode == 0, done.stdout + done.stderr

    port = free_port()
    run("initdb", "-U", "ana", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    flags = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    run("pg_ctl", "-o", flags, "-l", folder / "log", "-w", "start")
    yield f"postgresql+psycopg://ana:secret@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def log(server):
    found = DecisionLog(server)
    found._metadata.drop_all(found._engine)
    found.close()
    found = DecisionLog(server)
    yield found
    found.close()


def test_what_was_written_is_read_back(log):
    told = decision(memo="à revoir 😀", score=0.83, model="ab", data="cd", shown=True)
    assert log.append([told, decision(1)]) == [1, 2]
    first, second = log.decisions()
    assert (first.memo, first.score, first.shown, first.span) == ("à revoir 😀", 0.83, True, told.span)
    assert second.score != second.score and [d.number for d in log.decisions(since=1)] == [2]
    assert log.append([decision(3), told])[1] == 1
    book = Codebook((Code("a", "Équipe", examples=("x",)),), origin="grille.csv")
    log.save_codebook(book, coder="Ana")
    assert log.codebook() == book
    assert len(replay(log.decisions()).coded()) == 3


def test_who_reads_on_from_the_last_number_misses_nothing(server, log):
    """Numbers are given in the order of commits: a gap that is filled later would never be read."""

    def code(name):
        own = DecisionLog(server)
        for i in range(40):
            own.append([decision(i, coder=name), decision(i + 100, coder=name)])
        own.close()

    seen = []
    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(code, name) for name in ("Ana", "Bo", "Cy", "Di")]
        while not all(task.done() for task in tasks):
            seen += [d.number for d in log.decisions(since=seen[-1] if seen else 0)]
        for task in tasks:
            task.result()
    seen += [d.number for d in log.decisions(since=seen[-1] if seen else 0)]
    assert seen == [d.number for d in log.decisions()]
    assert len(seen) == 320 and len(log.decisions(coder="Cy")) == 80


def test_two_who_change_the_codebook_at_once_both_have_their_way(server, log):
    log.save_codebook(Codebook((Code("a", "A"),)), coder="Ana")

    def add(name):
        own = DecisionLog(server)
        for i in range(10):
            code = Code(f"{name}{i}", f"{name}{i}")
            own.change_codebook(lambda book, _, code=code: book.with_code(code), coder=name)
        own.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, ["Bo", "Cy", "Di"]))
    assert len(log.codebook()) == 31


def test_no_sentence_tells_the_password(server):
    port = free_port()
    absent = server.rsplit(":", 1)[0] + f":{port}/postgres"
    with pytest.raises(TextmineError) as caught:
        DecisionLog(absent)
    assert "secret" not in caught.value.say("fr") and "127.0.0.1" in caught.value.say("fr")
