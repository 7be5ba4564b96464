"""Users through the developer API."""
import concurrent.futures
import itertools
import time

import pytest
import requests
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException

from harness.clients import refused

_numbers = itertools.count(1)
PASSWORD = "Correct-Horse-7"
USER_ID_NOT_FOUND = "ResourceNotFound.UserId"
NOT_IN_SCOPE = "OrganizationUnitIdNotInScopes"


def unit(world, name, parent="ou_root"):
    return world.developer.CreateOrganizationalUnit(organizationalUnitName=name,
                                                    parentId=parent)["organizationalUnitId"]


def make(client, name=None, parent="ou_root", **more):
    name = name or f"somebody{next(_numbers)}"
    return client.CreateUser(username=name, primaryOrganizationalUnitId=parent, **more)["userId"]


def get(client, identifier):
    return client.GetUser(userId=identifier)


@pytest.fixture
def phone():
    """A number that nobody has."""
    return f"156{next(_numbers):08}"


# Making and reading

def test_a_user_is_read_as_it_was_made(world, phone):
    sales = unit(world, "sales of the whole")
    made = make(world.developer, "whole", sales, displayName="A whole user", password=PASSWORD, phoneRegion="86",
                phoneNumber=phone, phoneNumberVerified=True, email="Whole@example.com", emailVerified=False,
                userExternalId="outside-1", description="who is\nwhole")
    read = get(world.developer, made)
    assert abs(read["createTime"] - time.time() * 1000) < 60_000
    assert read.pop("createTime") == read.pop("registerTime") <= read.pop("updateTime")
    assert read == {
        "instanceId": world.instance, "userId": made, "username": "whole", "displayName": "A whole user",
        "passwordSet": True, "phoneRegion": "86", "phoneNumber": phone, "phoneNumberVerified": True,
        "email": "Whole@example.com", "emailVerified": False, "userExternalId": "outside-1",
        "userSourceType": "build_in", "userSourceId": world.instance, "status": "enabled",
        "description": "who is\nwhole", "primaryOrganizationalUnitId": sales,
        "organizationalUnits": [{"organizationalUnitId": sales, "organizationalUnitName": "sales of the whole",
                                 "primary": True}],
        "customFields": [], "groups": []}


def test_every_field_of_a_user_is_answered(world, phone):
    world.eiam.CreateCustomField(EntityType="user", FieldName="badge", FieldDisplayName="Badge",
                                 FieldDataType="string", FieldDisplayType="input")
    made = make(world.developer, "complete", displayName="Complete", password=PASSWORD, phoneRegion="86",
                phoneNumber=phone, phoneNumberVerified=True, email="complete@example.com", emailVerified=True,
                description="complete", customFields=[{"fieldName": "badge", "fieldValue": "字段数据值"}])
    group = world.eiam.CreateGroup(GroupName="the complete", Description="a group")["GroupId"]
    world.eiam.AddUsersToGroup(GroupId=group, UserIds=[made])
    later = int(time.time() * 1000) + 3_600_000
    world.server.change_data("update users set expires = {0}, locked_until = {0} where id = '{1}'".format(later, made))
    read = get(world.developer, made)
    assert set(read) == {
        "instanceId", "organizationalUnits", "primaryOrganizationalUnitId", "customFields", "userId", "username",
        "displayName", "passwordSet", "phoneRegion", "phoneNumber", "phoneNumberVerified", "email", "emailVerified",
        "userExternalId", "userSourceType", "userSourceId", "status", "accountExpireTime", "registerTime",
        "lockExpireTime", "createTime", "updateTime", "description", "groups"}
    assert read["customFields"] == [{"fieldName": "badge", "fieldValue": "字段数据值"}]
    assert read["groups"] == [{"groupId": group, "groupName": "the complete", "description": "a group"}]
    assert read["accountExpireTime"] == read["lockExpireTime"] == later
    assert read["userExternalId"] == made


def test_what_was_not_given_is_left_out(world):
    read = get(world.developer, make(world.developer, "plain"))
    assert not read.keys() & {"displayName", "phoneRegion", "phoneNumber", "email", "description",
                              "accountExpireTime", "lockExpireTime"}
    assert read["passwordSet"] is False


def test_a_user_is_the_same_at_every_door(world):
    made = make(world.developer, "everywhere", displayName="Everywhere")
    assert world.eiam.GetUser(UserId=made)["User"]["Username"] == "everywhere"
    other = world.eiam.CreateUser(Username="from-the-other-side", PrimaryOrganizationalUnitId="ou_root")["UserId"]
    assert get(world.developer, other)["username"] == "from-the-other-side"


@pytest.mark.parametrize("missing, code", [
    ({"phoneRegion": None}, "MissingParameter.PhoneRegion"),
    ({"phoneRegion": ""}, "MissingParameter.PhoneRegion"),
    ({"phoneNumberVerified": None}, "MissingParameter.PhoneNumberVerified"),
    ({"emailVerified": None}, "MissingParameter.Email"),
    ({"username": None}, "MissingParameter.Username"),
    ({"primaryOrganizationalUnitId": None}, "MissingParameter.PrimaryOrganizationalUnitId"),
])
def test_addresses_need_their_companions(world, phone, missing, code):
    whole = {"username": "companion", "primaryOrganizationalUnitId": "ou_root", "phoneRegion": "86",
             "phoneNumber": phone, "phoneNumberVerified": True, "email": "companion@example.com",
             "emailVerified": True}
    with refused(code, 400):
        world.developer.CreateUser(**{name: value for name, value in {**whole, **missing}.items()
                                      if value is not None})
    with refused(USER_ID_NOT_FOUND, 400):
        world.developer.GetUserIdByUsername(username="companion")


@pytest.mark.parametrize("wrong, code", [
    ({"username": "a b"}, "InvalidParameter.Username"),
    ({"username": "a" * 257}, "InvalidParameter.Username"),
    ({"displayName": "a" * 129}, "InvalidParameter.DisplayName"),
    ({"email": "nobody", "emailVerified": True}, "InvalidParameter.Email"),
    ({"phoneNumber": "12345", "phoneRegion": "86", "phoneNumberVerified": True}, "InvalidParameter.PhoneNumber"),
    ({"phoneNumber": "15600000000", "phoneRegion": "0086", "phoneNumberVerified": True},
     "InvalidParameter.PhoneRegion"),
    ({"description": "a" * 257}, "InvalidParameter.Description"),
    ({"password": "short"}, "InvalidParameter.Password"),
    ({"password": "xxMalformed1xx"}, "InvalidParameter.Password"),  # it holds the name
    ({"password": "aA1" * 43}, "InvalidParameter.Password"),
    ({"primaryOrganizationalUnitId": "ou_none"}, NOT_IN_SCOPE),
])
def test_malformed_users_are_refused(world, wrong, code):
    whole = {"username": "malformed", "primaryOrganizationalUnitId": "ou_root"}
    with refused(code, 400):
        world.developer.CreateUser(**{**whole, **wrong})


def test_names_of_256_characters_are_taken(world):
    name = "n" * 256
    made = make(world.developer, name)
    assert world.developer.GetUserIdByUsername(username=name) == {"userId": made}


def test_what_is_unique_is_unique_whatever_the_case(world, phone):
    make(world.developer, "unique", phoneRegion="86", phoneNumber=phone, phoneNumberVerified=True,
         email="unique@example.com", emailVerified=True, userExternalId="unique-1")
    with refused("ResourceDuplicated.Username", 400, "UNIQUE"):
        make(world.developer, "UNIQUE")
    with refused("ResourceDuplicated.Email", 400):
        make(world.developer, email="Unique@Example.com", emailVerified=True)
    with refused("ResourceDuplicated.PhoneNumber", 400):
        make(world.developer, phoneRegion="86", phoneNumber=phone, phoneNumberVerified=False)
    with refused("ResourceDuplicated.ExternalId", 400):
        make(world.developer, userExternalId="unique-1")
    make(world.developer, phoneRegion="49", phoneNumber=phone, phoneNumberVerified=False)


def test_of_many_who_ask_at_once_for_a_name_one_gets_it(world):
    def ask(number):
        try:
            return make(world.developer, "coveted", email=f"coveted{number}@example.com", emailVerified=True)
        except AlibabaCloudException as error:
            return error.code
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(ask, range(16)))
    assert answers[:-1] == ["ResourceDuplicated.Username"] * 15
    assert world.developer.GetUserIdByUsername(username="coveted") == {"userId": answers[-1]}


# Changing

def patch(world, identifier, **change):
    assert world.developer.PatchUser(userId=identifier, **change) in ({}, None)
    return get(world.developer, identifier)


@pytest.fixture
def somebody(world, phone):
    number = next(_numbers)
    return make(world.developer, f"patched{number}", displayName="Patched", phoneRegion="86", phoneNumber=phone,
                phoneNumberVerified=True, email=f"patched{number}@example.com", emailVerified=True)


def test_only_what_is_sent_changes(world, somebody):
    before = get(world.developer, somebody)
    after = patch(world, somebody, displayName="Renamed")
    assert after.pop("updateTime") >= before.pop("updateTime")
    assert after == {**before, "displayName": "Renamed"}
    assert patch(world, somebody, username="patched-anew")["username"] == "patched-anew"


def test_empty_text_clears(world, somebody):
    read = patch(world, somebody, displayName="", phoneNumber="", email="")
    assert not read.keys() & {"displayName", "phoneRegion", "phoneNumber", "email"}
    assert read["phoneNumberVerified"] is False
    assert read["emailVerified"] is False


def test_addresses_change_with_their_companions(world, somebody, phone):
    read = patch(world, somebody, phoneNumber="1" + phone, phoneNumberVerified=False)
    assert (read["phoneRegion"], read["phoneNumber"]) == ("86", "1" + phone)
    assert read["phoneNumberVerified"] is False
    with refused("MissingParameter.PhoneNumberVerified", 400):
        world.developer.PatchUser(userId=somebody, phoneNumber=phone)
    with refused("MissingParameter.Email", 400):
        world.developer.PatchUser(userId=somebody, email="else@example.com")
    bare = make(world.developer)
    with refused("MissingParameter.PhoneRegion", 400):
        world.developer.PatchUser(userId=bare, phoneNumber=phone, phoneNumberVerified=True)


def test_what_the_vendor_requires_beside_does_no_harm(world):
    """The vendor's schema asks for phoneRegion when a user is made or patched, whether there is a number or not."""
    made = make(world.developer, phoneRegion="86", phoneNumberVerified=True, emailVerified=True)
    read = patch(world, made, displayName="Named", phoneRegion="86")
    assert read["displayName"] == "Named"
    assert (read["phoneNumberVerified"], read["emailVerified"]) == (False, False)
    assert not read.keys() & {"phoneRegion", "phoneNumber", "email"}


def test_a_patch_is_refused_whole(world, somebody):
    make(world.developer, "occupied", email="occupied@example.com", emailVerified=True)
    before = get(world.developer, somebody)
    with refused("ResourceDuplicated.Username", 400):
        world.developer.PatchUser(userId=somebody, displayName="never", username="Occupied")
    with refused("ResourceDuplicated.Email", 400):
        world.developer.PatchUser(userId=somebody, displayName="never", email="occupied@example.com",
                                  emailVerified=True)
    with refused("InvalidParameter.CustomFields", 400):
        world.developer.PatchUser(userId=somebody, displayName="never",
                                  customFields=[{"fieldName": "no_such_field", "fieldValue": "1"}])
    assert get(world.developer, somebody) == before


def test_a_patched_phone_number_may_be_taken(world, somebody):
    other = get(world.developer, make(world.developer, phoneRegion="86", phoneNumber="15699999999",
                                      phoneNumberVerified=True))
    with refused("ResourceDuplicated.PhoneNumber", 400):
        world.developer.PatchUser(userId=somebody, phoneNumber=other["phoneNumber"], phoneNumberVerified=True)


def test_status_is_set_however_often(world, somebody):
    for _ in range(2):
        world.developer.DisableUser(userId=somebody)
        assert get(world.developer, somebody)["status"] == "disabled"
    for _ in range(2):
        world.developer.EnableUser(userId=somebody)
        assert get(world.developer, somebody)["status"] == "enabled"


def test_a_deleted_user_is_gone(world, phone):
    made = make(world.developer, "deleted", email="deleted@example.com", emailVerified=True)
    group = world.eiam.CreateGroup(GroupName="of the deleted")["GroupId"]
    world.eiam.AddUsersToGroup(GroupId=group, UserIds=[made])
    assert world.developer.DeleteUser(userId=made) in ({}, None)
    with refused("ResourceNotFound.User", 404, made):
        get(world.developer, made)
    assert world.developer.ListUsersForGroup(groupId=group)["totalCount"] == 0
    make(world.developer, "deleted", email="deleted@example.com", emailVerified=True)


@pytest.mark.parametrize("operation, more", [
    ("GetUser", {}), ("PatchUser", {"displayName": "x"}), ("DeleteUser", {}), ("EnableUser", {}),
    ("DisableUser", {}), ("UpdateUserPassword", {"password": PASSWORD}), ("ListGroupsForUser", {}),
    ("SetUserPrimaryOrganizationalUnit", {"organizationalUnitId": "ou_root"}),
    ("AddUserToOrganizationalUnits", {"organizationalUnitIds": ["ou_root"]}),
    ("RemoveUserFromOrganizationalUnits", {"organizationalUnitIds": ["ou_root"]}),
])
def test_nobody_is_not_found(world, operation, more):
    with refused("ResourceNotFound.User", 404, "user_nobody"):
        getattr(world.developer, operation)(userId="user_nobody", **more)


# Passwords

def test_passwords_follow_the_policy(world):
    made = make(world.developer, "keeper")
    world.developer.UpdateUserPassword(userId=made, password=PASSWORD)
    assert get(world.developer, made)["passwordSet"] is True
    for password in ("short", "alllowercaseletters1", "xx-KEEPER-17-xx"):
        with refused("InvalidParameter.Password", 400):
            world.developer.UpdateUserPassword(userId=made, password=password)


def test_the_password_policy_is_read(world):
    answer = requests.post(
        f"http://{world.endpoint}/v2/{world.instance}/{world.main.id}/users/_/actions/getUserPasswordPolicy",
        json={}, headers={"Authorization": "Bearer " + world.main.token()}, timeout=30)
    assert answer.status_code == 200
    assert answer.json() == {
        "instanceId": world.instance, "activeCycle": -1, "minLength": 10, "reservationCount": 0,
        "passwordComplexityItem": {
            "containLowerCase": True, "containUpperCase": True, "containNumber": True, "containSpecialChar": False,
            "usernameCheck": True, "displayNameCheck": False, "emailCheck": False, "phoneCheck": False}}


# Units and groups

def test_a_user_moves_to_another_primary_unit(world):
    old, new = unit(world, "old home"), unit(world, "new home")
    made = make(world.developer, parent=old)
    world.developer.SetUserPrimaryOrganizationalUnit(userId=made, organizationalUnitId=new)
    read = get(world.developer, made)
    assert read["primaryOrganizationalUnitId"] == new
    assert read["organizationalUnits"] == [{"organizationalUnitId": new, "organizationalUnitName": "new home",
                                            "primary": True}]
    with refused(NOT_IN_SCOPE, 400, "ou_none"):
        world.developer.SetUserPrimaryOrganizationalUnit(userId=made, organizationalUnitId="ou_none")


def test_further_units_are_joined_and_left(world):
    one, two = unit(world, "further one"), unit(world, "further two")
    made = make(world.developer)
    for _ in range(2):
        world.developer.AddUserToOrganizationalUnits(userId=made, organizationalUnitIds=[one, two])
    members = {item["organizationalUnitId"]: item["primary"]
               for item in get(world.developer, made)["organizationalUnits"]}
    assert members == {"ou_root": True, one: False, two: False}
    assert world.developer.ListUsers(organizationalUnitId=one)["totalCount"] == 1
    for _ in range(2):
        world.developer.RemoveUserFromOrganizationalUnits(userId=made, organizationalUnitIds=[one, two])
    assert len(get(world.developer, made)["organizationalUnits"]) == 1
    assert world.developer.ListUsers(organizationalUnitId=one) == {"totalCount": 0, "data": []}
    with refused("UnsupportedOperation.PrimaryOrganizationalUnit", 400, "ou_root"):
        world.developer.RemoveUserFromOrganizationalUnits(userId=made, organizationalUnitIds=["ou_root"])
    with refused(NOT_IN_SCOPE, 400, "ou_none"):
        world.developer.AddUserToOrganizationalUnits(userId=made, organizationalUnitIds=[one, "ou_none"])
    with refused(NOT_IN_SCOPE, 400, "ou_none"):
        world.developer.RemoveUserFromOrganizationalUnits(userId=made, organizationalUnitIds=["ou_none"])


def test_the_groups_of_a_user_are_listed(world):
    made = make(world.developer)
    groups = [world.developer.CreateGroup(groupName=f"listed {number}")["groupId"] for number in range(3)]
    for group in groups:
        world.developer.AddUsersToGroup(groupId=group, userIds=[made])
    first = world.developer.ListGroupsForUser(userId=made, maxResults=2)
    assert (first["totalCount"], first["maxResults"], len(first["data"])) == (3, 2, 2)
    rest = world.developer.ListGroupsForUser(userId=made, maxResults=2, nextToken=first["nextToken"])
    assert "nextToken" not in rest
    listed = first["data"] + rest["data"]
    assert {item["groupId"] for item in listed} == set(groups)
    assert listed[0] == {"instanceId": world.instance, "groupId": listed[0]["groupId"],
                         "groupMemberRelationSourceType": "build_in",
                         "groupMemberRelationSourceId": world.instance}
    with refused("InvalidParameter.NextToken", 400):
        world.developer.ListGroupsForUser(userId=made, nextToken="NTnever")


# Looking up

def test_users_are_found_by_what_is_unique(world, phone):
    found = {"userId": make(world.developer, "Sought", phoneRegion="86", phoneNumber=phone, phoneNumberVerified=True,
                            email="Sought@example.com", emailVerified=True, userExternalId="sought-1")}
    developer = world.developer
    assert developer.GetUserIdByUsername(username="sOUGHT") == found
    assert developer.GetUserIdByEmail(email="sought@EXAMPLE.com") == found
    assert developer.GetUserIdByPhoneNumber(phoneNumber=phone) == found
    source = {"userSourceType": "build_in", "userSourceId": world.instance}
    assert developer.GetUserIdByUserExternalId(userExternalId="sought-1", **source) == found
    with refused(USER_ID_NOT_FOUND, 400, "sough"):
        developer.GetUserIdByUsername(username="sough")
    with refused(USER_ID_NOT_FOUND, 400):
        developer.GetUserIdByEmail(email="nobody@example.com")
    with refused(USER_ID_NOT_FOUND, 400):
        developer.GetUserIdByUserExternalId(userExternalId="sought-1", userSourceType="ad", userSourceId="ad")
    make(developer, phoneRegion="49", phoneNumber=phone, phoneNumberVerified=True)
    with refused(USER_ID_NOT_FOUND, 400, phone):
        developer.GetUserIdByPhoneNumber(phoneNumber=phone)


@pytest.mark.parametrize("operation, arguments, code", [
    ("GetUserIdByUsername", {}, "MissingParameter.Username"),
    ("GetUserIdByEmail", {}, "MissingParameter.Email"),
    ("GetUserIdByPhoneNumber", {}, "MissingParameter.PhoneNumber"),
    ("GetUserIdByUserExternalId", {"userSourceType": "build_in", "userSourceId": "x"},
     "MissingParameter.UserExternalId"),
    ("GetUserIdByUserExternalId", {"userExternalId": "x", "userSourceId": "x"}, "MissingParameter.UserSourceType"),
    ("GetUserIdByUserExternalId", {"userExternalId": "x", "userSourceType": "build_in"},
     "MissingParameter.UserSourceId"),
    ("GetUserIdByUserExternalId", {"userExternalId": "x", "userSourceType": "x", "userSourceId": "x"},
     "InvalidParameter.UserSourceType"),
])
def test_lookups_need_what_to_look_for(world, operation, arguments, code):
    with refused(code, 400):
        getattr(world.developer, operation)(**arguments)


@pytest.mark.parametrize("operation, missing", [
    ("GetUserIdByEmail", "Email"), ("GetUserIdByPhoneNumber", "PhoneNumber"),
    ("GetUserIdByUserExternalId", "UserExternalId")])
def test_published_lookups_say_what_is_missing_with_a_blank(world, operation, missing):
    with refused(f"MissingParameter.{missing}", 400, f"The specified parameter: {missing} is required!"):
        getattr(world.developer, operation)()


# Lists

@pytest.fixture(scope="module")
def crowd(world):
    """A unit with five users."""
    place = unit(world, "crowd")
    return place, [make(world.developer, f"crowd{number}", place) for number in range(5)]


def test_pages_hold_the_members_of_a_unit(world, crowd):
    place, users = crowd
    unit(world, "below the crowd", place)
    pages = [world.developer.ListUsers(organizationalUnitId=place, pageNumber=number, pageSize=2)
             for number in (1, 2, 3, 4)]
    assert [page["totalCount"] for page in pages] == [5] * 4
    assert [item["userId"] for page in pages for item in page["data"]] == sorted(users)
    assert [len(page["data"]) for page in pages] == [2, 2, 1, 0]
    with refused(NOT_IN_SCOPE, 400):
        world.developer.ListUsers(organizationalUnitId="ou_none")


def test_items_have_all_but_the_places_of_a_user(world, crowd):
    whole = get(world.developer, crowd[1][0])
    for name in ("organizationalUnits", "primaryOrganizationalUnitId", "customFields", "groups"):
        del whole[name]
    assert world.developer.ListUsers(organizationalUnitId=crowd[0], pageSize=100)["data"].count(whole) == 1


def test_without_a_unit_everybody_is_listed(world, crowd):
    total = world.developer.ListUsers(pageSize=1)["totalCount"]
    seen, number = [], 1
    while page := world.developer.ListUsers(pageNumber=number, pageSize=100)["data"]:
        seen += [item["userId"] for item in page]
        number += 1
    assert len(seen) == len(set(seen)) == total
    assert set(crowd[1]) <= set(seen)


@pytest.mark.parametrize("page, code", [
    ({"pageSize": 0}, "InvalidParameter.PageSize"), ({"pageSize": 101}, "InvalidParameter.PageSize"),
    ({"pageNumber": 0}, "InvalidParameter.PageNumber")])
def test_pages_have_bounds(world, page, code):
    with refused(code, 400):
        world.developer.ListUsers(**page)


# Scope and permissions

@pytest.fixture(scope="module")
def restricted(world):
    """What an application may see: a unit with one below it, and a group."""
    inside = unit(world, "in scope")
    below = unit(world, "deep in scope", inside)
    group = world.eiam.CreateGroup(GroupName="group in scope")["GroupId"]
    users = {"inside": make(world.developer, "inside", below), "member": make(world.developer, "member"),
             "outside": make(world.developer, "outside", email="outside@example.com", emailVerified=True,
                             phoneRegion="86", phoneNumber="15611111111", phoneNumberVerified=True)}
    world.eiam.AddUsersToGroup(GroupId=group, UserIds=[users["member"]])
    return world.restricted(units=[inside], groups=[group]), {"inside": inside, "below": below}, users


def test_users_in_scope_are_those_of_units_and_groups(restricted):
    client, units, users = restricted
    assert get(client, users["inside"])["primaryOrganizationalUnitId"] == units["below"]
    assert get(client, users["member"])["organizationalUnits"] == []
    listed = client.ListUsers()
    assert listed["totalCount"] == 2
    assert {item["userId"] for item in listed["data"]} == {users["inside"], users["member"]}
    assert client.ListUsers(organizationalUnitId=units["below"])["totalCount"] == 1


@pytest.mark.parametrize("operation, more", [
    ("GetUser", {}), ("PatchUser", {"displayName": "x"}), ("DeleteUser", {}), ("EnableUser", {}),
    ("DisableUser", {}), ("UpdateUserPassword", {"password": PASSWORD}), ("ListGroupsForUser", {}),
    ("SetUserPrimaryOrganizationalUnit", {"organizationalUnitId": "inside"}),
    ("AddUserToOrganizationalUnits", {"organizationalUnitIds": ["inside"]}),
    ("RemoveUserFromOrganizationalUnits", {"organizationalUnitIds": ["inside"]}),
])
def test_users_outside_the_scope_do_not_exist(world, restricted, operation, more):
    client, units, users = restricted
    more = {name: units["inside"] if value == "inside" else [units["inside"]] if value == ["inside"] else value
            for name, value in more.items()}
    before = get(world.developer, users["outside"])
    with refused("ResourceNotFound.User", 404):
        getattr(client, operation)(userId=users["outside"], **more)
    assert get(world.developer, users["outside"]) == before


def test_users_outside_the_scope_are_not_found(world, restricted):
    client, _, users = restricted
    for operation, arguments in (
            ("GetUserIdByUsername", {"username": "outside"}),
            ("GetUserIdByEmail", {"email": "outside@example.com"}),
            ("GetUserIdByPhoneNumber", {"phoneNumber": "15611111111"}),
            ("GetUserIdByUserExternalId", {"userExternalId": users["outside"], "userSourceType": "build_in",
                                           "userSourceId": world.instance})):
        with refused(USER_ID_NOT_FOUND, 400):
            getattr(client, operation)(**arguments)
    assert client.GetUserIdByUsername(username="inside") == {"userId": users["inside"]}


def test_units_outside_the_scope_cannot_be_used(restricted):
    client, _, users = restricted
    with refused(NOT_IN_SCOPE, 400):
        make(client, "intruder")
    with refused(NOT_IN_SCOPE, 400):
        client.SetUserPrimaryOrganizationalUnit(userId=users["inside"], organizationalUnitId="ou_root")
    with refused(NOT_IN_SCOPE, 400):
        client.AddUserToOrganizationalUnits(userId=users["inside"], organizationalUnitIds=["ou_root"])
    with refused(NOT_IN_SCOPE, 400):
        client.RemoveUserFromOrganizationalUnits(userId=users["inside"], organizationalUnitIds=["ou_root"])
    with refused(NOT_IN_SCOPE, 400):
        client.ListUsers(organizationalUnitId="ou_root")


def test_a_user_is_not_taken_out_of_a_primary_unit_outside_the_scope(world, restricted):
    client, units, _ = restricted
    made = make(world.developer, "between")
    world.developer.AddUserToOrganizationalUnits(userId=made, organizationalUnitIds=[units["inside"]])
    with refused(NOT_IN_SCOPE, 400):
        client.SetUserPrimaryOrganizationalUnit(userId=made, organizationalUnitId=units["inside"])
    assert get(world.developer, made)["primaryOrganizationalUnitId"] == "ou_root"
    world.developer.DeleteUser(userId=made)


def test_an_application_makes_users_in_its_scope(restricted):
    client, units, _ = restricted
    made = make(client, "made-in-scope", units["below"])
    assert get(client, made)["username"] == "made-in-scope"
    client.DeleteUser(userId=made)


READING = {"GetUser": {"userId": "x"}, "ListUsers": {}, "ListGroupsForUser": {"userId": "x"},
           "GetUserIdByUsername": {"username": "x"}, "GetUserIdByEmail": {"email": "x@example.com"},
           "GetUserIdByPhoneNumber": {"phoneNumber": "15600000000"},
           "GetUserIdByUserExternalId": {"userExternalId": "x", "userSourceType": "build_in", "userSourceId": "x"}}
MANAGING = {"CreateUser": {"username": "x", "primaryOrganizationalUnitId": "ou_root"}, "PatchUser": {"userId": "x"},
            "DeleteUser": {"userId": "x"}, "EnableUser": {"userId": "x"}, "DisableUser": {"userId": "x"},
            "UpdateUserPassword": {"userId": "x", "password": PASSWORD},
            "SetUserPrimaryOrganizationalUnit": {"userId": "x", "organizationalUnitId": "ou_root"},
            "AddUserToOrganizationalUnits": {"userId": "x", "organizationalUnitIds": ["ou_root"]},
            "RemoveUserFromOrganizationalUnits": {"userId": "x", "organizationalUnitIds": ["ou_root"]}}


def test_reading_and_managing_need_permissions(world):
    nothing = world.restricted(units=["ou_root"], permissions=[])
    reader = world.restricted(units=["ou_root"], permissions=["urn:alibaba:idaas:scope:user:read_all"])
    for operation, arguments in READING.items():
        with refused("permission_denied", 403, "urn:alibaba:idaas:scope:user:read_all"):
            getattr(nothing, operation)(**arguments)
    for operation, arguments in MANAGING.items():
        with refused("permission_denied", 403, "urn:alibaba:idaas:scope:user:manager_all"):
            getattr(reader, operation)(**arguments)
    assert reader.ListUsers()["totalCount"] > 0
