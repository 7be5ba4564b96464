"""Two servers on one PostgreSQL: what one did, the other knows."""
import concurrent.futures
import os
import signal

import pytest
from harness import state
from harness.calls import Calls
from harness.company import PEOPLE, company, inconsistencies, marks, the_id
from harness.server import ROOT, Database, Server
from harness.until import until

pytestmark = pytest.mark.skipif(os.environ.get("MUSTER_TEST_STORE") != "postgres", reason="SQLite has one server")


@pytest.fixture(scope="module")
def servers():
    first = Server().init().start()
    second = first.beside().start()
    yield first, second
    second.remove()
    first.remove()


@pytest.fixture
def callers(servers):
    one = Calls(servers[0])
    other = one.beside(servers[1])
    yield one, other
    one.connection.close()
    other.connection.close()


def at_once(*calls):
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as executor:
        return [running.result() for running in [executor.submit(call) for call in calls]]


def test_a_user_made_at_one_is_there_at_the_other(callers):
    one, other = callers
    user = one.user()
    assert other.developer("GET", f"/users/{user}").json["userId"] == user
    assert other.developer("DELETE", f"/users/{user}").status == 200
    assert one.developer("GET", f"/users/{user}").status == 404


def test_a_nonce_used_for_a_write_at_one_is_refused_at_the_other(callers):
    one, other = callers
    write = one.signed("CreateGroup", GroupName="once")
    assert one.send(write).status == 200
    for caller in (other, one):
        answer = caller.send(write)
        assert (answer.status, answer.json["Code"]) == (400, "SignatureNonceUsed")


def test_of_one_write_sent_to_both_at_once_one_is_done(callers):
    one, other = callers
    for number in range(10):
        write = one.signed("CreateGroup", GroupName=f"at once {number}")
        answers = at_once(lambda: one.send(write), lambda: other.send(write))
        assert sorted(answer.status for answer in answers) == [200, 400]
        assert {answer.json.get("Code") for answer in answers} == {None, "SignatureNonceUsed"}


def test_a_token_of_one_opens_the_other_until_one_revokes_it(callers):
    one, other = callers
    token = one.new_token()
    assert other.developer("GET", "/users", token=token).status == 200
    assert one.form("/oauth2/revoke", token=token).status == 200
    for caller in (other, one):
        answer = caller.developer("GET", "/users", token=token)
        assert (answer.status, answer.json["code"]) == (400, "invalid_token")


def test_what_is_switched_off_at_one_is_off_at_the_other(callers, servers):
    one, other = callers
    application = {"ApplicationId": one.secrets["application"]}
    assert other.developer("GET", "/users").status == 200
    assert one.eiam("DisableApplication", **application).status == 200
    assert other.developer("GET", "/users").status in (400, 403)
    assert one.eiam("EnableApplication", **application).status == 200
    assert other.developer("GET", "/users").status == 200


def test_of_two_users_of_one_name_made_at_once_one_is_made(callers, servers):
    one, other = callers
    for number in range(15):
        answers = at_once(lambda: one.create_user(f"twin{number}"), lambda: other.create_user(f"twin{number}"))
        refused = [answer.json["code"] for answer in answers if answer.status != 200]
        assert refused == ["ResourceDuplicated.Username"], [answer.body for answer in answers]
    assert state.rows(servers[0], "select count(*) from users where name like 'twin%'") == [("15",)]


def test_a_client_token_is_known_at_both(callers):
    one, other = callers
    for number in range(5):
        asked = {"Username": f"repeated{number}", "PrimaryOrganizationalUnitId": "ou_root",
                 "ClientToken": f"token-{number}"}
        answers = at_once(lambda: one.eiam("CreateUser", **asked), lambda: other.eiam("CreateUser", **asked))
        assert [answer.status for answer in answers] == [200, 200], [answer.body for answer in answers]
        assert len({answer.json["UserId"] for answer in answers}) == 1


def test_limits_hold_against_both_at_once(callers):
    """Two access keys at most, however they are asked for."""
    one, other = callers
    domain = "@" + state.rows(one.server, "select alias from account")[0][0] + ".onaliyun.com"
    for number in range(5):
        user = {"UserPrincipalName": f"holder{number}{domain}"}
        assert one.ims("CreateUser", DisplayName="holder", **user).status == 200
        assert one.ims("CreateAccessKey", **user).status == 200
        answers = at_once(*[lambda caller=caller: caller.beside(caller.server).ims("CreateAccessKey", **user)
                            for caller in (one, other, one, other)])
        assert sorted(answer.status for answer in answers) == [200, 409, 409, 409], [one.body for one in answers]


def test_both_clear_away_what_was_deleted(callers, servers):
    one, other = callers
    company(servers[0])
    before = one.developer("GET", "/users?maxResults=1").json["totalCount"]
    north = the_id(servers[0], "unit", "north")
    assert one.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=north).status == 200
    until(lambda: not marks(servers[0]), 60)
    assert other.developer("GET", "/users?maxResults=1").json["totalCount"] == before - PEOPLE
    assert inconsistencies(servers[0]) == {}
    for server in servers:
        assert "upkeep failed" not in server.logged()


def test_one_goes_on_when_the_other_is_killed(servers, callers):
    first, second = servers
    one, other = callers
    second.stop(signal.SIGKILL)
    user = one.user()
    second.start()
    assert one.beside(second).developer("GET", f"/users/{user}").status == 200


def test_both_start_at_once_on_an_empty_database(servers):
    database = Database()
    pair = [servers[0].beside(database) for _ in range(2)]
    try:
        at_once(*[one.start for one in pair])
        assert all("error" not in one.logged() for one in pair)
        scripts = len(list((ROOT / "schema").glob("*.sql")))
        assert state.rows(pair[0], "select count(*) from migration") == [(str(scripts),)]
        assert all(Calls(one).get("/readyz").status == 200 for one in pair)
        pair[0].init()
        assert Calls(pair[1], pair[0].secrets).create_user().status == 200
    finally:
        for one in pair:
            assert one.stop() == 0
            one.remove()
