"""Users through the management API."""
import itertools
import time

import pytest
from alibabacloud_eiam20211201 import models

from harness import clients
from harness.clients import refused

_numbers = itertools.count(1)
PASSWORD = "Correct-Horse-7"
NOT_FOUND = "ResourceNotFound.User"
UNIT_NOT_FOUND = "ResourceNotFound.OrganizationalUnit"


def unit(world, name, parent="ou_root"):
    return world.eiam.CreateOrganizationalUnit(OrganizationalUnitName=name, ParentId=parent)["OrganizationalUnitId"]


def make(world, name=None, parent="ou_root", **more):
    name = name or f"anybody{next(_numbers)}"
    return world.eiam.CreateUser(Username=name, PrimaryOrganizationalUnitId=parent, **more)["UserId"]


def get(world, identifier):
    return world.eiam.GetUser(UserId=identifier)["User"]


@pytest.fixture
def phone():
    return f"157{next(_numbers):08}"


# Making and reading

def test_a_user_is_read_as_it_was_made(world, phone):
    home, second = unit(world, "home"), unit(world, "second home")
    group = world.eiam.CreateGroup(GroupName="of the whole", Description="a group")["GroupId"]
    made = make(world, "whole", home, DisplayName="A whole user", Password=PASSWORD, PhoneRegion="86",
                PhoneNumber=phone, PhoneNumberVerified=True, Email="whole@example.com", EmailVerified=True,
                UserExternalId="outside-1", OrganizationalUnitIds=[second], Description="who is whole")
    world.eiam.AddUsersToGroup(GroupId=group, UserIds=[made])
    read = get(world, made)
    assert read.pop("CreateTime") == read.pop("RegisterTime") <= read.pop("UpdateTime")
    assert read == {
        "InstanceId": world.instance, "UserId": made, "Username": "whole", "DisplayName": "A whole user",
        "PasswordSet": True, "PhoneRegion": "86", "PhoneNumber": phone, "PhoneNumberVerified": True,
        "Email": "whole@example.com", "EmailVerified": True, "UserExternalId": "outside-1",
        "UserSourceType": "build_in", "UserSourceId": world.instance, "Status": "enabled",
        "Description": "who is whole", "PrimaryOrganizationalUnitId": home,
        "OrganizationalUnits": [
            {"OrganizationalUnitId": home, "OrganizationalUnitName": "home", "Primary": True},
            {"OrganizationalUnitId": second, "OrganizationalUnitName": "second home", "Primary": False}],
        "CustomFields": [], "Groups": [{"GroupId": group, "GroupName": "of the whole", "Description": "a group"}]}


@pytest.mark.parametrize("more, code, status", [
    ({"PhoneNumber": "15600000000", "PhoneNumberVerified": True}, "MissingParameter.PhoneRegion", 400),
    ({"PhoneNumber": "15600000000", "PhoneRegion": "86"}, "MissingParameter.PhoneNumberVerified", 400),
    ({"Email": "a@example.com"}, "MissingParameter.EmailVerified", 400),
    ({"Password": "short"}, "InvalidParameter.Password", 400),
    ({"PrimaryOrganizationalUnitId": "ou_none"}, UNIT_NOT_FOUND, 404),
    ({"OrganizationalUnitIds": ["ou_none"]}, UNIT_NOT_FOUND, 404),
    ({"OrganizationalUnitIds": ["ou_root"] * 101}, "InvalidParameter.OrganizationalUnitIds", 400),
    ({"Username": "a b"}, "InvalidParameter.Username", 400),
])
def test_malformed_users_are_refused(world, more, code, status):
    with refused(code, status):
        world.eiam.CreateUser(**{"Username": "malformed", "PrimaryOrganizationalUnitId": "ou_root", **more})


def test_what_is_unique_is_unique(world, phone):
    make(world, "unique", PhoneRegion="86", PhoneNumber=phone, PhoneNumberVerified=True, Email="unique@example.com",
         EmailVerified=True, UserExternalId="unique-1")
    with refused("ResourceDuplicated.Username", 403):
        make(world, "Unique")
    with refused("ResourceDuplicated.Email", 403):
        make(world, Email="UNIQUE@example.com", EmailVerified=True)
    with refused("ResourceDuplicated.PhoneNumber", 403):
        make(world, PhoneRegion="86", PhoneNumber=phone, PhoneNumberVerified=True)
    with refused("ResourceDuplicated.ExternalId", 403):
        make(world, UserExternalId="unique-1")


def test_the_same_client_token_makes_one_user(world):
    first = make(world, "token-bearer", ClientToken="token-1")
    assert make(world, "token-bearer", ClientToken="token-1") == first
    with refused("IdempotentParameterMismatch", 400):
        make(world, "token-thief", ClientToken="token-1")


def test_a_repeated_call_is_not_held_to_newer_rules(world):
    """It changes nothing any more: it only asks again what came of it."""
    world.eiam.SetPasswordComplexityConfiguration(PasswordMinLength=8)
    first = make(world, "early-bird", Password="Short-7x", ClientToken="token-2")
    world.eiam.SetPasswordComplexityConfiguration(PasswordMinLength=20)
    try:
        assert make(world, "early-bird", Password="Short-7x", ClientToken="token-2") == first
    finally:
        world.eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10)


# Changing

def test_only_what_is_sent_changes_and_empty_text_clears(world, phone):
    made = make(world, DisplayName="Before", Email="before@example.com", EmailVerified=True, PhoneRegion="86",
                PhoneNumber=phone, PhoneNumberVerified=True)
    before = get(world, made)
    world.eiam.UpdateUser(UserId=made, DisplayName="After")
    after = get(world, made)
    assert after.pop("UpdateTime") >= before.pop("UpdateTime")
    assert after == {**before, "DisplayName": "After"}
    world.eiam.UpdateUser(UserId=made, DisplayName="", Email="", PhoneNumber="")
    assert not get(world, made).keys() & {"DisplayName", "Email", "PhoneNumber", "PhoneRegion"}


def test_what_the_vendor_requires_beside_does_no_harm(world):
    """The vendor's schema asks for PhoneRegion and both marks in every update."""
    made = make(world)
    world.eiam.UpdateUser(UserId=made, DisplayName="Named", PhoneRegion="86", PhoneNumberVerified=False,
                          EmailVerified=True)
    read = get(world, made)
    assert read["DisplayName"] == "Named"
    assert read["EmailVerified"] is False
    assert "PhoneRegion" not in read


def test_updates_are_refused_like_making(world, phone):
    make(world, "taken", Email="taken@example.com", EmailVerified=True, PhoneRegion="86", PhoneNumber=phone,
         PhoneNumberVerified=True)
    made = make(world)
    for change, code in (({"Username": "TAKEN"}, "ResourceDuplicated.Username"),
                         ({"Email": "taken@example.com", "EmailVerified": True}, "ResourceDuplicated.Email"),
                         ({"PhoneRegion": "86", "PhoneNumber": phone, "PhoneNumberVerified": True},
                          "ResourceDuplicated.PhoneNumber")):
        with refused(code, 403):
            world.eiam.UpdateUser(UserId=made, **change)
    with refused("MissingParameter.EmailVerified", 400):
        world.eiam.UpdateUser(UserId=made, Email="new@example.com")


def test_a_description_is_set_and_cleared(world):
    made = make(world)
    world.eiam.UpdateUserDescription(UserId=made, Description="two\nlines")
    assert get(world, made)["Description"] == "two\nlines"
    world.eiam.UpdateUserDescription(UserId=made)
    assert "Description" not in get(world, made)


def test_status_is_set_however_often(world):
    made = make(world)
    for _ in range(2):
        world.eiam.DisableUser(UserId=made)
    assert get(world, made)["Status"] == "disabled"
    world.eiam.EnableUser(UserId=made)
    assert get(world, made)["Status"] == "enabled"


def test_a_locked_user_is_unlocked(world):
    made = make(world)
    later = int(time.time() * 1000) + 3_600_000
    world.server.change_data(f"update users set locked_until = {later}, failures = 5 where id = '{made}'")
    assert get(world, made)["LockExpireTime"] == later
    world.eiam.UnlockUser(UserId=made)
    assert "LockExpireTime" not in get(world, made)
    world.server.change_data(f"update users set locked_until = 1 where id = '{made}'")
    assert "LockExpireTime" not in get(world, made)


def test_units_are_joined_left_and_made_primary(world):
    one, two = unit(world, "one"), unit(world, "two")
    made = make(world, parent=one)
    world.eiam.AddUserToOrganizationalUnits(UserId=made, OrganizationalUnitIds=[one, two])
    world.eiam.SetUserPrimaryOrganizationalUnit(UserId=made, OrganizationalUnitId=two)
    read = get(world, made)
    assert read["PrimaryOrganizationalUnitId"] == two
    assert [item["OrganizationalUnitId"] for item in read["OrganizationalUnits"]] == [two]
    with refused("UnsupportedOperation.PrimaryOrganizationalUnit", 403):
        world.eiam.RemoveUserFromOrganizationalUnits(UserId=made, OrganizationalUnitIds=[two])
    world.eiam.AddUserToOrganizationalUnits(UserId=made, OrganizationalUnitIds=[one])
    world.eiam.RemoveUserFromOrganizationalUnits(UserId=made, OrganizationalUnitIds=[one, "ou_root"])
    assert len(get(world, made)["OrganizationalUnits"]) == 1
    for operation in ("AddUserToOrganizationalUnits", "RemoveUserFromOrganizationalUnits"):
        with refused(UNIT_NOT_FOUND, 404):
            getattr(world.eiam, operation)(UserId=made, OrganizationalUnitIds=["ou_none"])
    with refused(UNIT_NOT_FOUND, 404):
        world.eiam.SetUserPrimaryOrganizationalUnit(UserId=made, OrganizationalUnitId="ou_none")


# Deleting

def test_deleted_users_are_gone(world):
    made = make(world, "deleted")
    world.eiam.DeleteUser(UserId=made)
    with refused(NOT_FOUND, 404):
        world.eiam.GetUser(UserId=made)
    make(world, "deleted")


def test_many_are_deleted_or_none(world):
    users = [make(world) for _ in range(3)]
    with refused(NOT_FOUND, 404):
        world.eiam.DeleteUsers(UserIds=[users[0], "user_nobody"])
    assert get(world, users[0])
    world.eiam.DeleteUsers(UserIds=[*users, users[0]])
    assert world.eiam.ListUsers(UserIds=users)["TotalCount"] == 0


@pytest.mark.parametrize("operation, more", [
    ("GetUser", {}), ("UpdateUser", {"DisplayName": "x"}), ("UpdateUserDescription", {"Description": "x"}),
    ("UpdateUserPassword", {"Password": PASSWORD}), ("EnableUser", {}), ("DisableUser", {}), ("UnlockUser", {}),
    ("DeleteUser", {}), ("SetUserPrimaryOrganizationalUnit", {"OrganizationalUnitId": "ou_root"}),
    ("AddUserToOrganizationalUnits", {"OrganizationalUnitIds": ["ou_root"]}),
    ("RemoveUserFromOrganizationalUnits", {"OrganizationalUnitIds": ["ou_root"]}),
])
def test_neither_a_user_nor_an_instance_that_is_not_there(world, operation, more):
    with refused(NOT_FOUND, 404):
        getattr(world.eiam, operation)(UserId="user_nobody", **more)
    elsewhere = clients.eiam(world.endpoint, world.key, "idaas_nowhere")
    with refused("ResourceNotFound.Instance", 404):
        getattr(elsewhere, operation)(UserId="user_nobody", **more)


def test_nothing_is_done_in_an_instance_that_is_not_there(world):
    elsewhere = clients.eiam(world.endpoint, world.key, "idaas_nowhere")
    for operation, arguments in (
            ("CreateUser", {"Username": "x", "PrimaryOrganizationalUnitId": "ou_root", "Password": PASSWORD}),
            ("ListUsers", {}), ("DeleteUsers", {"UserIds": ["user_nobody"]})):
        with refused("ResourceNotFound.Instance", 404):
            getattr(elsewhere, operation)(**arguments)


def test_users_of_another_instance_are_not_there(world):
    other = clients.eiam(world.endpoint, world.key, world.eiam.CreateInstance()["InstanceId"])
    made = make(world, "here")
    with refused(NOT_FOUND, 404):
        other.GetUser(UserId=made)
    with refused(NOT_FOUND, 404):
        other.DeleteUser(UserId=made)
    assert other.CreateUser(Username="here", PrimaryOrganizationalUnitId="ou_root")["UserId"] != made


# Lists

@pytest.fixture(scope="module")
def crowd(world):
    """Seven users in a unit; the last one is disabled."""
    place = unit(world, "crowd")
    users = [make(world, f"Crowd{number}", place, DisplayName=f"Ünique{number}") for number in range(7)]
    world.eiam.DisableUser(UserId=users[-1])
    return place, users


def ids(answer):
    return [item["UserId"] for item in answer["Users"]]


def test_lists_have_numbered_pages(world, crowd):
    place, users = crowd
    pages = [world.eiam.ListUsers(OrganizationalUnitId=place, PageNumber=number, PageSize=3) for number in (1, 2, 3, 4)]
    assert [page["TotalCount"] for page in pages] == [7] * 4
    assert [identifier for page in pages for identifier in ids(page)] == sorted(users)
    assert "NextToken" not in pages[0]


@pytest.mark.parametrize("filters", [{}, {"Status": "enabled"}, {"UsernameStartsWith": "crowd"}])
def test_lists_go_on_from_a_position(world, crowd, filters):
    place, users = crowd
    answer = world.eiam.ListUsers(OrganizationalUnitId=place, MaxResults=2, **filters)
    assert answer["MaxResults"] == 2
    seen = ids(answer)
    while "NextToken" in answer:
        answer = world.eiam.ListUsers(OrganizationalUnitId=place, MaxResults=2, NextToken=answer["NextToken"],
                                      **filters)
        seen += ids(answer)
    assert seen == sorted(users[:-1] if "Status" in filters else users)
    assert answer["TotalCount"] == len(seen)


def test_positions_cannot_be_made_up(world):
    with refused("InvalidParameter.NextToken", 400):
        world.eiam.ListUsers(NextToken="NTnever")


def test_users_are_found_by_each_filter(world, crowd, phone):
    place, users = crowd
    special = make(world, "Special.One", DisplayName="Ämina", PhoneRegion="86", PhoneNumber=phone,
                   PhoneNumberVerified=True, Email="special@example.com", EmailVerified=True,
                   UserExternalId="special-1")
    for filters in ({"UsernameStartsWith": "special."}, {"DisplayNameStartsWith": "äMI"},
                    {"Email": "SPECIAL@example.com"}, {"PhoneNumber": phone},
                    {"PhoneRegion": "86", "PhoneNumber": phone}, {"UserExternalId": "special-1"},
                    {"UserIds": [special, "user_nobody"]},
                    {"UserExternalId": "special-1", "UserSourceType": "build_in", "UserSourceId": world.instance},
                    {"UsernameStartsWith": "special", "Status": "enabled", "OrganizationalUnitId": "ou_root"}):
        answer = world.eiam.ListUsers(**filters)
        assert (answer["TotalCount"], ids(answer)) == (1, [special]), filters
    for filters in ({"UsernameStartsWith": "pecial"}, {"Email": "special@example.co"},
                    {"PhoneRegion": "49", "PhoneNumber": phone}, {"UserSourceType": "ldap"},
                    {"UserSourceId": "elsewhere"}, {"UserIds": [special], "Status": "disabled"},
                    {"UsernameStartsWith": "special", "OrganizationalUnitId": place}):
        answer = world.eiam.ListUsers(**filters)
        assert (answer["TotalCount"], ids(answer)) == (0, []), filters
    assert ids(world.eiam.ListUsers(Status="disabled", OrganizationalUnitId=place)) == [users[-1]]
    with refused(UNIT_NOT_FOUND, 404):
        world.eiam.ListUsers(OrganizationalUnitId="ou_none")


def test_items_have_all_but_the_places_of_a_user(world):
    made = make(world, "listed", Password=PASSWORD, DisplayName="Listed")
    whole = get(world, made)
    for name in ("OrganizationalUnits", "PrimaryOrganizationalUnitId", "CustomFields", "Groups"):
        del whole[name]
    assert world.eiam.ListUsers(UserIds=[made])["Users"] == [whole]
    assert whole["PasswordSet"] is True


# Passwords

def test_passwords_expire_by_the_policy(world):
    eiam = clients.eiam(world.endpoint, world.key, world.eiam.CreateInstance()["InstanceId"])
    made = eiam.CreateUser(Username="mortal", PrimaryOrganizationalUnitId="ou_root", Password=PASSWORD)["UserId"]
    assert "PasswordExpireTime" not in eiam.GetUser(UserId=made)["User"]
    eiam.SetPasswordExpirationConfiguration(
        PasswordExpirationStatus="enabled", PasswordValidMaxDay=30, PasswordExpirationAction="forbid_login",
        PasswordExpirationNotificationStatus="disabled", PasswordExpirationNotificationChannels=[],
        PasswordExpirationNotificationDuration=7)
    expires = eiam.GetUser(UserId=made)["User"]["PasswordExpireTime"]
    assert abs(expires - time.time() * 1000 - 30 * 86_400_000) < 60_000
    assert eiam.ListUsers()["Users"][0]["PasswordExpireTime"] == expires


def test_old_passwords_are_refused_as_long_as_the_policy_says(world):
    eiam = clients.eiam(world.endpoint, world.key, world.eiam.CreateInstance()["InstanceId"])
    eiam.SetPasswordHistoryConfiguration(PasswordHistoryStatus="enabled", PasswordHistoryMaxRetention=2)
    made = eiam.CreateUser(Username="elephant", PrimaryOrganizationalUnitId="ou_root", Password="Password-01")["UserId"]
    with refused("InvalidParameter.Password", 400, "used before"):
        eiam.UpdateUserPassword(UserId=made, Password="Password-01")
    eiam.UpdateUserPassword(UserId=made, Password="Password-02")
    with refused("InvalidParameter.Password", 400, "used before"):
        eiam.UpdateUserPassword(UserId=made, Password="Password-01")
    eiam.UpdateUserPassword(UserId=made, Password="Password-03", PasswordForcedUpdateStatus="enabled")
    eiam.UpdateUserPassword(UserId=made, Password="Password-01")
    with refused("InvalidParameter.Password", 400):
        eiam.UpdateUserPassword(UserId=made, Password="weak")


def test_the_sdk_knows_every_field(world):
    """What we answer is what the vendor's models have, and nothing of it is lost on the way."""
    made = make(world)
    known = set(models.GetUserResponseBodyUser().from_map(
        {name: None for name in get(world, made)}).__dict__)
    assert {clients.snake(name) for name in get(world, made)} <= known
