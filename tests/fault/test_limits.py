"""Limits: who calls too often is told to wait, and only they."""
import base64
import itertools
import socket
import time

import pytest
from harness import signing, state
from harness.calls import FORM, Calls
from harness.server import Server
from harness.wire import Connection

TENANT_TOKEN = "/api/v2/tenant/token"


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


def guess(calls, key=None):
    """A call with a key's id and the wrong secret."""
    return calls.eiam("ListUsers", key=(key or calls.key[0], "wrong"))


def from_address(calls, address):
    """Further calls come from another address of this machine."""
    calls.connection.close()
    calls.connection = Connection(calls.server.port)
    calls.connection.socket = socket.create_connection(("127.0.0.1", calls.server.port), 20, (address, 0))


def test_guessing_one_credential_is_limited_where_it_is_guessed(few_failures):
    """Its owner elsewhere, and others behind the same address, go on."""
    server, calls = few_failures
    allowed, answer = first_refused(lambda: guess(calls))
    assert 4 <= allowed <= 6
    require_throttled(answer)
    require_throttled(calls.eiam("ListUsers"))  # guessing does not help any more
    assert calls.developer("GET", "/users").status == 200
    assert calls.get("/readyz").status == 200
    from_address(calls, "127.0.0.2")
    assert calls.eiam("ListUsers").status == 200


def test_guessing_a_credential_that_does_not_exist_is_limited_alike(few_failures):
    server, calls = few_failures
    allowed, answer = first_refused(lambda: guess(calls, "LTAI" + "5" * 20))
    assert 4 <= allowed <= 6
    require_throttled(answer)


def test_guessing_a_clients_secret_is_limited(few_failures):
    server, calls = few_failures
    calls.secrets = {**calls.secrets, "client_secret": "CS" + "0" * 40}
    allowed, answer = first_refused(lambda: calls.form("/oauth2/token", grant_type="client_credentials"))
    assert answer.status == 429 and answer.header("retry-after")
    assert allowed <= 6


@pytest.mark.parametrize("guessed", ["basic", "parameters"])
def test_guessing_a_tenants_client_is_limited(few_failures, guessed):
    """With another secret each time, in either of the two places where it may stand."""
    server, calls = few_failures
    numbers = itertools.count()

    def guess_secret():
        client, secret = calls.secrets["application"], f"CS{next(numbers):040}"
        if guessed == "parameters":
            body = signing.query_of({"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
                                    .items()).encode()
            return calls.connection.request("POST", TENANT_TOKEN, {"Content-Type": FORM}, body)
        basic = "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()
        return calls.connection.request("POST", TENANT_TOKEN, {"Content-Type": FORM, "Authorization": basic},
                                        b"grant_type=client_credentials")
    allowed, answer = first_refused(guess_secret)
    assert 4 <= allowed <= 6


@pytest.fixture
def few_failures_of_an_address():
    yield from limited("limit.address_failures_per_minute=8")


def test_an_address_that_tries_many_credentials_is_limited(few_failures_of_an_address):
    server, calls = few_failures_of_an_address
    token, numbers = calls.token, itertools.count()
    allowed, answer = first_refused(lambda: guess(calls, f"LTAI{next(numbers):020}"))
    assert 7 <= allowed <= 9
    require_throttled(answer)
    require_throttled(calls.developer("GET", "/users", token=token))
    from_address(calls, "127.0.0.2")
    assert calls.eiam("ListUsers").status == 200


@pytest.mark.parametrize("instance", [True, False])
def test_looking_for_applications_is_limited(few_failures_of_an_address, instance):
    server, calls = few_failures_of_an_address
    calls.base = f"/v2/{calls.secrets['instance'] if instance else 'idaas_nobody'}/app_nobody"
    allowed, answer = first_refused(lambda: calls.form("/oauth2/token", grant_type="client_credentials"))
    assert allowed <= 9


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
