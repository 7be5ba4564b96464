"""What is big is cleared away in small steps: others write meanwhile, and a kill in between costs nothing."""
import signal

import pytest
from harness import state
from harness.calls import Calls
from harness.company import PEOPLE, UNITS, company, inconsistencies, marks, the_id
from harness.until import until


@pytest.fixture
def server(fresh_server):
    made = fresh_server()
    company(made)
    return made


@pytest.fixture
def calls(server):
    with Calls(server) as made:
        yield made


def people(calls):
    return calls.developer("GET", "/users?maxResults=1").json["totalCount"]


def in_the_group(server):
    return int(state.rows(server, "select count(*) from group_member")[0][0])


def test_others_write_while_a_big_unit_is_emptied(server, calls):
    north = the_id(server, "unit", "north")
    assert calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=north).status == 200
    made = 0
    while marks(server):
        assert people(calls) > 0
        calls.user()
        made += 1
    assert made >= 3, "nobody else came to write before all was cleared away"
    assert people(calls) == made
    assert inconsistencies(server) == {}


def test_what_is_on_its_way_out_is_gone_for_callers(server, calls):
    north, user = the_id(server, "unit", "north"), the_id(server, "users", f"user{PEOPLE - 1}")
    unit = the_id(server, "unit", f"unit{UNITS - 1}")
    assert calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=north).status == 200
    assert marks(server) == 1
    assert calls.developer("GET", f"/users/{user}").status == 404
    for refused in (calls.developer("GET", f"/organizationalUnits/{unit}"),
                    calls.create_user("someone", primaryOrganizationalUnitId=unit)):
        assert (refused.status, refused.json["code"]) == (400, "OrganizationUnitIdNotInScopes")
    again = calls.user(name=f"user{PEOPLE - 1}")
    until(lambda: not marks(server))
    assert calls.developer("GET", f"/users/{again}").status == 200
    assert people(calls) == 1


def test_a_kill_in_between_costs_nothing(server, calls):
    north, group = the_id(server, "unit", "north"), the_id(server, "user_group", "everybody")
    assert calls.eiam("DeleteGroup", GroupId=group).status == 200
    assert calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=north).status == 200
    server.stop(signal.SIGKILL)
    assert marks(server) > 0
    left = in_the_group(server)
    server.start()
    with Calls(server) as after:
        while marks(server):
            assert in_the_group(server) <= left
        assert people(after) == 0
    assert in_the_group(server) == 0
    assert state.rows(server, "select count(*) from unit where id <> 'ou_root'") == [("1",)]
    assert inconsistencies(server) == {}


def test_what_is_on_its_way_out_can_be_imported_again(server, calls):
    file = server.folder / "kept.jsonl"
    server.run("export", str(file))
    assert calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId="ou_root").status == 200
    group = the_id(server, "user_group", "everybody")
    assert calls.eiam("DeleteGroup", GroupId=group).status == 200
    server.run("import", str(file))
    assert people(calls) == in_the_group(server) == PEOPLE
    assert inconsistencies(server) == {}


def test_an_instance_goes_with_what_is_still_being_cleared_away(server, calls):
    calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId="ou_root")
    application = {"ApplicationId": server.secrets["application"]}
    assert calls.eiam("DisableApplication", **application).status == 200
    assert calls.eiam("DeleteApplication", **application).status == 200
    assert calls.eiam("DeleteInstance").status == 200
    assert calls.eiam("GetInstance").status == 404
    until(lambda: not marks(server))
    left = {table: count for table, count in state.counts(server).items() if count}
    assert left.keys() <= {"audit_event", "access_key"}, left


def test_what_expired_is_swept_for_as_long_as_there_is_some(fresh_server):
    one = fresh_server()
    one.change_data("""insert into artefact (kind, hash, created, expires, used)
        with recursive number(n) as (select 1 union all select n + 1 from number where n < 10000)
        select 1, 'hash' || n, 0, 1, 0 from number""")
    until(lambda: state.rows(one, "select count(*) from artefact where expires = 1") == [("0",)])
