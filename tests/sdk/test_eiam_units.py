"""Organizational units through the management API."""
import pytest

from harness.clients import refused

NOT_FOUND = "ResourceNotFound.OrganizationalUnit"
NAME_TAKEN = "ResourceDuplicated.OrganizationalUnitName"


def unit(eiam, name, parent="ou_root", **more):
    return eiam.CreateOrganizationalUnit(OrganizationalUnitName=name, ParentId=parent, **more)["OrganizationalUnitId"]


def get(eiam, identifier):
    return eiam.GetOrganizationalUnit(OrganizationalUnitId=identifier)["OrganizationalUnit"]


def user(eiam, name, parent):
    return eiam.CreateUser(Username=name, PrimaryOrganizationalUnitId=parent)["UserId"]


def ids(answer):
    return {item["OrganizationalUnitId"] for item in answer["OrganizationalUnits"]}


@pytest.fixture(scope="module")
def eiam(world):
    return world.eiam


def test_a_unit_is_read_as_it_was_made(world, eiam):
    made = unit(eiam, "sales", OrganizationalUnitExternalId="42", Description="who sell")
    read = get(eiam, made)
    assert read.pop("CreateTime") == read.pop("UpdateTime") > 1_600_000_000_000
    assert read == {"InstanceId": world.instance, "OrganizationalUnitId": made, "OrganizationalUnitName": "sales",
                    "ParentId": "ou_root", "OrganizationalUnitExternalId": "42",
                    "OrganizationalUnitSourceType": "build_in", "OrganizationalUnitSourceId": world.instance,
                    "Leaf": True, "Description": "who sell"}
    unit(eiam, "below sales", made)
    assert get(eiam, made)["Leaf"] is False


def test_the_root_is_there(world, eiam):
    root = eiam.GetRootOrganizationalUnit()["OrganizationalUnit"]
    assert (root["OrganizationalUnitId"], root["InstanceId"]) == ("ou_root", world.instance)
    assert root["OrganizationalUnitName"] and root["CreateTime"] and root["UpdateTime"]


def test_names_and_external_ids_are_taken_once(eiam):
    parent = unit(eiam, "taken", OrganizationalUnitExternalId="taken")
    unit(eiam, "name", parent)
    with refused(NAME_TAKEN, 403):
        unit(eiam, "NAME", parent)
    with refused("ResourceDuplicated.ExternalId", 403):
        unit(eiam, "other", parent, OrganizationalUnitExternalId="taken")


def test_a_unit_is_renamed_and_described(eiam):
    parent = unit(eiam, "renamed")
    made = unit(eiam, "old", parent, Description="old")
    unit(eiam, "neighbour", parent)
    eiam.UpdateOrganizationalUnit(OrganizationalUnitId=made, OrganizationalUnitName="new")
    assert (get(eiam, made)["OrganizationalUnitName"], get(eiam, made)["Description"]) == ("new", "old")
    eiam.UpdateOrganizationalUnitDescription(OrganizationalUnitId=made, Description="new")
    assert get(eiam, made)["Description"] == "new"
    eiam.UpdateOrganizationalUnitDescription(OrganizationalUnitId=made)
    assert "Description" not in get(eiam, made)
    with refused(NAME_TAKEN, 403):
        eiam.UpdateOrganizationalUnit(OrganizationalUnitId=made, OrganizationalUnitName="Neighbour")


def test_a_unit_moves(eiam):
    start, goal = unit(eiam, "start"), unit(eiam, "goal")
    moved = unit(eiam, "moved", start)
    below = unit(eiam, "below", moved)
    eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId=moved, ParentId=goal)
    parents = eiam.ListOrganizationalUnitParents(OrganizationalUnitId=below)["Parents"]
    assert parents == [{"OrganizationalUnitId": "ou_root"}, {"OrganizationalUnitId": goal, "ParentId": "ou_root"},
                       {"OrganizationalUnitId": moved, "ParentId": goal}]
    with refused("InvalidParameter.ParentId", 400):
        eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId=goal, ParentId=below)
    unit(eiam, "moved", start)
    with refused(NAME_TAKEN, 403):
        eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId=moved, ParentId=start)
    with refused("UnsupportedOperation.RootOrganizationalUnit", 403):
        eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId="ou_root", ParentId=goal)


def test_the_tree_has_twenty_levels_at_most(eiam):
    deepest = "ou_root"
    for level in range(20):
        deepest = unit(eiam, f"level {level}", deepest)
    with refused("LimitExceeded.OrganizationalUnitDepth", 403):
        unit(eiam, "too deep", deepest)
    with refused("LimitExceeded.OrganizationalUnitDepth", 403):
        eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId=unit(eiam, "flat"), ParentId=deepest)


def test_units_are_listed_by_parent_name_and_id(eiam):
    parent = unit(eiam, "listed")
    one, two, other = unit(eiam, "Team 1", parent), unit(eiam, "Team 2", parent), unit(eiam, "Office", parent)
    deeper = unit(eiam, "team 3", one)
    assert ids(eiam.ListOrganizationalUnits(ParentId=parent)) == {one, two, other}
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitNameStartsWith="tEaM")) == {one, two, deeper}
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitNameStartsWith="team", ParentId=one)) == {deeper}
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitName="team 1")) == {one}
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitName="team")) == set()
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitIds=[two, other, "ou_none"])) == {two, other}
    assert ids(eiam.ListOrganizationalUnits(OrganizationalUnitIds=[two, other], ParentId=one)) == set()
    leaves = {item["OrganizationalUnitId"]: item["Leaf"]
              for item in eiam.ListOrganizationalUnits(ParentId=parent)["OrganizationalUnits"]}
    assert leaves == {one: False, two: True, other: True}


def test_pages_have_every_unit_once(eiam):
    parent = unit(eiam, "pages")
    made = {unit(eiam, f"page {number}", parent) for number in range(5)}
    for filters in ({"ParentId": parent}, {"OrganizationalUnitNameStartsWith": "page "},
                    {"OrganizationalUnitIds": sorted(made)}):
        pages = [eiam.ListOrganizationalUnits(PageNumber=number, PageSize=2, **filters) for number in (1, 2, 3, 4)]
        assert [page["TotalCount"] for page in pages] == [5] * 4
        assert [len(page.get("OrganizationalUnits", [])) for page in pages] == [2, 2, 1, 0]
        assert set().union(*map(ids, pages)) == made
    total = eiam.ListOrganizationalUnits(PageSize=1)["TotalCount"]
    assert total == len(set().union(*(ids(eiam.ListOrganizationalUnits(PageNumber=number, PageSize=10))
                                      for number in range(1, total // 10 + 2))))


def test_only_an_empty_unit_is_deleted(eiam):
    parent = unit(eiam, "to go")
    child = unit(eiam, "first", parent)
    user(eiam, "in_the_way", child)
    for busy in (parent, child):
        with refused("UnsupportedOperation.OrganizationalUnitNotEmpty", 403):
            eiam.DeleteOrganizationalUnit(OrganizationalUnitId=busy)
    eiam.DeleteOrganizationalUnitChildren(OrganizationalUnitId=parent)
    eiam.DeleteOrganizationalUnit(OrganizationalUnitId=parent)
    with refused(NOT_FOUND, 404):
        get(eiam, parent)
    with refused("UnsupportedOperation.RootOrganizationalUnit", 403):
        eiam.DeleteOrganizationalUnit(OrganizationalUnitId="ou_root")


def test_everything_below_a_unit_goes_at_once(eiam):
    parent, elsewhere = unit(eiam, "emptied"), unit(eiam, "elsewhere")
    child = unit(eiam, "child", parent)
    grandchild = unit(eiam, "grandchild", child)
    resident, visitor, own = user(eiam, "resident", grandchild), user(eiam, "visitor", elsewhere), user(
        eiam, "own", parent)
    eiam.AddUserToOrganizationalUnits(UserId=visitor, OrganizationalUnitIds=[child])
    group = eiam.CreateGroup(GroupName="of residents")["GroupId"]
    eiam.AddUsersToGroup(GroupId=group, UserIds=[resident, own])
    eiam.DeleteOrganizationalUnitChildren(OrganizationalUnitId=parent)
    assert get(eiam, parent)["Leaf"] is True
    for gone in (child, grandchild):
        with refused(NOT_FOUND, 404):
            get(eiam, gone)
    with refused("ResourceNotFound.User", 404):
        eiam.GetUser(UserId=resident)
    units = eiam.GetUser(UserId=visitor)["User"]["OrganizationalUnits"]
    assert [item["OrganizationalUnitId"] for item in units] == [elsewhere]
    members = eiam.ListUsersForGroup(GroupId=group)
    assert members["TotalCount"] == 1 and members["Users"][0]["UserId"] == own


def test_what_does_not_exist_is_not_found(eiam):
    attempts = [lambda: unit(eiam, "x", "ou_none"), lambda: get(eiam, "ou_none"),
                lambda: eiam.UpdateOrganizationalUnit(OrganizationalUnitId="ou_none", OrganizationalUnitName="x"),
                lambda: eiam.UpdateOrganizationalUnitDescription(OrganizationalUnitId="ou_none", Description="x"),
                lambda: eiam.UpdateOrganizationalUnitParentId(OrganizationalUnitId="ou_none", ParentId="ou_root"),
                lambda: eiam.ListOrganizationalUnits(ParentId="ou_none"),
                lambda: eiam.ListOrganizationalUnitParents(OrganizationalUnitId="ou_none"),
                lambda: eiam.DeleteOrganizationalUnit(OrganizationalUnitId="ou_none"),
                lambda: eiam.DeleteOrganizationalUnitChildren(OrganizationalUnitId="ou_none")]
    for attempt in attempts:
        with refused(NOT_FOUND, 404):
            attempt()


def test_every_operation_needs_the_instance(eiam):
    other = {"InstanceId": "idaas_none"}
    attempts = [lambda: eiam.CreateOrganizationalUnit(OrganizationalUnitName="x", ParentId="ou_root", **other),
                lambda: eiam.UpdateOrganizationalUnit(OrganizationalUnitId="ou_root", **other),
                lambda: eiam.UpdateOrganizationalUnitDescription(OrganizationalUnitId="ou_root", **other),
                lambda: eiam.UpdateOrganizationalUnitParentId(
                    OrganizationalUnitId="ou_root", ParentId="ou_root", **other),
                lambda: eiam.GetOrganizationalUnit(OrganizationalUnitId="ou_root", **other),
                lambda: eiam.GetRootOrganizationalUnit(**other),
                lambda: eiam.ListOrganizationalUnits(**other),
                lambda: eiam.ListOrganizationalUnitParents(OrganizationalUnitId="ou_root", **other),
                lambda: eiam.DeleteOrganizationalUnit(OrganizationalUnitId="ou_root", **other),
                lambda: eiam.DeleteOrganizationalUnitChildren(OrganizationalUnitId="ou_root", **other)]
    for attempt in attempts:
        with refused("ResourceNotFound.Instance", 404):
            attempt()


def test_required_parameters_are_named(eiam):
    with refused("MissingParameter.OrganizationalUnitName", 400, "mandatory"):
        eiam.CreateOrganizationalUnit(ParentId="ou_root")
    with refused("MissingParameter.ParentId", 400):
        eiam.CreateOrganizationalUnit(OrganizationalUnitName="x")
    with refused("InvalidParameter.OrganizationalUnitName", 400):
        unit(eiam, "x" * 129)
