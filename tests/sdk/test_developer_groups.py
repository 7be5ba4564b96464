"""Groups through the developer API."""
import pytest

from harness.clients import refused

NOT_FOUND = "ResourceNotFound.Group"
NOBODY = "ResourceNotFound.User"
USER_SCOPE = "urn:alibaba:idaas:scope:user:"


def group(client, name, **more):
    return client.CreateGroup(groupName=name, **more)["groupId"]


def get(client, identifier):
    return client.GetGroup(groupId=identifier)


def user(client, name, parent="ou_root"):
    return client.CreateUser(username=name, primaryOrganizationalUnitId=parent)["userId"]


def users(client, identifier, **page):
    return client.ListUsersForGroup(groupId=identifier, **page)


def user_ids(client, identifier):
    return {item["userId"] for item in users(client, identifier)["data"]}


def add(client, identifier, *people):
    client.AddUsersToGroup(groupId=identifier, userIds=list(people))


def remove(client, identifier, *people):
    client.RemoveUsersFromGroup(groupId=identifier, userIds=list(people))


def walk(list_page, **more):
    """All items of a list that goes by tokens, and how many items its pages had."""
    items, sizes, token = [], [], None
    while token is not None or not sizes:
        page = list_page(maxResults=2, **({"nextToken": token} if token else {}), **more)
        items += page["data"]
        sizes.append(len(page["data"]))
        assert page["maxResults"] == 2
        token = page.get("nextToken")
    return items, sizes


@pytest.fixture(scope="module")
def people(world):
    return [user(world.developer, f"member_{number}") for number in range(5)]


def test_a_group_is_read_as_it_was_made(world):
    made = group(world.developer, "readers", groupExternalId="42")
    read = get(world.developer, made)
    assert read.pop("createTime") == read.pop("updateTime") > 1_600_000_000_000
    assert read == {"instanceId": world.instance, "groupId": made, "groupName": "readers", "groupExternalId": "42",
                    "groupSourceType": "build_in", "groupSourceId": world.instance}
    assert get(world.developer, group(world.developer, "plain readers"))["groupExternalId"].startswith("group_")


def test_both_doors_see_the_same_group(world):
    made = world.eiam.CreateGroup(GroupName="seen twice", Description="by both")["GroupId"]
    assert get(world.developer, made)["description"] == "by both"
    other = group(world.developer, "seen there")
    assert world.eiam.GetGroup(GroupId=other)["Group"]["GroupName"] == "seen there"


def test_names_and_external_ids_are_taken_once(world):
    group(world.developer, "only one", groupExternalId="only one")
    with refused("ResourceDuplicated.GroupName", 400, "The specified GroupName resource: ONLY ONE already exist!"):
        group(world.developer, "ONLY ONE")
    with refused("ResourceDuplicated.ExternalId", 400, "only one"):
        group(world.developer, "another", groupExternalId="only one")


def test_a_group_is_renamed(world):
    made = group(world.developer, "old name")
    group(world.developer, "name of another")
    world.developer.PatchGroup(groupId=made, groupName="new name")
    assert get(world.developer, made)["groupName"] == "new name"
    with refused("ResourceDuplicated.GroupName", 400):
        world.developer.PatchGroup(groupId=made, groupName="Name Of Another")
    world.developer.PatchGroup(groupId=made)
    assert get(world.developer, made)["groupName"] == "new name"


def test_a_group_goes_and_its_users_stay(world, people):
    made = group(world.developer, "short-lived")
    add(world.developer, made, people[0])
    world.developer.DeleteGroup(groupId=made)
    with refused(NOT_FOUND, 404, f"The specified Group resource: {made} not found."):
        get(world.developer, made)
    read = world.developer.GetUser(userId=people[0])
    assert made not in [item["groupId"] for item in read.get("groups", [])]


def test_users_join_and_leave(world, people):
    made = group(world.developer, "joined")
    add(world.developer, made, people[0], people[1])
    add(world.developer, made, people[1], people[2], people[2])
    assert user_ids(world.developer, made) == set(people[:3])
    assert users(world.developer, made)["totalCount"] == 3
    groups = world.developer.GetUser(userId=people[0])["groups"]
    assert [item["groupName"] for item in groups if item["groupId"] == made] == ["joined"]
    remove(world.developer, made, people[0], people[4])
    remove(world.developer, made, people[0])
    assert user_ids(world.developer, made) == {people[1], people[2]}
    assert users(world.developer, made)["totalCount"] == 2


def test_one_unknown_user_refuses_the_whole_call(world, people):
    made = group(world.developer, "all or nothing")
    with refused(NOBODY, 404, "The specified User resource: user_nobody not found."):
        add(world.developer, made, people[0], "user_nobody")
    assert users(world.developer, made)["totalCount"] == 0
    with refused(NOBODY, 404, "user_nobody"):
        remove(world.developer, made, "user_nobody")


def test_a_user_that_goes_leaves_its_groups(world):
    made = group(world.developer, "left")
    person = user(world.developer, "leaver")
    add(world.developer, made, person)
    world.developer.DeleteUser(userId=person)
    assert users(world.developer, made)["totalCount"] == 0


def test_the_groups_of_a_user_are_listed(world):
    person = user(world.developer, "in_many")
    made = [group(world.developer, f"many {number}") for number in range(3)]
    for one in made:
        add(world.developer, one, person)
    items, sizes = walk(world.developer.ListGroupsForUser, userId=person)
    assert sizes == [2, 1]
    assert {item["groupId"] for item in items} == set(made)
    assert {(item["instanceId"], item["groupMemberRelationSourceType"], item["groupMemberRelationSourceId"])
            for item in items} == {(world.instance, "build_in", world.instance)}
    with refused(NOBODY, 404):
        world.developer.ListGroupsForUser(userId="user_nobody")


def test_tokens_lead_through_the_users_of_a_group(world, people):
    made = group(world.developer, "walked")
    add(world.developer, made, *people)
    items, sizes = walk(world.developer.ListUsersForGroup, groupId=made)
    assert sizes == [2, 2, 1]
    assert {item["userId"] for item in items} == set(people)
    assert {item["instanceId"] for item in items} == {world.instance}
    first = users(world.developer, made)
    assert (first["totalCount"], first["maxResults"]) == (5, 20)
    assert "nextToken" not in first


def test_all_groups_together_have_each_user_once(world, people):
    one, two = group(world.developer, "one of all"), group(world.developer, "two of all")
    add(world.developer, one, people[0], people[1])
    add(world.developer, two, people[1])
    items, _ = walk(world.developer.ListUsersForGroup, groupId="igroup_all")
    seen = [item["userId"] for item in items]
    assert len(seen) == len(set(seen)) == users(world.developer, "igroup_all")["totalCount"]
    assert set(people[:2]) <= set(seen)


def test_groups_are_listed_by_the_beginning_of_their_name(world):
    made = {group(world.developer, f"Prefixed {number}") for number in range(5)}
    items, sizes = walk(world.developer.ListGroups, groupNameStartWith="pReFiXeD")
    assert sizes == [2, 2, 1]
    assert {item["groupId"] for item in items} == made
    assert world.developer.ListGroups(groupNameStartWith="prefixed 3")["totalCount"] == 1
    assert world.developer.ListGroups(groupNameStartWith="no such beginning")["totalCount"] == 0
    everything, _ = walk(world.developer.ListGroups)
    assert made <= {item["groupId"] for item in everything}
    assert len(everything) == world.developer.ListGroups()["totalCount"]


def test_a_token_is_good_for_its_own_list_only(world, people):
    made = group(world.developer, "tokens")
    add(world.developer, made, *people)
    token = users(world.developer, made, maxResults=1)["nextToken"]
    for bad in ("NTnothing", token[:-2], "x" * 40):
        with refused("InvalidParameter.NextToken", 400):
            users(world.developer, made, nextToken=bad)
    with refused("InvalidParameter.NextToken", 400):
        world.developer.ListGroups(nextToken=token)
    with refused("InvalidParameter.NextToken", 400):
        world.developer.ListGroupsForUser(userId=people[0], nextToken=token)


def test_what_does_not_exist_is_not_found(world, people):
    with refused(NOT_FOUND, 404, "group_none"):
        get(world.developer, "group_none")
    with refused(NOT_FOUND, 404):
        world.developer.PatchGroup(groupId="group_none", groupName="x")
    with refused(NOT_FOUND, 404):
        world.developer.DeleteGroup(groupId="group_none")
    with refused(NOT_FOUND, 404):
        users(world.developer, "group_none")
    with refused(NOT_FOUND, 404):
        add(world.developer, "group_none", people[0])
    with refused(NOT_FOUND, 404):
        remove(world.developer, "group_none", people[0])


def test_a_limited_application_sees_its_own_groups_only(world, people):
    shown, hidden = group(world.developer, "shown"), group(world.developer, "hidden")
    add(world.developer, shown, people[0])
    add(world.developer, hidden, people[0], people[1])
    limited = world.restricted(groups=[shown])
    assert [item["groupId"] for item in limited.ListGroups()["data"]] == [shown]
    assert limited.ListGroups(groupNameStartWith="hid")["totalCount"] == 0
    assert user_ids(limited, shown) == {people[0]}
    assert user_ids(limited, "igroup_all") == {people[0]}
    assert [item["groupId"] for item in limited.ListGroupsForUser(userId=people[0])["data"]] == [shown]
    with refused(NOT_FOUND, 404):
        get(limited, hidden)
    with refused(NOT_FOUND, 404):
        users(limited, hidden)
    with refused(NOBODY, 404):
        limited.ListGroupsForUser(userId=people[1])


def test_a_limited_application_changes_its_own_groups_only(world, people):
    shown, hidden = group(world.developer, "changed by it"), group(world.developer, "not changed by it")
    inside = user(world.developer, "inside", world.developer.CreateOrganizationalUnit(
        organizationalUnitName="of a limited application", parentId="ou_root")["organizationalUnitId"])
    home = world.developer.GetUser(userId=inside)["primaryOrganizationalUnitId"]
    limited = world.restricted(units=[home], groups=[shown])
    add(limited, shown, inside)
    with refused(NOBODY, 404, people[0]):
        add(limited, shown, inside, people[0])
    limited.PatchGroup(groupId=shown, groupName="changed now")
    with refused(NOT_FOUND, 404):
        limited.PatchGroup(groupId=hidden, groupName="x")
    with refused(NOT_FOUND, 404):
        limited.DeleteGroup(groupId=hidden)
    with refused(NOT_FOUND, 404):
        add(limited, hidden, inside)
    with refused(NOT_FOUND, 404):
        remove(limited, hidden, inside)
    limited.DeleteGroup(groupId=shown)
    assert limited.GetApplicationProvisioningScope().get("groupIds", []) == []


def test_a_group_joins_the_scope_of_a_limited_application_that_makes_it(world):
    limited = world.restricted()
    made = group(limited, "made by a limited application")
    assert get(limited, made)["groupId"] == made
    assert limited.GetApplicationProvisioningScope()["groupIds"] == [made]
    group(world.developer, "made by one that sees all")
    assert world.developer.GetApplicationProvisioningScope().get("groupIds", []) == []


def test_required_parameters_are_named(world):
    with refused("MissingParameter.GroupName", 400):
        world.developer.CreateGroup()
    with refused("MissingParameter.UserIds", 400):
        world.developer.AddUsersToGroup(groupId="group_none")
    with refused("InvalidParameter.UserIds", 400):
        add(world.developer, "group_none", *[f"user_{number}" for number in range(101)])
    with refused("InvalidParameter.GroupName", 400):
        group(world.developer, "x" * 65)


def test_each_operation_needs_its_permission(world, people):
    made = group(world.developer, "guarded")
    reader = world.restricted(["ou_root"], permissions=[USER_SCOPE + "read_all"])
    assert get(reader, made)["groupId"] == made
    attempts = [lambda client: group(client, "x"), lambda client: client.PatchGroup(groupId=made, groupName="x"),
                lambda client: client.DeleteGroup(groupId=made), lambda client: add(client, made, people[0]),
                lambda client: remove(client, made, people[0])]
    for attempt in attempts:
        with refused("permission_denied", 403, f"Require scopes: [{USER_SCOPE}manager_all]"):
            attempt(reader)
    nobody = world.restricted(["ou_root"], permissions=["urn:alibaba:idaas:scope:organizational_unit:read_all"])
    for attempt in (lambda client: get(client, made), lambda client: client.ListGroups(),
                    lambda client: users(client, made), lambda client: client.ListGroupsForUser(userId=people[0])):
        with refused("permission_denied", 403, USER_SCOPE + "read_all"):
            attempt(nobody)
