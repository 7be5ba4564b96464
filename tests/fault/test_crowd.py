"""Crowds that take connections and give nothing sensible for them; `crowd.py` measures what the others get."""
import os
import pathlib

import crowd
import pytest
from harness.calls import Calls
from harness.until import until

pytestmark = pytest.mark.skipif(os.environ.get("MUSTER_TEST_STORE") == "postgres", reason="the store plays no part")


@pytest.mark.parametrize("name", [name for name, (come, _, _) in crowd.CROWDS.items() if come != crowd.idle])
def test_others_are_answered_beside_a_crowd(name):
    come, count, tls = crowd.CROWDS[name]
    with crowd.prepared(tls, idle_seconds=3) as (server, calls):
        with crowd.crowd(server, come, count):
            answered, slowest = crowd.served(calls, 1)
        assert answered > 10 and slowest < 5
        crowd.gone(calls, 20)


def test_ten_thousand_idle_connections_are_held_cheaply_until_their_time_is_over():
    with crowd.prepared(idle_seconds=10) as (server, calls):
        before = crowd.memory(server)
        with crowd.crowd(server, crowd.idle, crowd.IDLE):
            until(lambda: crowd.connections(calls) > crowd.IDLE)
            assert crowd.memory(server) - before < 4096 * crowd.IDLE
            assert crowd.served(calls, 1)[0] > 10
            crowd.gone(calls, 30)


def unread(server):
    """For each peer of the server, how much is kept until it reads: bytes in the kernel."""
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()]
    return [int(row[4].partition(":")[0], 16) for row in rows if row[1].endswith(f":{server.port:04X}")]


def test_little_is_kept_for_who_does_not_read():
    with crowd.prepared() as (server, calls):
        with crowd.crowd(server, crowd.deaf, 20):
            until(lambda: sum(waiting > 0 for waiting in unread(server)) == 20)
            crowd.served(calls, 1)
            assert max(unread(server)) < 1 << 19


def test_connections_that_there_are_no_files_for_wait_and_the_others_are_served(fresh_server):
    """A shell gives few files; the server asks for as many as it may have, and keeps some of them for itself."""
    server = fresh_server(start=False)
    server.prefix = ["prlimit", "--nofile=64:700"]
    server.start()
    assert "fewer connections than server.connections" in server.logged()
    with Calls(server) as calls:
        calls.user()
        with crowd.crowd(server, crowd.idle, 600):
            until(lambda: crowd.connections(calls) > 300)
            assert crowd.served(calls, 1)[0] > 10
            assert crowd.connections(calls) < 500
        assert calls.beside().create_user().status == 200
