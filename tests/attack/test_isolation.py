"""What belongs to one instance is not there for another: every operation with every id that it takes."""
import json

import pytest
from harness import doors, samples, signing, state
from harness.place import Place, own_id_fields, request_of, with_id
from harness.wire import Connection

CONTRACT = samples.read_contract(samples.ROOT / "contract")
MARK = "zebra"  # in every text of the instance that others must not see

NOT_FOUND = ("user_not_found", "user_lookup_failed", "unit_not_found", "unit_not_in_scope", "unit_lookup_failed",
             "group_not_found", "application_not_found", "secret_not_found", "custom_field_not_found",
             "application_account_not_found")


def operations(*families):
    """Those that take ids; in paths that begin with the caller's own ids, others."""
    return [pytest.param(family, operation, id=f"{family.name}.{operation.name}") for family in CONTRACT.families
            for operation in family.operations
            if operation.supported and family.name in families and own_id_fields(family, operation)]


@pytest.fixture(scope="module")
def places(server, world):
    """Two instances: the first is the victim."""
    from harness.world import World
    with Connection(server.port) as connection:
        yield Place(World(server, world.endpoint), connection, MARK), Place(world, connection, "own")


@pytest.fixture(scope="module")
def outsider(places):
    """An application of the victim's instance that has nothing in its scope: its id and its token."""
    application = places[0].world.application(units=[], groups=[])
    return application.id, application.token()


@pytest.fixture
def connection(server):
    with Connection(server.port) as one:
        yield one


def is_not_found(family, operation, answer):
    codes = {doors.refusal(CONTRACT, operation.dialect, name)[1] for name in NOT_FOUND
             if samples.rendering_of(CONTRACT.core.errors[name], operation.dialect, CONTRACT.dialects)}
    return answer.status >= 400 and doors.said(family, answer)[1] in codes


def values_in(answer):
    """All values in an answer, without the words that it takes from the request."""
    return json.dumps(answer.json, ensure_ascii=False) if answer.status == 200 else ""


@pytest.mark.parametrize("family, operation", operations("developer", "eiam", "tenant"))
def test_ids_of_another_instance_lead_nowhere(places, connection, server, family, operation):
    victim, caller = places
    own = caller.make()
    door = caller.door(family)
    before = state.dump(server, victim.world.instance)
    fields = own_id_fields(family, operation)
    for chosen in [[field] for field in fields] + [fields]:
        sample = request_of(family, operation, own, caller.world)
        for path, kind in chosen:
            sample.values = with_id(sample.values, path, victim.ids[kind])
        answer = doors.send(connection, door.request(sample))
        assert 200 <= answer.status < 500
        assert MARK not in values_in(answer), (chosen, answer.body)
        if answer.status == 200:
            assert not operation.writes, (chosen, answer.body)
            assert not any(identifier in values_in(answer) for identifier in victim.ids.values()), (chosen, answer.body)
        else:
            assert is_not_found(family, operation, answer), (chosen, answer.body)
    assert state.dump(server, victim.world.instance) == before
    answer = doors.send(connection, door.request(request_of(family, operation, own, caller.world)))
    assert answer.status < 500 and not is_not_found(family, operation, answer), answer.body


DEVELOPER = next(family for family in CONTRACT.families if family.name == "developer")
LOOKUPS = [operation for operation in DEVELOPER.operations if "IdBy" in operation.name]


@pytest.mark.parametrize("operation", LOOKUPS, ids=lambda operation: operation.name)
def test_people_of_another_instance_are_not_found(places, connection, operation):
    victim, caller = places
    for place in places:
        sample = request_of(DEVELOPER, operation, {}, place.world)
        sample.values |= {name: value for name, value in victim.found_by.items() if name in sample.values}
        sample.values |= {"userSourceId": victim.world.instance} if "userSourceId" in sample.values else {}
        answer = doors.send(connection, place.door(DEVELOPER).request(sample))
        if place is caller:
            assert is_not_found(DEVELOPER, operation, answer), answer.body
        elif "userSourceId" not in sample.values and "organizationalUnitExternalId" not in sample.values:
            assert answer.json["userId"] == victim.ids["user"]


@pytest.mark.parametrize("family, operation", operations("developer"))
def test_ids_beyond_the_data_scope_lead_nowhere(places, outsider, connection, server, family, operation):
    victim, _ = places
    sample = request_of(family, operation, victim.ids, victim.world)
    sample.values["applicationId"], token = outsider
    before = state.dump(server, victim.world.instance)
    answer = doors.send(connection, doors.Rest(token, "en").request(sample))
    assert state.dump(server, victim.world.instance) == before
    assert MARK not in values_in(answer), answer.body
    if answer.status == 200:
        assert not operation.writes, answer.body
        assert not any(identifier in values_in(answer) for identifier in victim.ids.values())
    else:
        assert is_not_found(family, operation, answer), answer.body


# RAM users

@pytest.fixture(scope="module")
def person(world, server):
    """The key of a RAM user, who may do nothing."""
    alias, = state.rows(server, "select alias from account")
    name = f"nobody@{alias[0]}.onaliyun.com"
    world.ims.CreateUser(UserPrincipalName=name, DisplayName="nobody")
    key = world.ims.CreateAccessKey(UserPrincipalName=name)["AccessKey"]
    return key["AccessKeyId"], key["AccessKeySecret"]


SIGNED = [pytest.param(family, operation, id=f"{family.name}.{operation.name}") for family in CONTRACT.families
          if family.style == "rpc" for operation in family.operations if operation.supported]


@pytest.mark.parametrize("family, operation", SIGNED)
def test_a_person_without_permission_may_do_nothing(places, person, connection, server, family, operation):
    victim, _ = places
    sample = request_of(family, operation, victim.ids, victim.world)
    before = state.counts(server)
    for old_style in (False, True):
        for value in (sample, samples.Sample(family, operation, {})):
            answer = doors.send(connection, doors.Rpc(person, "localhost", old_style=old_style).request(value))
            assert doors.said(family, answer)[:2] == (403, "NoPermission"), answer.body
    assert state.counts(server) == before


def test_a_person_without_permission_does_not_learn_what_there_is(places, person, connection):
    victim, _ = places
    answers = [connection.request("POST", call.target, call.signed()) for call in
               (signing.V3(person, "GetUser", "2021-12-01", "localhost",
                           query=[("InstanceId", instance), ("UserId", user)])
                for instance in (victim.world.instance, "idaas_nowhere") for user in (victim.ids["user"], "user_none"))]
    assert len({(answer.status, answer.json["Code"], answer.json["Message"]) for answer in answers}) == 1
