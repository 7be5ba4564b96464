"""The clock is set, forwards and back, while the server runs: what is bound to a time obeys the clock as it is now, and
nothing that only waits is held up or hurried."""
import time

import kills
import pytest
from harness import signing
from harness.calls import EIAM, Calls
from harness.clock import Clock
from harness.server import Server
from harness.until import until

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


@pytest.fixture
def by_clock():
    """by_clock("section.name=value", …) gives a running server and its clock."""
    made = []

    def make(*settings):
        server = Server(settings)
        made.append(server)
        clock = Clock(server.folder / "clock")
        server.prefix = clock.prefix
        return server.init().start(), clock
    yield make
    for server in made:
        server.remove()


def signed_at(calls, offset, action, **parameters):
    query = [("InstanceId", calls.secrets["instance"]), *parameters.items()]
    call = signing.V3(calls.key, action, EIAM, "localhost", query=query,
                      headers={"x-acs-date": signing.timestamp(offset)})
    return "POST", call.target, call.signed()


def test_a_token_ends_by_the_clock_as_it_is(by_clock):
    server, clock = by_clock()
    calls = Calls(server)
    token = calls.token
    clock.set(HOUR)
    answer = calls.developer("GET", "/users", token=token)
    assert (answer.status, answer.json["code"]) == (400, "invalid_token")
    later = calls.new_token()
    assert calls.developer("GET", "/users", token=later).status == 200
    clock.set(0)
    assert calls.developer("GET", "/users", token=token).status == 200


def test_a_token_outlives_midnight_in_either_direction(by_clock):
    server, clock = by_clock()
    calls = Calls(server)
    midnight = DAY - int(time.time()) % DAY
    for issued, used in ((midnight - 7 * MINUTE, midnight + 7 * MINUTE), (midnight + 7 * MINUTE, midnight - 7 * MINUTE)):
        clock.set(issued)
        token = calls.new_token()
        clock.set(used)
        assert calls.developer("GET", "/users", token=token).status == 200


def test_a_signature_is_good_by_the_clock_as_it_is(by_clock):
    server, clock = by_clock()
    calls = Calls(server)
    for offset in (HOUR, -HOUR):
        clock.set(offset)
        answer = calls.eiam("ListUsers")
        assert (answer.status, answer.json["Code"]) == (400, "InvalidTimeStamp.Expired"), answer.body
        assert calls.send(signed_at(calls, offset, "ListUsers")).status == 200


def test_what_was_sent_once_is_not_taken_again_after_the_clock_was_elsewhere(by_clock):
    server, clock = by_clock()
    calls = Calls(server)
    write, read = calls.signed("CreateGroup", GroupName="once"), calls.signed("ListUsers")
    assert [calls.send(one).status for one in (write, read)] == [200, 200]
    for offset in (HOUR, -HOUR):
        clock.set(offset)
        assert calls.send(signed_at(calls, offset, "ListUsers")).status == 200
    clock.set(0)
    for one in (write, read):
        answer = calls.send(one)
        assert (answer.status, answer.json["Code"]) == (400, "SignatureNonceUsed"), answer.body


def test_changes_go_on_while_the_clock_is_set_and_no_id_comes_twice(by_clock):
    server, clock = by_clock()
    trial = kills.Trial([server], writers=6)

    def strike():
        for offset in (600, -600, 300, -300, 0) * 2:  # what a signature and a token bear
            clock.set(offset)
            time.sleep(0.1)
    trial.run(strike)
    trial.check()
    assert not any(writer.ledger.unanswered for writer in trial.writers)


def test_connections_stay_open_however_far_the_clock_is_set(by_clock):
    server, clock = by_clock("server.idle_seconds=30")
    with Calls(server) as calls:
        calls.connection.repeats = False
        for offset in (0, DAY, -DAY, 0):
            clock.set(offset)
            assert calls.get("/healthz").status == 200


def test_limits_hold_nobody_up_because_the_clock_was_set_back(by_clock):
    server, clock = by_clock("limit.calls_per_second=5")
    calls = Calls(server)
    token = calls.token
    until(lambda: calls.developer("GET", "/users", token=token).status == 429)
    clock.set(-600)
    until(lambda: calls.developer("GET", "/users", token=token).status == 200, seconds=5)
