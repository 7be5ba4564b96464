"""Organizational units through the developer API."""
import pytest
import requests

from harness.clients import refused

NOT_IN_SCOPE = "OrganizationUnitIdNotInScopes"
NAME_TAKEN = "ResourceDuplicated.OrganizationalUnitName"
LEVELS = 20


def unit(client, name, parent="ou_root", **more):
    return client.CreateOrganizationalUnit(organizationalUnitName=name, parentId=parent, **more)["organizationalUnitId"]


def get(client, identifier):
    return client.GetOrganizationalUnit(organizationalUnitId=identifier)


def parents(client, identifier):
    return client.ListOrganizationalUnitParentIds(organizationalUnitId=identifier)["parentIds"]


def children(client, parent, **page):
    return client.ListOrganizationalUnits(parentId=parent, **page)


def user(client, name, parent):
    return client.CreateUser(username=name, primaryOrganizationalUnitId=parent)["userId"]


@pytest.fixture
def move(world):
    """PatchOrganizationalUnitParentId is newer than the SDK, so it is called as its page says."""
    def call(identifier, parent, application=world.main):
        answer = requests.patch(
            f"http://{world.endpoint}/v2/{world.instance}/{application.id}/organizationalUnits/{identifier}/parentId",
            json={"parentId": parent}, headers={"Authorization": "Bearer " + application.token()}, timeout=30)
        return answer.status_code, answer.json()
    return call


def test_a_unit_is_read_as_it_was_made(world):
    made = unit(world.developer, "sales", organizationalUnitExternalId="42", description="who sell")
    read = get(world.developer, made)
    assert read.pop("createTime") == read.pop("updateTime") > 1_600_000_000_000
    assert read == {"instanceId": world.instance, "organizationalUnitId": made, "organizationalUnitName": "sales",
                    "parentId": "ou_root", "organizationalUnitExternalId": "42",
                    "organizationalUnitSourceType": "build_in", "organizationalUnitSourceId": world.instance,
                    "description": "who sell"}


def test_what_was_not_given_is_left_out_and_the_external_id_is_the_own(world):
    made = unit(world.developer, "plain")
    read = get(world.developer, made)
    assert read["organizationalUnitExternalId"] == made
    assert "description" not in read
    assert "parentId" not in get(world.developer, "ou_root")


def test_both_doors_see_the_same_unit(world):
    made = unit(world.developer, "seen twice")
    seen = world.eiam.GetOrganizationalUnit(OrganizationalUnitId=made)["OrganizationalUnit"]
    assert seen["OrganizationalUnitName"] == "seen twice" and seen["InstanceId"] == world.instance
    other = world.eiam.CreateOrganizationalUnit(OrganizationalUnitName="made there",
                                                ParentId=made)["OrganizationalUnitId"]
    assert get(world.developer, other)["parentId"] == made


def test_siblings_have_different_names(world):
    parent = unit(world.developer, "siblings")
    unit(world.developer, "twin", parent)
    with refused(NAME_TAKEN, 400, "The specified OrganizationalUnitName resource: TWIN already exist!"):
        unit(world.developer, "TWIN", parent)
    unit(world.developer, "twin", unit(world.developer, "cousin", parent))


def test_an_external_id_is_taken_once(world):
    unit(world.developer, "first of its id", organizationalUnitExternalId="taken")
    with refused("ResourceDuplicated.ExternalId", 400, "taken"):
        unit(world.developer, "second of its id", organizationalUnitExternalId="taken")


def test_the_tree_has_twenty_levels_at_most(world, move):
    deepest = "ou_root"
    for level in range(LEVELS):
        deepest = unit(world.developer, f"level {level}", deepest)
    assert len(parents(world.developer, deepest)) == LEVELS
    with refused("LimitExceeded.OrganizationalUnitDepth", 400):
        unit(world.developer, "too deep", deepest)
    status, answer = move(unit(world.developer, "would be too deep"), deepest)
    assert (status, answer["code"]) == (400, "LimitExceeded.OrganizationalUnitDepth")


def test_a_patch_changes_what_was_sent(world):
    made = unit(world.developer, "before", description="old")
    world.developer.PatchOrganizationalUnit(organizationalUnitId=made, organizationalUnitName="after")
    assert get(world.developer, made)["description"] == "old"
    world.developer.PatchOrganizationalUnit(organizationalUnitId=made, description="new")
    read = get(world.developer, made)
    assert (read["organizationalUnitName"], read["description"]) == ("after", "new")
    assert read["updateTime"] >= read["createTime"]


def test_a_patch_takes_no_name_from_a_sibling(world):
    parent = unit(world.developer, "patched")
    unit(world.developer, "here already", parent)
    made = unit(world.developer, "other", parent)
    with refused(NAME_TAKEN, 400):
        world.developer.PatchOrganizationalUnit(organizationalUnitId=made, organizationalUnitName="here already")
    world.developer.PatchOrganizationalUnit(organizationalUnitId=made, organizationalUnitName="OTHER")


def test_only_an_empty_unit_is_deleted(world):
    parent = unit(world.developer, "to go")
    child = unit(world.developer, "first", parent)
    with refused("UnsupportedOperation.OrganizationalUnitNotEmpty", 400):
        world.developer.DeleteOrganizationalUnit(organizationalUnitId=parent)
    person = user(world.developer, "in_the_way", child)
    with refused("UnsupportedOperation.OrganizationalUnitNotEmpty", 400):
        world.developer.DeleteOrganizationalUnit(organizationalUnitId=child)
    world.developer.DeleteUser(userId=person)
    world.developer.DeleteOrganizationalUnit(organizationalUnitId=child)
    world.developer.DeleteOrganizationalUnit(organizationalUnitId=parent)
    with refused(NOT_IN_SCOPE, 400, parent):
        get(world.developer, parent)


def test_the_root_stays(world, move):
    with refused("UnsupportedOperation.RootOrganizationalUnit", 400):
        world.developer.DeleteOrganizationalUnit(organizationalUnitId="ou_root")
    status, answer = move("ou_root", unit(world.developer, "not above the root"))
    assert (status, answer["code"]) == (400, "UnsupportedOperation.RootOrganizationalUnit")


def test_a_unit_moves_with_all_below_it(world, move):
    start, goal = unit(world.developer, "start"), unit(world.developer, "goal")
    moved = unit(world.developer, "moved", start)
    below = unit(world.developer, "below", moved)
    assert move(moved, goal) == (200, {})
    assert parents(world.developer, below) == ["ou_root", goal, moved]
    assert children(world.developer, start)["totalCount"] == 0
    assert children(world.developer, goal)["totalCount"] == 1


def test_a_unit_moves_neither_below_itself_nor_to_its_namesake(world, move):
    top = unit(world.developer, "top")
    below = unit(world.developer, "circle", top)
    for parent in (top, below):
        status, answer = move(top, parent)
        assert (status, answer["code"]) == (400, "InvalidParameter.ParentId")
    unit(world.developer, "top", below)
    other = unit(world.developer, "elsewhere")
    unit(world.developer, "top", other)
    status, answer = move(top, other)
    assert (status, answer["code"]) == (400, NAME_TAKEN)
    status, answer = move(top, "ou_nowhere")
    assert (status, answer["code"]) == (400, NOT_IN_SCOPE)


def test_pages_have_every_child_once(world):
    parent = unit(world.developer, "pages")
    made = {unit(world.developer, f"page {number}", parent) for number in range(5)}
    pages = [children(world.developer, parent, pageNumber=number, pageSize=2) for number in (1, 2, 3, 4)]
    assert [page["totalCount"] for page in pages] == [5] * 4
    assert [len(page["data"]) for page in pages] == [2, 2, 1, 0]
    assert {item["organizationalUnitId"] for page in pages for item in page["data"]} == made
    assert {item["organizationalUnitId"] for item in children(world.developer, parent)["data"]} == made


def test_a_unit_is_found_by_its_external_id(world):
    made = unit(world.developer, "found", organizationalUnitExternalId="find me")
    source = {"organizationalUnitSourceType": "build_in", "organizationalUnitSourceId": world.instance}
    answer = world.developer.GetOrganizationalUnitIdByExternalId(organizationalUnitExternalId="find me", **source)
    assert answer == {"organizationalUnitId": made}
    with refused("ResourceNotFound.OrganizationalUnitId", 400, "nobody"):
        world.developer.GetOrganizationalUnitIdByExternalId(organizationalUnitExternalId="nobody", **source)
    with refused("ResourceNotFound.OrganizationalUnitId", 400):
        world.developer.GetOrganizationalUnitIdByExternalId(
            organizationalUnitExternalId="find me", **{**source, "organizationalUnitSourceType": "ldap"})


def test_a_required_parameter_is_named_when_it_is_missing(world):
    with refused("MissingParameter.OrganizationalUnitName", 400,
                 "The specified parameter:OrganizationalUnitName is required!"):
        world.developer.CreateOrganizationalUnit(parentId="ou_root")
    with refused("MissingParameter.ParentId", 400):
        world.developer.CreateOrganizationalUnit(organizationalUnitName="nowhere")


def test_what_does_not_exist_is_not_in_scope(world):
    attempts = [lambda client: get(client, "ou_nowhere"), lambda client: unit(client, "x", "ou_nowhere"),
                lambda client: client.PatchOrganizationalUnit(organizationalUnitId="ou_nowhere", description="x"),
                lambda client: client.DeleteOrganizationalUnit(organizationalUnitId="ou_nowhere"),
                lambda client: children(client, "ou_nowhere"), lambda client: parents(client, "ou_nowhere")]
    for attempt in attempts:
        with refused(NOT_IN_SCOPE, 400, "organizationUnitId : ou_nowhere not in provisioning scope!"):
            attempt(world.developer)


def test_a_limited_application_sees_its_part_of_the_tree_only(world):
    inside, outside = unit(world.developer, "inside"), unit(world.developer, "outside")
    below = unit(world.developer, "below inside", inside)
    limited = world.restricted(units=[inside])
    assert get(limited, below)["parentId"] == inside
    assert parents(limited, below) == [inside]
    assert parents(limited, inside) == []
    assert [item["organizationalUnitId"] for item in children(limited, inside)["data"]] == [below]
    source = {"organizationalUnitSourceType": "build_in", "organizationalUnitSourceId": world.instance}
    assert limited.GetOrganizationalUnitIdByExternalId(organizationalUnitExternalId=below, **source)
    with refused("ResourceNotFound.OrganizationalUnitId", 400):
        limited.GetOrganizationalUnitIdByExternalId(organizationalUnitExternalId=outside, **source)
    for hidden in (outside, "ou_root"):
        for attempt in (get, parents, children):
            with refused(NOT_IN_SCOPE, 400, hidden):
                attempt(limited, hidden)


def test_a_limited_application_changes_its_part_of_the_tree_only(world):
    inside, outside = unit(world.developer, "mine"), unit(world.developer, "not mine")
    limited = world.restricted(units=[inside])
    own = unit(limited, "made by me", inside)
    limited.PatchOrganizationalUnit(organizationalUnitId=own, description="changed")
    limited.DeleteOrganizationalUnit(organizationalUnitId=own)
    for hidden in (outside, "ou_root"):
        with refused(NOT_IN_SCOPE, 400):
            unit(limited, "x", hidden)
        with refused(NOT_IN_SCOPE, 400):
            limited.PatchOrganizationalUnit(organizationalUnitId=hidden, description="x")
        with refused(NOT_IN_SCOPE, 400):
            limited.DeleteOrganizationalUnit(organizationalUnitId=hidden)


def test_a_limited_application_moves_within_its_part_only(world, move):
    inside, outside = unit(world.developer, "from here"), unit(world.developer, "not to here")
    child, place = unit(world.developer, "child", inside), unit(world.developer, "place", inside)
    limited = world.application(units=[inside])
    assert move(child, place, limited) == (200, {})
    for moved, parent in ((child, outside), (outside, inside), (child, "ou_root")):
        status, answer = move(moved, parent, limited)
        assert (status, answer["code"]) == (400, NOT_IN_SCOPE)


def test_the_scope_is_told(world):
    group = world.developer.CreateGroup(groupName="told")["groupId"]
    made = unit(world.developer, "told")
    limited = world.restricted(units=[made], groups=[group], permissions=[])
    assert limited.GetApplicationProvisioningScope() == {"organizationalUnitIds": [made], "groupIds": [group]}
    assert world.developer.GetApplicationProvisioningScope()["organizationalUnitIds"] == ["ou_root"]


def test_a_unit_that_goes_leaves_the_scope(world):
    made = unit(world.developer, "in a scope")
    limited = world.restricted(units=[made])
    world.developer.DeleteOrganizationalUnit(organizationalUnitId=made)
    assert limited.GetApplicationProvisioningScope().get("organizationalUnitIds", []) == []


def test_each_operation_needs_its_permission(world):
    made = unit(world.developer, "guarded")
    reader = world.restricted(["ou_root"], permissions=["urn:alibaba:idaas:scope:organizational_unit:read_all"])
    assert get(reader, made)["organizationalUnitId"] == made
    manage = "Require scopes: [urn:alibaba:idaas:scope:organizational_unit:manage_all]"
    with refused("permission_denied", 403, manage):
        unit(reader, "not allowed")
    with refused("permission_denied", 403, manage):
        reader.PatchOrganizationalUnit(organizationalUnitId=made, description="x")
    with refused("permission_denied", 403, manage):
        reader.DeleteOrganizationalUnit(organizationalUnitId=made)
    nobody = world.restricted(["ou_root"], permissions=["urn:alibaba:idaas:scope:user:read_all"])
    for attempt in (get, parents, children):
        with refused("permission_denied", 403, "organizational_unit:read_all"):
            attempt(nobody, made)
