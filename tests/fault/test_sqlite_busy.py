"""SQLite that cannot write now: another program holds the file, or the queue is full."""
import concurrent.futures
import contextlib
import sqlite3
import time

import pytest
from harness import state
from harness.calls import Calls
from harness.until import until


@pytest.fixture
def held(fresh_server):
    """A server with a short queue, its caller, and a way to hold its database."""
    server = fresh_server("data.queue=16")
    if server.database.kind != "sqlite":
        pytest.skip("it is about SQLite")

    @contextlib.contextmanager
    def hold():
        file = server.folder / "data" / "muster.db"
        with contextlib.closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
            connection.execute("begin immediate")
            yield lambda: connection.execute("rollback")
    return server, Calls(server), hold


def queued(calls):
    body = calls.get("/metrics").body.decode()
    return int(next(line.split()[1] for line in body.splitlines() if line.startswith("muster_store_queued ")))


def test_reads_go_on_while_writes_wait(held):
    server, calls, hold = held
    user = calls.user()
    with hold() as release, concurrent.futures.ThreadPoolExecutor(1) as executor:
        waiting = executor.submit(calls.beside().create_user)
        began = time.monotonic()
        for _ in range(50):
            assert calls.developer("GET", f"/users/{user}").status == 200
        assert time.monotonic() - began < 2 and not waiting.done()
        release()
        assert waiting.result().status == 200


def test_calls_that_find_no_place_in_the_queue_are_told_to_come_again(held):
    server, calls, hold = held
    callers = [calls.beside() for _ in range(40)]
    with hold() as release, concurrent.futures.ThreadPoolExecutor(40) as executor:
        first = executor.submit(calls.beside().create_user, "first")
        time.sleep(0.2)
        answers = [executor.submit(caller.create_user, f"user{number}") for number, caller in enumerate(callers)]
        until(lambda: sum(one.done() for one in answers) >= 24)
        assert queued(calls) == 16
        release()
    assert first.result().status == 200
    refused = [number for number, one in enumerate(answers) if one.result().status != 200]
    assert 24 <= len(refused) <= 26  # the server itself may have a job or two in the queue
    for number in refused:
        answer = answers[number].result()
        assert (answer.status, answer.json["code"]) == (429, "Throttling.User") and answer.header("retry-after") == "1"
    names = {name for name, in state.rows(server, "select name from users")}
    assert names == {"first"} | {f"user{number}" for number in range(40) if number not in refused}


def test_a_write_that_waits_too_long_is_told_and_changes_nothing(held):
    server, calls, hold = held
    assert calls.token
    with hold():
        answer = calls.create_user("late")
        assert (answer.status, answer.json["code"]) == (503, "ServiceUnavailable")
        answer = calls.get("/readyz")
        assert (answer.status, answer.body) == (200, b"ready for reads: the database takes no changes\n")
    until(lambda: calls.get("/readyz").body == b"ready\n")
    assert calls.create_user("late").status == 200
