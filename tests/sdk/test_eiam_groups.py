"""Groups through the management API."""
import pytest

from harness.clients import refused

NOT_FOUND = "ResourceNotFound.Group"
NOBODY = "ResourceNotFound.User"


def group(eiam, name, **more):
    return eiam.CreateGroup(GroupName=name, **more)["GroupId"]


def get(eiam, identifier):
    return eiam.GetGroup(GroupId=identifier)["Group"]


def user(eiam, name):
    return eiam.CreateUser(Username=name, PrimaryOrganizationalUnitId="ou_root")["UserId"]


def ids(answer):
    return {item["GroupId"] for item in answer.get("Groups", [])}


def users(eiam, identifier, **more):
    answer = eiam.ListUsersForGroup(GroupId=identifier, **more)
    return answer["TotalCount"], {item["UserId"] for item in answer.get("Users", [])}


@pytest.fixture(scope="module")
def eiam(world):
    return world.eiam


@pytest.fixture(scope="module")
def people(eiam):
    return [user(eiam, f"member_{number}") for number in range(5)]


def test_a_group_is_read_as_it_was_made(world, eiam):
    made = group(eiam, "readers", GroupExternalId="42", Description="who read")
    read = get(eiam, made)
    assert read.pop("CreateTime") == read.pop("UpdateTime") > 1_600_000_000_000
    assert read == {"InstanceId": world.instance, "GroupId": made, "GroupName": "readers", "GroupExternalId": "42",
                    "GroupSourceType": "build_in", "GroupSourceId": world.instance, "Description": "who read"}


def test_names_and_external_ids_are_taken_once(eiam):
    made = group(eiam, "only one", GroupExternalId="only one")
    other = group(eiam, "another")
    with refused("ResourceDuplicated.GroupName", 403):
        group(eiam, "Only One")
    with refused("ResourceDuplicated.ExternalId", 403):
        group(eiam, "a third", GroupExternalId="only one")
    with refused("ResourceDuplicated.GroupName", 403):
        eiam.UpdateGroup(GroupId=other, GroupName="ONLY ONE")
    with refused("ResourceDuplicated.ExternalId", 403):
        eiam.UpdateGroup(GroupId=other, GroupExternalId="only one")
    eiam.UpdateGroup(GroupId=made, GroupName="ONLY ONE", GroupExternalId="only one")


def test_a_group_is_changed_and_described(eiam):
    made = group(eiam, "old", Description="old")
    eiam.UpdateGroup(GroupId=made, GroupName="new")
    eiam.UpdateGroup(GroupId=made, GroupExternalId="43")
    read = get(eiam, made)
    assert (read["GroupName"], read["GroupExternalId"], read["Description"]) == ("new", "43", "old")
    eiam.UpdateGroupDescription(GroupId=made, Description="new")
    assert get(eiam, made)["Description"] == "new"
    eiam.UpdateGroupDescription(GroupId=made)
    assert "Description" not in get(eiam, made)


def test_groups_are_listed_by_name_and_id(eiam):
    one, two, other = group(eiam, "Team 1"), group(eiam, "Team 2", GroupExternalId="external"), group(eiam, "Office")
    assert ids(eiam.ListGroups(GroupNameStartsWith="tEaM")) == {one, two}
    assert ids(eiam.ListGroups(GroupName="team 1")) == {one}
    assert ids(eiam.ListGroups(GroupName="team")) == set()
    assert ids(eiam.ListGroups(GroupExternalId="external")) == {two}
    assert ids(eiam.ListGroups(GroupIds=[one, other, "group_none"])) == {one, other}
    assert ids(eiam.ListGroups(GroupIds=[one, other], GroupNameStartsWith="off")) == {other}
    assert ids(eiam.ListGroups(GroupExternalId="external", GroupName="office")) == set()
    assert {one, two, other} <= ids(eiam.ListGroups(PageSize=100))


def test_pages_have_every_group_once(eiam):
    made = {group(eiam, f"page {number}") for number in range(5)}
    for filters in ({"GroupNameStartsWith": "page "}, {"GroupIds": sorted(made)}):
        pages = [eiam.ListGroups(PageNumber=number, PageSize=2, **filters) for number in (1, 2, 3, 4)]
        assert [page["TotalCount"] for page in pages] == [5] * 4
        assert [len(page.get("Groups", [])) for page in pages] == [2, 2, 1, 0]
        assert set().union(*map(ids, pages)) == made
    total = eiam.ListGroups(PageSize=1)["TotalCount"]
    pages = [eiam.ListGroups(PageNumber=number, PageSize=3) for number in range(1, total // 3 + 2)]
    assert len(set().union(*map(ids, pages))) == total


def test_users_join_and_leave(world, eiam, people):
    made = group(eiam, "joined")
    eiam.AddUsersToGroup(GroupId=made, UserIds=people[:2])
    eiam.AddUsersToGroup(GroupId=made, UserIds=people[1:3])
    assert users(eiam, made) == (3, set(people[:3]))
    item = eiam.ListUsersForGroup(GroupId=made)["Users"][0]
    assert item.pop("UserId") in people
    assert item == {"GroupMemberRelationSourceType": "build_in", "GroupMemberRelationSourceId": world.instance}
    eiam.RemoveUsersFromGroup(GroupId=made, UserIds=[people[0], people[4]])
    assert users(eiam, made) == (2, set(people[1:3]))
    assert users(eiam, made, UserIds=[people[0], people[1]]) == (1, {people[1]})


def test_one_unknown_user_refuses_the_whole_call(eiam, people):
    made = group(eiam, "all or nothing")
    with refused(NOBODY, 404):
        eiam.AddUsersToGroup(GroupId=made, UserIds=[people[0], "user_nobody"])
    with refused(NOBODY, 404):
        eiam.RemoveUsersFromGroup(GroupId=made, UserIds=["user_nobody"])
    assert users(eiam, made) == (0, set())


def test_pages_have_every_user_of_a_group_once(eiam, people):
    made = group(eiam, "walked")
    eiam.AddUsersToGroup(GroupId=made, UserIds=people)
    pages = [users(eiam, made, PageNumber=number, PageSize=2) for number in (1, 2, 3, 4)]
    assert [total for total, _ in pages] == [5] * 4
    assert [len(seen) for _, seen in pages] == [2, 2, 1, 0]
    assert set().union(*(seen for _, seen in pages)) == set(people)


def test_the_groups_of_a_user_are_listed(world, eiam):
    person = user(eiam, "in_many")
    made = [group(eiam, f"many {number}") for number in range(3)]
    for one in made:
        eiam.AddUsersToGroup(GroupId=one, UserIds=[person])
    pages = [eiam.ListGroupsForUser(UserId=person, PageNumber=number, PageSize=2) for number in (1, 2)]
    assert [page["TotalCount"] for page in pages] == [3, 3]
    assert ids(pages[0]) | ids(pages[1]) == set(made)
    item = pages[0]["Groups"][0]
    assert (item["GroupMemberRelationSourceType"], item["GroupMemberRelationSourceId"]) == ("build_in", world.instance)
    with refused(NOBODY, 404):
        eiam.ListGroupsForUser(UserId="user_nobody")


def test_a_group_goes_and_its_users_stay(eiam, people):
    made = group(eiam, "short-lived")
    eiam.AddUsersToGroup(GroupId=made, UserIds=[people[0]])
    eiam.DeleteGroup(GroupId=made)
    assert made not in ids(eiam.ListGroupsForUser(UserId=people[0]))
    with refused(NOT_FOUND, 404):
        get(eiam, made)


def test_what_does_not_exist_is_not_found(eiam, people):
    attempts = [lambda: get(eiam, "group_none"), lambda: eiam.UpdateGroup(GroupId="group_none", GroupName="x"),
                lambda: eiam.UpdateGroupDescription(GroupId="group_none", Description="x"),
                lambda: eiam.DeleteGroup(GroupId="group_none"), lambda: users(eiam, "group_none"),
                lambda: eiam.AddUsersToGroup(GroupId="group_none", UserIds=people),
                lambda: eiam.RemoveUsersFromGroup(GroupId="group_none", UserIds=people)]
    for attempt in attempts:
        with refused(NOT_FOUND, 404):
            attempt()


def test_every_operation_needs_the_instance(eiam, people):
    other = {"InstanceId": "idaas_none"}
    attempts = [lambda: group(eiam, "x", **other), lambda: eiam.UpdateGroup(GroupId="group_none", **other),
                lambda: eiam.UpdateGroupDescription(GroupId="group_none", **other),
                lambda: eiam.GetGroup(GroupId="group_none", **other), lambda: eiam.ListGroups(**other),
                lambda: eiam.DeleteGroup(GroupId="group_none", **other),
                lambda: eiam.AddUsersToGroup(GroupId="group_none", UserIds=people, **other),
                lambda: eiam.RemoveUsersFromGroup(GroupId="group_none", UserIds=people, **other),
                lambda: eiam.ListUsersForGroup(GroupId="group_none", **other),
                lambda: eiam.ListGroupsForUser(UserId=people[0], **other)]
    for attempt in attempts:
        with refused("ResourceNotFound.Instance", 404):
            attempt()


def test_required_parameters_are_named(eiam):
    with refused("MissingParameter.GroupName", 400):
        eiam.CreateGroup()
    with refused("MissingParameter.UserIds", 400):
        eiam.AddUsersToGroup(GroupId="group_none")
