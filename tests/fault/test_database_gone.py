"""PostgreSQL stops and comes back: what the callers see meanwhile, and that nobody has to restart anything."""
import concurrent.futures
import os
import signal
import subprocess
import sys
import time

import pytest
from harness import samples, state
from harness.calls import PASSWORD, Calls
from harness.server import Database, Server
from harness.until import until

sys.path.insert(0, str(samples.ROOT / "tools"))

import postgres  # noqa: E402

pytestmark = pytest.mark.skipif(os.environ.get("MUSTER_TEST_STORE") != "postgres", reason="SQLite does not go away")


@pytest.fixture(scope="module")
def cluster():
    made = postgres.Cluster()
    made.start()
    yield made
    made.stop()
    made.remove()


@pytest.fixture
def server(cluster, monkeypatch):
    monkeypatch.setenv("MUSTER_TEST_POSTGRES", cluster.connection)
    made = Server(["data.connections=3"], Database("postgres")).init().start()
    yield made
    made.remove()


@pytest.fixture
def calls(server):
    with Calls(server) as made:
        made.user()
        yield made


class Away:
    """PostgreSQL is stopped inside, and runs again afterwards."""

    def __init__(self, cluster):
        self.cluster = cluster

    def __enter__(self):
        self.cluster.stop()

    def __exit__(self, *_):
        self.cluster.start()


def wait_for_all_connections(calls):
    """Each is opened again by the first call it gets, a second after the last attempt at the soonest."""
    until(lambda: all(calls.developer("GET", "/users").status == 200 for _ in range(30)))


def tenant_token(calls):
    return calls.connection.request("POST", "/api/v2/tenant/token", {"Content-Type": "application/x-www-form-urlencoded"},
                                    b"grant_type=client_credentials&client_id=app_a&client_secret=b")


def test_each_family_says_in_its_own_form_that_it_cannot_now(cluster, server, calls):
    with Away(cluster):
        for call in (lambda: calls.developer("GET", "/users"), calls.create_user):
            answer = call()
            assert (answer.status, answer.json["code"]) == (503, "ServiceUnavailable"), answer.body
            assert answer.json["requestId"] == answer.header("x-acs-request-id")
        for call in (lambda: calls.eiam("ListUsers"), lambda: calls.eiam("CreateGroup", GroupName="a"),
                     lambda: calls.ims("ListUsers")):
            answer = call()
            assert (answer.status, answer.json["Code"]) == (503, "ServiceUnavailable"), answer.body
        answer = calls.form("/oauth2/token", grant_type="client_credentials")
        assert (answer.status, answer.json["error"]) == (503, "temporarily_unavailable"), answer.body
        answer = tenant_token(calls)
        assert answer.status == 503, answer.body
    wait_for_all_connections(calls)


def test_it_recovers_by_itself(cluster, server, calls):
    user = calls.user()
    assert calls.get("/readyz").status == 200
    with Away(cluster):
        until(lambda: calls.get("/readyz").status == 503)
        assert calls.get("/healthz").status == 200
        assert calls.create_user().status == 503
    began = time.monotonic()
    until(lambda: calls.get("/readyz").status == 200)
    assert time.monotonic() - began < 10
    until(lambda: calls.create_user().status == 200)
    wait_for_all_connections(calls)
    assert calls.developer("GET", f"/users/{user}").status == 200


def test_a_lock_that_somebody_holds_is_not_waited_for_for_ever(cluster, server, calls):
    user = calls.user()
    holder = subprocess.Popen(["psql", "-qX", server.database.url, "-c", "begin", "-c", "lock table users, audit_event",
                               "-c", "select pg_sleep(60)"], stdout=subprocess.DEVNULL)
    try:
        until(lambda: not calls.get("/readyz").status == 200 or calls.create_user().status == 503)
        began = time.monotonic()
        answer = calls.create_user()
        assert (answer.status, answer.json["code"]) == (503, "ServiceUnavailable"), answer.body
        assert time.monotonic() - began < 10
    finally:
        holder.kill()
        holder.wait()
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%'"
    subprocess.run(["psql", "-qX", server.database.url, "-c", cut], check=True, stdout=subprocess.DEVNULL)
    until(lambda: calls.developer("GET", f"/users/{user}").status == 200 and calls.create_user().status == 200)
    assert server.stop() == 0


def test_a_database_that_stands_still_is_noticed(cluster, server, calls):
    assert calls.get("/readyz").status == 200
    frozen = cluster.processes()
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    try:
        until(lambda: calls.get("/readyz").status == 503)
        assert calls.get("/healthz").status == 200
    finally:
        for process in frozen:
            os.kill(process, signal.SIGCONT)
    until(lambda: calls.get("/readyz").status == 200)
    wait_for_all_connections(calls)


def test_readiness_is_noticed_without_any_calls(cluster, server):
    with Calls(server) as calls:
        with Away(cluster):
            until(lambda: calls.get("/readyz").status == 503)
        until(lambda: calls.get("/readyz").status == 200)


def test_a_call_that_waits_for_a_hash_meanwhile_is_told_too(cluster, server, calls):
    user = calls.user()
    with Away(cluster):
        answer = calls.change_password(user)
        assert (answer.status, answer.json["code"]) == (503, "ServiceUnavailable"), answer.body
    until(lambda: calls.change_password(user, PASSWORD + "2").status == 200)


def write_until_told(calls, answered):
    while True:
        answer = calls.create_user()
        if answer.status != 200:
            return answer.status
        answered.append(answer.json["userId"])


def test_what_was_answered_survives_a_crash_of_the_database(cluster, server, calls):
    for _ in range(3):
        answered = []
        with concurrent.futures.ThreadPoolExecutor(3) as executor:
            writers = [executor.submit(write_until_told, calls.beside(), answered) for _ in range(3)]
            until(lambda: len(answered) > 20)
            with Away(cluster):
                assert {writer.result() for writer in writers} == {503}
        wait_for_all_connections(calls)
        assert set(answered) <= {user for user, in state.rows(server, "select id from users")}


def test_it_stops_in_good_order_without_its_database(cluster, server, calls):
    with Away(cluster):
        assert calls.create_user().status == 503
        assert server.stop(signal.SIGTERM) == 0


def test_it_does_not_start_without_its_database(cluster, server):
    server.stop()
    with Away(cluster):
        done = server.run("serve", check=False, timeout=30)
    assert done.returncode == 1
    assert "cannot open the database" in done.stderr
    server.start()


def test_no_secret_of_the_connection_is_logged(cluster, server, calls):
    server.stop()
    where = server.options.index(f"data.database={server.database.url}")
    server.options[where] += " password=s3cret-of-the-database"
    server.start()
    with Away(cluster):
        assert calls.beside().create_user().status == 503
    assert "s3cret" not in server.logged()
