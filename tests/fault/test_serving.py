"""Stops, kills and callers that go away: what was answered stays, what was not leaves nothing half done."""
import concurrent.futures
import json
import re
import signal
import socket
import time

from harness.calls import PASSWORD, Calls
from harness.until import until
from harness.wire import Closed, Connection, head_of

SLOW = ("password.memory_kib=65536", "password.passes=6", "password.threads=1", "password.wait_milliseconds=60000")


def slow_queued(calls):
    return int(re.search(r"^muster_slow_queued (\d+)$", calls.get("/metrics").body.decode(), re.M)[1])


def start_hashing(executor, calls, users):
    """A call for each user that waits for a password hash."""
    callers = [calls.beside() for _ in users]
    waiting = [executor.submit(caller.change_password, user) for caller, user in zip(callers, users)]
    until(lambda: slow_queued(calls) + sum(one.done() for one in waiting) >= len(users) - 1)  # one is at work
    return waiting


def turns_away(server):
    try:
        socket.create_connection(("127.0.0.1", server.port), 5).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


# SIGTERM

def test_sigterm_answers_what_is_under_way_and_turns_newcomers_away(fresh_server):
    server = fresh_server(*SLOW)
    calls = Calls(server)
    users = [calls.user() for _ in range(6)]
    idle = Connection(server.port)
    idle.request("GET", "/healthz")
    with concurrent.futures.ThreadPoolExecutor(8) as executor:
        waiting = start_hashing(executor, calls, users)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: turns_away(server))
        assert not all(one.done() for one in waiting)
        assert [one.result().status for one in waiting] == [200] * 6
    assert server.process.wait(timeout=20) == 0
    server.process = None
    assert idle.is_closed()
    server.start()
    assert all(Calls(server).developer("GET", f"/users/{user}").json["passwordSet"] for user in users)


def test_a_connection_ends_with_its_next_answer_while_the_server_stops(fresh_server):
    server = fresh_server(*SLOW)
    calls = Calls(server)
    users = [calls.user() for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(8) as executor:
        waiting = start_hashing(executor, calls, users)
        server.process.send_signal(signal.SIGTERM)
        until(lambda: turns_away(server))
        answer = calls.developer("GET", "/users")
        assert answer.status == 200 and answer.header("connection").lower() == "close"
        assert all(one.result().status == 200 for one in waiting)
    assert server.process.wait(timeout=20) == 0
    server.process = None


def test_sigterm_waits_no_longer_than_it_may(fresh_server):
    server = fresh_server(*SLOW, "server.drain_seconds=1")
    calls = Calls(server)
    users = [calls.user() for _ in range(40)]
    with concurrent.futures.ThreadPoolExecutor(40) as executor:
        waiting = start_hashing(executor, calls, users)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        status = server.process.wait(timeout=60)
        took = time.monotonic() - began
        server.process = None
        outcomes = [one.exception() for one in waiting]
    assert status == 0
    assert sum(outcome is None for outcome in outcomes) < 40
    assert all(isinstance(outcome, (Closed, ConnectionError, type(None))) for outcome in outcomes)
    assert took < 3


def test_a_server_without_calls_stops_at_once(fresh_server):
    server = fresh_server()
    kept = Connection(server.port)
    kept.request("GET", "/healthz")
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 2
    assert json.loads(server.logged().splitlines()[-1])["message"] == "stopping"


def test_sigint_stops_it_too(fresh_server):
    assert fresh_server().stop(signal.SIGINT) == 0


def test_a_mail_server_that_says_nothing_does_not_hold_up_the_end(fresh_server):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        server = fresh_server(f"mail.url=smtp://127.0.0.1:{port}", "mail.from=muster@example.com")
        config = {"passwordInitializationPolicyPriority": "custom", "passwordInitializationType": "random",
                  "userNotificationChannels": ["email"]}
        answer = Calls(server).create_user(email="a@example.com", emailVerified=True,
                                           passwordInitializationConfig=config)
        assert answer.status == 200
        session, _ = silent.accept()
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 3
        session.close()


# Callers that go away

def leave(server, data, wait=0):
    """Sends this and hangs up."""
    with Connection(server.port) as connection:
        connection.send(data)
        time.sleep(wait)


def test_callers_that_hang_up_do_no_harm(own, calls):
    body = json.dumps({"username": "gone", "primaryOrganizationalUnitId": "ou_root"}).encode()
    headers = {"Authorization": f"Bearer {calls.token}", "Content-Type": "application/json"}
    request = head_of("POST", calls.base + "/users", headers, body)
    for end in (1, 20, len(request) - len(body), len(request) - 1):
        for _ in range(10):
            leave(own, request[:end])
    assert calls.developer("POST", "/users/_/actions/getUserIdByUsername", {"username": "gone"}).status != 200
    assert calls.create_user().status == 200


def test_callers_that_do_not_wait_for_the_answer_do_no_harm(fresh_server):
    server = fresh_server(*SLOW)
    calls = Calls(server)
    users = [calls.user() for _ in range(5)]
    for user in users:
        body = json.dumps({"password": PASSWORD}).encode()
        headers = {"Authorization": f"Bearer {calls.token}", "Content-Type": "application/json"}
        leave(server, head_of("POST", f"{calls.base}/users/{user}/actions/updateUserPassword", headers, body), 0.05)
    until(lambda: slow_queued(calls) == 0)
    until(lambda: all(calls.developer("GET", f"/users/{user}").json["passwordSet"] for user in users))
    assert server.stop() == 0


def test_a_connection_without_traffic_is_closed(fresh_server):
    server = fresh_server("server.idle_seconds=1")
    with Connection(server.port, timeout=10) as connection:
        connection.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        assert connection.is_closed()
