"""Behind a proxy: whose call it is."""
import json

import pytest
from harness.calls import Calls
from harness.server import Server
from harness.until import until


def behind(networks):
    made = Server([f"server.trusted_proxies={networks}", "limit.failures_per_minute=5"]).init().start()
    with Calls(made) as calls:
        yield made, calls
    made.remove()


@pytest.fixture(scope="module")
def trusting():
    yield from behind("10.0.0.0/8, 127.0.0.1")


@pytest.fixture(scope="module")
def wary():
    yield from behind("10.0.0.0/8")


def forwarded(calls, address, action="ListUsers", key=None, **parameters):
    method, target, headers = calls.signed(action, key=key, **parameters)
    return calls.connection.request(method, target, {**headers, "X-Forwarded-For": address})


def logged_address(server, answer):
    request = answer.json["RequestId"]
    line, = until(lambda: [line for line in server.logged().splitlines() if request in line])
    return json.loads(line)["address"]


@pytest.mark.parametrize("sent, address", [
    ("192.0.2.1", "192.0.2.1"), ("198.51.100.7, 192.0.2.1, 10.0.0.9", "192.0.2.1"), ("2001:DB8::0:1", "2001:db8::1"),
    ("192.0.2.1:443", "192.0.2.1"), ("nobody", "127.0.0.1"), ("x" * 2000, "127.0.0.1")])
def test_the_log_has_the_address_that_the_proxy_names(trusting, sent, address):
    server, calls = trusting
    assert logged_address(server, forwarded(calls, sent)) == address


def test_others_are_not_believed(wary):
    server, calls = wary
    assert logged_address(server, forwarded(calls, "192.0.2.1")) == "127.0.0.1"


def test_the_audit_has_the_address_that_the_proxy_names(trusting):
    server, calls = trusting
    answer = forwarded(calls, "192.0.2.77", "CreateOrganizationalUnit", OrganizationalUnitName="audited",
                       ParentId="ou_root")
    assert answer.status == 200, answer.body
    audit = server.run("audit", "--json", "--most", "5").stdout
    assert any(json.loads(line)["source"] == "192.0.2.77" for line in audit.splitlines())


def test_failures_are_counted_by_the_address_that_the_proxy_names(trusting):
    server, calls = trusting
    wrong = calls.key[0], "wrong"
    while forwarded(calls, "192.0.2.5", key=wrong).status != 429:
        pass
    assert forwarded(calls, "192.0.2.5").status == 429
    assert forwarded(calls, "192.0.2.6").status == 200
