"""Limits: who calls too often is told to wait, and only they."""
import socket
import time

import pytest
from harness import state
from harness.calls import Calls
from harness.server import Server
from harness.wire import Connection


def limited(*settings):
    made = Server(settings).init().start()
    with Calls(made) as calls:
        yield made, calls
    made.remove()


@pytest.fixture
def few_calls():
    yield from limited("limit.calls_per_second=5")


@pytest.fixture
def few_failures():
    yield from limited("limit.failures_per_minute=5")


def require_throttled(answer, code="Throttling.User"):
    assert answer.status == 429
    assert 1 <= int(answer.header("retry-after")) <= 60
    assert (answer.json.get("code") or answer.json.get("Code")) == code


def first_refused(call, most=50):
    """How many calls were allowed before the first that was not, and that one."""
    for count in range(most):
        answer = call()
        if answer.status == 429:
            return count, answer
    raise AssertionError(f"{most} calls were allowed")


def test_calls_of_one_credential_are_limited(few_calls):
    server, calls = few_calls
    token = calls.token
    allowed, answer = first_refused(lambda: calls.developer("GET", "/users", token=token))
    assert 5 <= allowed < 30
    require_throttled(answer)
    allowed, answer = first_refused(lambda: calls.eiam("ListUsers"))
    assert 5 <= allowed < 30  # another credential has its own
    require_throttled(answer)
    assert calls.get("/healthz").status == 200


def test_a_refused_call_changes_nothing(few_calls):
    server, calls = few_calls
    made = [calls.create_user(f"user{number}") for number in range(20)]
    refused = [number for number, answer in enumerate(made) if answer.status == 429]
    assert refused
    names = {name for name, in state.rows(server, "select name from users")}
    assert names == {f"user{number}" for number in range(20) if number not in refused}


def test_failed_authentications_of_one_address_are_limited(few_failures):
    server, calls = few_failures
    token = calls.token
    allowed, answer = first_refused(lambda: calls.developer("GET", "/users", token="AT" + "0" * 60))
    assert 4 <= allowed <= 6
    require_throttled(answer)
    require_throttled(calls.developer("GET", "/users", token=token))  # guessing does not help any more
    require_throttled(calls.eiam("ListUsers"))
    assert calls.get("/readyz").status == 200


def test_guessing_a_clients_secret_is_limited(few_failures):
    server, calls = few_failures
    calls.secrets = {**calls.secrets, "client_secret": "CS" + "0" * 40}
    allowed, answer = first_refused(lambda: calls.form("/oauth2/token", grant_type="client_credentials"))
    assert answer.status == 429 and answer.header("retry-after")
    assert allowed <= 6


def test_another_address_is_not_held_back(few_failures):
    server, calls = few_failures
    first_refused(lambda: calls.developer("GET", "/users", token="AT" + "0" * 60))
    with Connection(server.port) as other:
        other.socket = socket.create_connection(("127.0.0.1", server.port), 20, ("127.0.0.2", 0))
        calls.connection = other
        assert calls.eiam("ListUsers").status == 200


@pytest.fixture
def impatient():
    yield from limited("server.request_seconds=1")


def test_a_body_that_trickles_is_cut_off(impatient):
    """However steadily it comes: the idle limit alone would let it hold its connection for ever."""
    server, calls = impatient
    head = "POST /v2/a/b/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 5) as one:
        one.sendall(head.encode())
        one.settimeout(0.2)
        began = time.monotonic()
        while time.monotonic() - began < 10:
            try:
                one.sendall(b" ")
                if one.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert 0.8 < time.monotonic() - began < 5


@pytest.fixture
def few_connections():
    yield from limited("server.connections_per_address=5")


def test_one_address_cannot_take_all_connections(few_connections):
    server, _ = few_connections
    held = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(5)]
    with socket.create_connection(("127.0.0.1", server.port), 5) as one:
        try:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert one.recv(100) == b""
        except ConnectionError:
            pass
    with socket.create_connection(("127.0.0.1", server.port), 5, source_address=("127.0.0.2", 0)) as other:
        other.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert other.recv(100).startswith(b"HTTP/1.1 200")
    for one in held:
        one.close()
