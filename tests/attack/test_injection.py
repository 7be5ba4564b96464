"""What means something to a database, a log or a page means nothing to us: text stays text, in every field."""
import json
import unicodedata
import xml.etree.ElementTree

import pytest
from harness import doors, samples, signing, state
from harness.place import Place, request_of
from harness.until import until
from harness.wire import Connection

CONTRACT = samples.read_contract(samples.ROOT / "contract")
# Reads come first: writes make what has such names.
OPERATIONS = [pytest.param(family, operation, id=f"{family.name}.{operation.name}") for writes in (False, True)
              for family in CONTRACT.families for operation in family.operations
              if operation.supported and operation.authentication != "none" and operation.writes == writes]
PAYLOADS = ["' or '1'='1", "'; drop table users; --", '" or 1=1 --', "%", "_", "a' union select * from users --",
            "\\", "$1", "$realm", "{ids}", "?1", ":a", "*", "1;vacuum", "' || (select 1) || '", "%s%n", "../../etc/passwd",
            "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "=1+1", "a\u202eb", "\u0130\u0131\ufb01\u1e9e"]
TOTALS = ("TotalCount", "totalCount", "total")


@pytest.fixture(scope="module")
def place(server, world):
    with Connection(server.port) as connection:
        yield Place(world, connection, "own")


@pytest.fixture
def connection(server):
    with Connection(server.port) as one:
        yield one


def door_of(place, family):
    if family.style == "rpc":
        return doors.Rpc(place.world.key, "localhost")
    return doors.Rest(place.tokens[family.name], "en")


def texts(sample):
    """The fields that take text, but for the path to the caller's own application."""
    own = ("instanceId", "applicationId") if sample.family.name == "developer" else ()
    return [field for field in sample.operation.request.fields if field.kind in ("text", "texts") and not field.fixed
            and field.name not in own and field.place != "header"]


@pytest.mark.parametrize("family, operation", OPERATIONS)
def test_odd_text_is_no_command(place, connection, family, operation):
    sample, door = request_of(family, operation, place.ids, place.world), door_of(place, family)
    for field in texts(sample):
        for payload in PAYLOADS:
            value = [payload] if field.kind == "texts" else payload
            answer = doors.send(connection, door.request(sample.with_value(field.name, value)))
            assert answer.status < 500, (field.name, payload, answer.body)
            body = answer.json
            if answer.status == 200 and not operation.writes:
                assert all(body.get(name, 0) == 0 for name in TOTALS), (field.name, payload, body)
            if answer.status == 200 and field.name == "InstanceId":
                raise AssertionError((payload, body))


def test_after_all_that_everything_is_there(place, server):
    assert state.counts(server)["users"] > 0
    assert place.eiam.GetUser(UserId=place.ids["user"])["User"]["UserId"] == place.ids["user"]


ODD = ["' or '1'='1", "'; drop table users; --", "%", "_%", "\\", "\\%", '"', "a\"b\\c/d", "<&>'\"", "{subject}", "{Subject}",
       "%s%n%d", "$1", "测试 \U0001f600", "e\u0301", "\u00e9", " a", "a ", "=1+1", "a|b", "null", "0", "true"]


@pytest.fixture(scope="module")
def quiet(server, world):
    """An instance in which nothing has an odd name."""
    instance = world.eiam.CreateInstance(Description="quiet")["InstanceId"]
    with Connection(server.port) as connection:
        yield doors.Signed(connection, world.key, "2021-12-01", InstanceId=instance)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_come_back_as_they_were(quiet, name):
    group = quiet.CreateGroup(GroupName=name, Description=name)["GroupId"]
    found = quiet.GetGroup(GroupId=group)["Group"]
    assert (found["GroupName"], found["Description"]) == (name, name)
    assert [one["GroupId"] for one in quiet.ListGroups(GroupName=name)["Groups"]] == [group]
    listed = quiet.ListGroups(GroupNameStartsWith=name)["Groups"]
    assert group in [one["GroupId"] for one in listed]
    assert all(folded(one["GroupName"]).startswith(folded(name)) for one in listed)
    quiet.DeleteGroup(GroupId=group)


def folded(text):
    return unicodedata.normalize("NFKC", text).casefold()


@pytest.mark.parametrize("name", ODD)
def test_an_error_says_odd_names_as_they_were(place, connection, world, name):
    name += " twice"
    request = ("POST", f"/v2/{world.instance}/{world.main.id}/groups", {
        "Authorization": f"Bearer {place.tokens['developer']}", "Content-Type": "application/json"},
        json.dumps({"groupName": name}).encode())
    connection.request(*request)
    assert connection.request(*request).json["message"] == f"The specified GroupName resource: {name} already exist!"


@pytest.mark.parametrize("name", ["<a>&\"'", "]]>", "<!--", "&#0;", "\U0001f600", "a\ufffeb\uffff"])
def test_odd_names_are_text_in_xml(quiet, connection, name):
    group = quiet.CreateGroup(GroupName=name)["GroupId"]
    call = signing.V3(quiet.key, "GetGroup", "2021-12-01", "localhost", query=[
        *quiet.always.items(), ("GroupId", group), ("Format", "XML")])
    root = xml.etree.ElementTree.fromstring(connection.request("POST", call.target, call.signed()).body)
    assert root.find("Group/GroupName").text == name.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    quiet.DeleteGroup(GroupId=group)


@pytest.mark.parametrize("name", ["a%01b", "a%1fb", "%3Ca%3E%26", "a%0d%0ab", "%EF%BF%BF"])
def test_odd_names_of_parameters_are_text_in_xml(connection, name):
    answer = connection.request("POST", f"/?Format=XML&Action=ListUsers&Version=2019-08-15&{name}=1&{name}=1")
    assert doors.said_by_rpc(answer)[0].startswith("InvalidParameter.")


def test_what_a_caller_sends_cannot_forge_a_line_of_the_log(server, world, connection):
    before = len(server.logged().splitlines())
    forged = '{"level":"error","message":"forged"}'
    targets = [f"/v2/{world.instance}/x%22%2c%22a%22:%22b/users", "/a%22%7d"]
    for target in targets:
        connection.request("GET", target, {"User-Agent": forged, "X-Forwarded-For": forged, "Referer": forged})
    connection.request("POST", "/?Action=" + "%22%7d%0a" + "&Version=2019-08-15")
    lines = until(lambda: server.logged().splitlines()[before:])
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert not any(json.loads(line)["message"] == "forged" for line in lines)
