"""What is no good HTTP, or good HTTP meant badly: one reading of every request, and bounds on all of it."""
import contextlib
import json
import os
import socket
import time

import pytest
from harness import signing
from harness.server import Server, sanitized
from harness.wire import Closed, Connection, head_of

BODY = 1 << 20  # server.body_bytes


@pytest.fixture
def connection(server):
    with Connection(server.port) as one:
        yield one


@pytest.fixture(scope="module")
def bearer(world):
    return {"Authorization": f"Bearer {world.main.token()}", "Accept-Language": "en"}


def still_serves(server):
    with Connection(server.port) as one:
        return one.request("GET", "/healthz").status == 200


# Paths

def paths(world):
    instance, application = world.instance, world.main.id
    base = f"/v2/{instance}/{application}"
    return {
        "dot segment": f"{base}/x/../users", "dot segment with parameter": f"{base}/x/..;/users",
        "encoded dots": f"{base}/x/%2e%2e/users", "one encoded dot": f"{base}/x/.%2E/users",
        "encoded twice": f"{base}/x/%252e%252e/users", "single dot": f"{base}/./users",
        "parameter": f"{base}/users;a=b", "empty segment": f"{base}//users", "empty first segment": f"/{base}/users",
        "trailing slash": f"{base}/users/", "trailing dot": f"{base}/users.", "trailing blank": f"{base}/users%20",
        "upper case": f"{base}/USERS", "upper case version": base.replace("v2", "V2") + "/users",
        "encoded slash": f"{base}%2Fusers", "encoded slash in an id": f"/v2/{instance}%2F{application}/users",
        "backslash": f"{base}\\users", "encoded backslash": f"{base}%5Cusers", "NUL": f"{base}/users%00",
        "NUL and more": f"{base}/users%00.json", "line feed": f"{base}/users%0a", "carriage return": f"{base}/users%0d",
        "bad escape": f"{base}/users%zz", "cut escape": f"{base}/users%4", "lone percent": f"{base}/users%",
        "no UTF-8": f"{base}/users%ff", "overlong slash": f"{base}/x%c0%af..%c0%afusers", "raw bytes": f"{base}/\u00e9",
        "extension": f"{base}/users.json", "fragment": f"{base}/users#a", "many segments": base + "/users" * 100,
        "wide letters": f"{base}/\uff55\uff53\uff45\uff52\uff53", "suffix": f"{base}/usersx",
        "prefix": f"/x{base}/users",
        "half": f"/v2/{instance}", "another version": base.replace("v2", "v3") + "/users",
        "metrics in disguise": "/metrics/", "metrics in capitals": "/METRICS", "metrics after a slash": "//metrics",
        "metrics after a dot": "/./metrics", "metrics encoded": "/%6detrics/", "documents": "/openapi/../metrics",
        "document of no family": "/openapi/%2e%2e%2fmetrics", "asterisk": "*", "no slash": "users", "colon": "a:b"}


@pytest.mark.parametrize("label", paths(type("World", (), {"instance": "i", "main": type("A", (), {"id": "a"})})))
def test_a_path_has_one_spelling(world, server, bearer, label):
    with Connection(server.port) as connection:
        answer = connection.request("GET", paths(world)[label].encode(), bearer)
    assert answer.status in (400, 404), (answer.status, answer.body)
    assert still_serves(server)


def test_an_escape_that_is_not_needed_changes_nothing(world, connection, bearer):
    path = f"/v2/{world.instance}/{world.main.id}/users"
    plain, other = path, path.replace("users", "%75ser%73")
    assert connection.request("GET", other, bearer).body == connection.request("GET", plain, bearer).body
    for target in (plain, other):
        assert connection.request("GET", target).json["code"] == "invalid_token"


def test_an_absolute_target_does_not_choose_the_host(world, connection, bearer):
    answer = connection.request("GET", f"http://evil.example/v2/{world.instance}/{world.main.id}/users", bearer)
    assert answer.status in (200, 400, 404) and b"evil" not in answer.body
    answer = connection.request("GET", f"http://evil.example/api/v2/{world.main.id}/users", bearer)
    assert answer.status in (400, 404)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "A" * 200])
def test_other_methods_do_nothing(world, server, bearer, method):
    with Connection(server.port, timeout=10) as connection:
        connection.send(head_of(method, f"/v2/{world.instance}/{world.main.id}/users", {**bearer, "X-Echo": "canary"},
                                b""))
        head = connection._until(b"\r\n\r\n")
    assert head.split()[1] in (b"400", b"404", b"405", b"501"), head
    assert b"canary" not in head and still_serves(server)


# Framing: whatever is unclear is refused, and nothing after it is read

HEAD = "POST /v2/a/b/oauth2/token HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
GET = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
UNCLEAR = {
    "length and chunked": HEAD + "Content-Length: 4\r\n" + CHUNKED + "\r\n0\r\n\r\n",
    "chunked and length": HEAD + CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "the same length twice": HEAD + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "list of lengths": HEAD + "Content-Length: 0, 0\r\n\r\n", "negative length": HEAD + "Content-Length: -1\r\n\r\n",
    "signed length": HEAD + "Content-Length: +5\r\n\r\nabcde",
    "hexadecimal length": HEAD + "Content-Length: 0x5\r\n\r\n",
    "length with a blank": HEAD + "Content-Length: 1 0\r\n\r\n", "no length": HEAD + "Content-Length: \r\n\r\n",
    "letters as length": HEAD + "Content-Length: 5a\r\n\r\nabcde",
    "length beyond numbers": HEAD + "Content-Length: 99999999999999999999\r\n\r\n",
    "length that wraps": HEAD + "Content-Length: 18446744073709551616\r\n\r\n",
    "unknown coding": HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding twice": HEAD + CHUNKED + CHUNKED + "\r\n0\r\n\r\n",
    "chunked twice": HEAD + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "coding before chunked": HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding after chunked": HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "identity": HEAD + "Transfer-Encoding: identity\r\n\r\n", "chunked in 1.0": HEAD.replace("1.1", "1.0") + CHUNKED
    + "\r\n0\r\n\r\n",
    "blank before the colon": HEAD + "Content-Length : 0\r\n\r\n", "tab before the colon": HEAD + "X-A\t: 0\r\n\r\n",
    "blank before coding's colon": HEAD + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "folded header": HEAD + "X-A: b\r\n c\r\n\r\n", "folded by a tab": HEAD + "X-A: b\r\n\tc\r\n\r\n",
    "folded coding": HEAD + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "blank before the first header": "GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n",
    "bare line feed": GET.replace("\r\n", "\n") + "\n", "one bare line feed": GET + "X-A: b\nX-B: c\r\n\r\n",
    "bare line feed at the end": GET + "X-A: b\r\n\n", "bare carriage return": GET + "X-A: b\rX-B: c\r\n\r\n",
    "NUL in a value": GET + "X-A: b\0c\r\n\r\n", "NUL in a name": GET + "X-\0A: b\r\n\r\n",
    "control in a value": GET + "X-A: b\x01c\r\n\r\n", "no colon": GET + "X-A\r\n\r\n", "no name": GET + ": b\r\n\r\n",
    "blank in a name": GET + "X A: b\r\n\r\n", "bracket in a name": GET + "X[A]: b\r\n\r\n",
    "name beyond ASCII": GET + "X-\u00e9: b\r\n\r\n",
    "two blanks": GET.replace(" /", "  /") + "\r\n", "two blanks before the version": GET.replace(" HTTP", "  HTTP")
    + "\r\n", "tab in the request line": GET.replace(" /", "\t/") + "\r\n",
    "blank in the target": GET.replace("/healthz", "/health z") + "\r\n",
    "no version": GET.replace(" HTTP/1.1", "") + "\r\n", "version 2": GET.replace("1.1", "2.0") + "\r\n",
    "version 0.9": GET.replace("1.1", "0.9") + "\r\n",
    "another protocol": GET.replace("HTTP/1.1", "HTTPS/1.1") + "\r\n",
    "long version": GET.replace("1.1", "1.1.1") + "\r\n", "no host": "GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": GET + "Host: localhost\r\n\r\n", "host with a path": GET.replace("localhost", "a/b") + "\r\n",
    "host with a user": GET.replace("localhost", "a@b") + "\r\n", "host with a blank": GET.replace("localhost", "a b")
    + "\r\n", "two authorizations": GET + "Authorization: a\r\nAuthorization: b\r\n\r\n",
    "chunk without size": HEAD + CHUNKED + "\r\nzz\r\nabc\r\n0\r\n\r\n",
    "negative chunk": HEAD + CHUNKED + "\r\n-1\r\nabc\r\n0\r\n\r\n",
    "chunk beyond numbers": HEAD + CHUNKED + "\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
    "hexadecimal chunk": HEAD + CHUNKED + "\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "chunk that goes on": HEAD + CHUNKED + "\r\n3\r\nabcdef\r\n0\r\n\r\n",
    "noise": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}


def answers_to(server, data):
    """The status of each answer to some bytes, until the server closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        one.sendall(data)
        try:
            while chunk := one.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
    return [part[:3].decode() for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize("label", UNCLEAR)
def test_what_is_unclear_is_refused_and_ends_the_connection(server, label):
    statuses = answers_to(server, (UNCLEAR[label] + SMUGGLED).encode("latin-1"))
    assert len(set(statuses)) <= 1, statuses  # libmicrohttpd sends the head of some refusals of its own twice
    assert set(statuses) <= {"400", "413", "431", "501", "505"}, statuses
    assert still_serves(server)


def test_what_is_clear_is_answered_in_order(server):
    chunks = HEAD + "Content-Type: application/x-www-form-urlencoded\r\n" + CHUNKED + "\r\n3;a=b\r\na=b\r\n0\r\n\r\n"
    assert answers_to(server, ("\r\n" + GET + "\r\n" + chunks + SMUGGLED).encode()) == ["200", "404", "200"]


# Size and time

HEADS = {
    "long target": ("/" + "a" * 100_000, {}), "long query": ("/healthz?a=" + "a" * 100_000, {}),
    "long header": ("/healthz", {"X-A": "a" * 100_000}), "long name": ("/healthz", {"X" * 100_000: "a"}),
    "many headers": ("/healthz", {f"X-{number}": "a" for number in range(20_000)}),
    "headers beyond the limit": ("/healthz", {f"X-{number}": "a" for number in range(101)}),
    "many cookies": ("/healthz", {"Cookie": "; ".join(f"a{number}=b" for number in range(2000))}),
    "many cookie headers": ("/healthz", [("Cookie", "a=b")] * 5000)}


@pytest.mark.parametrize("label", HEADS)
def test_a_head_that_is_too_large_is_refused_at_once(server, label):
    began = time.monotonic()
    try:
        with Connection(server.port, timeout=10) as connection:
            connection.send(head_of("GET", *HEADS[label], b""))
            status = connection._until(b"\r\n").split()[1]
            assert status in (b"400", b"413", b"414", b"431") or label == "many cookies" and status == b"200"
    except (ConnectionError, Closed):  # it does not always find room for an answer
        pass
    assert time.monotonic() - began < 5 and still_serves(server)


def resident(server):
    """Bytes of memory that the server has."""
    return int(open(f"/proc/{server.process.pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("label", HEADS)
def test_a_head_that_is_refused_leaves_nothing_behind(fresh_server, label):
    if sanitized():
        pytest.skip("the sanitizer keeps what was freed")
    server, before = fresh_server(), 0
    data = head_of("GET", *HEADS[label], b"")
    for number in range(150):
        before = resident(server) if number == 50 else before
        with socket.create_connection(("127.0.0.1", server.port), 10) as one:
            try:
                one.sendall(data)
                one.recv(100)
            except ConnectionError:
                pass
    assert resident(server) - before < 1 << 20
    assert server.stop() == 0


@pytest.mark.parametrize("count", [100, 450, 550, 1000, 2000, 8000])
def test_many_parameters_are_answered_at_once(server, count):
    """In the query, where SDKs put them all."""
    began = time.monotonic()
    with Connection(server.port, timeout=10) as connection:
        answer = connection.request("POST", "/?Action=ListUsers&Version=2019-08-15&" + "a&" * count)
    assert answer.status in (400, 414) and time.monotonic() - began < 5


def scope_of_units(key, instance, application, count):
    """Unknown units, all in the query."""
    ids = [(f"OrganizationalUnitIds.{number}", f"ou_{number:026}") for number in range(1, count + 1)]
    return signing.V3(key, "SetApplicationProvisioningScope", "2021-12-01", "localhost", query=[
        ("InstanceId", instance), ("ApplicationId", application), *ids])


def test_five_hundred_ids_fit_into_a_query(world, server):
    for count, expected in (500, 404), (1000, 414), (4000, 414):
        call = scope_of_units(world.key, world.instance, world.main.id, count)
        with Connection(server.port) as connection:
            answer = connection.request("POST", call.target, call.signed())
        assert answer.status == expected
        if expected == 404:
            assert answer.json["Code"] == "ResourceNotFound.OrganizationalUnit"
    assert still_serves(server)


def test_a_thousand_ids_fit_into_a_query_where_heads_have_more_room():
    roomy = Server(["server.head_bytes=65536"]).init()
    key = roomy.secrets["access_key_id"], roomy.secrets["access_key_secret"]
    try:
        roomy.start()
        call = scope_of_units(key, roomy.secrets["instance"], roomy.secrets["application"], 1000)
        with Connection(roomy.port) as connection:
            answer = connection.request("POST", call.target, call.signed())
        assert answer.json["Code"] == "ResourceNotFound.OrganizationalUnit"
        assert roomy.stop() == 0
    finally:
        roomy.remove()


def body_too_large(chunked):
    if not chunked:
        return {"Content-Length": str(BODY + 1)}, b""
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    return {"Transfer-Encoding": "chunked"}, chunk * 17 + b"0\r\n\r\n"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(world, server, bearer, chunked):
    headers, body = body_too_large(chunked)
    target = f"/v2/{world.instance}/{world.main.id}/groups"
    with Connection(server.port) as connection:
        answer = connection.request("POST", target, {**bearer, "Content-Type": "application/json", **headers}, body)
        assert answer.status == 413 and answer.json["Code"] == "RequestTooLarge"
    assert still_serves(server)


def test_a_body_without_end_is_cut_off(server):
    head = head_of("POST", "/v2/a/b/groups", {"Transfer-Encoding": "chunked"}, b"")
    sent, chunk = 0, b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        one.sendall(head)
        try:
            while sent < 64 * BODY:
                sent += one.send(chunk)
        except OSError:
            pass
    assert sent < 16 * BODY and still_serves(server)


def alike(number):
    """Keys that a hash without a secret takes for neighbours: the same length, and few bits apart."""
    return "a" * 60 + format(number, "017b").replace("0", "b").replace("1", "c")


MANY = {"different": lambda number: f"key{number}", "alike": alike,
        "short": lambda number: chr(0x4e00 + number % 20000) + chr(0x4e00 + number // 20000)}


def fitting(make, encode):
    """As many keys as a body holds."""
    keys, size = [], 0
    while len(keys) < 100_000 and size < BODY - 1000:
        keys.append(make(len(keys)))
        size += len(encode(keys[-1])) + 3
    return keys


@pytest.mark.parametrize("kind", MANY)
def test_many_keys_cost_little(world, connection, bearer, kind):
    target = f"/v2/{world.instance}/{world.main.id}/groups"
    keys = fitting(MANY[kind], lambda key: f'"{key}"'.encode())
    body = json.dumps(dict.fromkeys(keys, 1), ensure_ascii=False, separators=(",", ":"))
    began = time.monotonic()
    answer = connection.request("POST", target, {**bearer, "Content-Type": "application/json"}, body.encode())
    assert answer.json["code"] in ("MissingParameter.GroupName", "InvalidParameter.Body")
    form = "&".join(signing.encode(key) for key in fitting(MANY[kind], signing.encode))
    answer = connection.request("POST", f"/v2/{world.instance}/{world.main.id}/oauth2/token",
                                {"Content-Type": "application/x-www-form-urlencoded"}, form.encode())
    assert answer.json["code"] == "invalid_request"
    assert time.monotonic() - began < 3


def test_a_million_parameters_cost_little(connection):
    began = time.monotonic()
    answer = connection.request("POST", "/", {"Content-Type": "application/x-www-form-urlencoded",
                                              "x-acs-version": "2019-08-15"}, b"a&" * (BODY // 2 - 10))
    assert answer.json["Code"] == "InvalidParameter.Body" and time.monotonic() - began < 2


def test_slow_callers_do_not_keep_others_waiting(fresh_server):
    server = fresh_server("server.idle_seconds=2")
    head = head_of("POST", "/v2/a/b/groups", {"Content-Length": "1000"}, b"")
    slow = []
    try:
        for number in range(200):
            one = socket.create_connection(("127.0.0.1", server.port), 10)
            one.sendall(head[:1 + number % len(head)])
            slow.append(one)
        began = time.monotonic()
        for _ in range(20):
            assert still_serves(server)
        assert time.monotonic() - began < 2
        time.sleep(4)
        assert all(is_over(one) for one in slow)
    finally:
        for one in slow:
            one.close()
    assert server.stop() == 0


FIRST_LINE = "POST /v2/a/b/groups HTTP/1.1\r\n"


@pytest.mark.parametrize("beginning", ["", FIRST_LINE, FIRST_LINE + "Host: a\r\nContent-Length: 1000\r\n\r\n"],
                         ids=["no line", "a head", "a body"])
def test_who_sends_a_byte_now_and_then_is_cut_off(fresh_server, beginning):
    server = fresh_server("server.idle_seconds=2", "server.request_seconds=1")
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        began = time.monotonic()
        one.sendall(beginning.encode())
        while time.monotonic() - began < 10:
            try:
                one.sendall(b"x")
            except ConnectionError:
                break
            time.sleep(0.1)
        assert time.monotonic() - began < 6
    assert still_serves(server)
    assert server.stop() == 0


def test_a_connection_that_is_used_again_and_again_is_not_cut_off(fresh_server):
    server = fresh_server("server.idle_seconds=2", "server.request_seconds=1")
    with Connection(server.port) as one:
        one.repeats = False
        began = time.monotonic()
        while time.monotonic() - began < 5:
            assert one.request("GET", "/healthz").status == 200
            time.sleep(0.5)


def test_bodies_that_do_not_end_take_no_more_memory_than_they_may(fresh_server):
    server = fresh_server("server.threads=1")
    half = head_of("POST", "/v2/a/b/groups", {"Content-Length": str(BODY)}, b"x" * (BODY - 1))
    held = []
    try:
        for _ in range(96):
            held.append(socket.create_connection(("127.0.0.1", server.port), 10))
            with contextlib.suppress(ConnectionError):
                held[-1].sendall(half)
        assert still_serves(server)
        assert sum(is_over(one, 0.01) for one in held) >= 16
    finally:
        for one in held:
            one.close()
    assert still_serves(server)
    assert server.stop() == 0


def is_over(one, patience=1):
    one.settimeout(patience)
    try:
        while one.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def test_connections_beyond_the_limit_wait(fresh_server):
    server = fresh_server("server.connections=16", "server.idle_seconds=2")
    idle = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(24)]
    try:
        with Connection(server.port, timeout=20) as one:
            assert one.request("GET", "/healthz").status == 200
    finally:
        for one in idle:
            one.close()
    assert server.stop() == 0
