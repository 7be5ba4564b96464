"""RAM users of an account."""
import itertools
import re
import time

import pytest

from harness import clients
from harness.clients import refused

_numbers = itertools.count(1)
DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
NOT_FOUND = "EntityNotExist.User"
EXISTS = "EntityAlreadyExists.User"


@pytest.fixture
def name(world):
    """A name that no user of the account has."""
    return f"ram{next(_numbers)}-{world.instance[-8:]}"


@pytest.fixture
def domain(world):
    return f"{world.account}.onaliyun.com"


@pytest.fixture
def principal(name, domain):
    return f"{name}@{domain}"


def make(world, principal, **more):
    return world.ims.CreateUser(UserPrincipalName=principal, **{"DisplayName": "Somebody", **more})["User"]


def get(world, **which):
    return world.ims.GetUser(**which)["User"]


def tags(*pairs):
    return [{"Key": key, "Value": value} for key, value in pairs]


# Making and reading

def test_a_user_is_read_as_it_was_made(world, name, principal):
    made = make(world, principal, DisplayName="A RAM user", MobilePhone="86-18688888888", Email="ram@example.com",
                Comments="of a test", Tag=tags(("team", "red"), ("boss", "")))
    assert re.fullmatch(r"[1-9]\d{17}", made["UserId"])
    assert re.fullmatch(DATE, made["CreateDate"])
    assert made["CreateDate"] == made["UpdateDate"]
    assert {**made, "CreateDate": None, "UpdateDate": None} == {
        "UserId": made["UserId"], "UserPrincipalName": principal, "DisplayName": "A RAM user",
        "MobilePhone": "86-18688888888", "Email": "ram@example.com", "Comments": "of a test", "CreateDate": None,
        "UpdateDate": None, "LastLoginDate": "", "ProvisionType": "Manual",
        "Tags": {"Tag": [{"TagKey": "boss", "TagValue": ""}, {"TagKey": "team", "TagValue": "red"}]}}
    assert get(world, UserId=made["UserId"]) == {**made, "UserName": name}


def test_a_user_is_found_by_name_id_or_key(world, name, domain, principal):
    made = make(world, principal)
    key = world.ims.CreateAccessKey(UserPrincipalName=principal)["AccessKey"]["AccessKeyId"]
    whole = {**made, "UserName": name}
    assert get(world, UserPrincipalName=principal) == whole
    assert get(world, UserPrincipalName=f"{name.upper()}@{domain}") == whole
    assert get(world, UserAccessKeyId=key) == whole


def test_what_was_not_given_is_empty(world, principal):
    made = make(world, principal)
    assert (made["MobilePhone"], made["Email"], made["Comments"]) == ("", "", "")
    assert made["Tags"] == {"Tag": []}


def test_exactly_one_way_to_name_a_user(world, principal):
    made = make(world, principal)
    with refused("MissingParameter.UserPrincipalName", 400):
        world.ims.GetUser()
    with refused("InvalidParameter.UserId", 400):
        world.ims.GetUser(UserPrincipalName=principal, UserId=made["UserId"])
    with refused("InvalidParameter.UserAccessKeyId", 400):
        world.ims.GetUser(UserId=made["UserId"], UserAccessKeyId="LTAInever")
    for operation in ("UpdateUser", "DeleteUser"):
        with refused("MissingParameter.UserPrincipalName", 400):
            getattr(world.ims, operation)()
        with refused("InvalidParameter.UserId", 400):
            getattr(world.ims, operation)(UserPrincipalName=principal, UserId=made["UserId"])


def test_nobody_is_not_found(world, name, domain):
    for which in ({"UserPrincipalName": f"{name}@{domain}"}, {"UserPrincipalName": f"{name}@elsewhere.onaliyun.com"},
                  {"UserId": "200000000000000000"}):
        for operation in ("GetUser", "UpdateUser", "DeleteUser"):
            with refused(NOT_FOUND, 404):
                getattr(world.ims, operation)(**which)
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.GetUser(UserAccessKeyId="LTAInever")
    with refused("EntityNotExist.User.AccessKey", 404):  # the account's own key has no user
        world.ims.GetUser(UserAccessKeyId=world.key[0])


@pytest.mark.parametrize("more, code", [
    ({"UserPrincipalName": "ram@elsewhere.onaliyun.com"}, "InvalidParameter.UserPrincipalName.Format"),
    ({"UserPrincipalName": "ram"}, "InvalidParameter.UserPrincipalName.Format"),
    ({"UserPrincipalName": "r*m@x.onaliyun.com"}, "InvalidParameter.UserPrincipalName.InvalidChars"),
    ({"DisplayName": "x" * 129}, "InvalidParameter.DisplayName.Length"),
    ({"DisplayName": None}, "MissingParameter.DisplayName"),
    ({"UserPrincipalName": None}, "MissingParameter.UserPrincipalName"),
    ({"MobilePhone": "1868888"}, "InvalidParameter.MobilePhone.Format"),
    ({"Email": "nobody"}, "InvalidParameter.Email.Format"),
    ({"Comments": "x" * 129}, "InvalidParameter.Comments.Length"),
    ({"Tag": tags(*((f"k{number}", "v") for number in range(21)))}, "InvalidParameter.Tag.Length"),
    ({"Tag": tags(("same", "1"), ("same", "2"))}, "InvalidParameter.Tag"),
    ({"Tag": tags(("acs:mine", "1"))}, "InvalidParameter.Tag.1.Key.Format"),
])
def test_malformed_users_are_refused(world, principal, more, code):
    whole = {"UserPrincipalName": principal, "DisplayName": "Malformed", **more}
    with refused(code, 400):
        world.ims.CreateUser(**{name: value for name, value in whole.items() if value is not None})
    with refused(NOT_FOUND, 404):
        world.ims.GetUser(UserPrincipalName=principal)


def test_names_have_64_characters_at_most(world, name, domain):
    longest = (name + "x" * 64)[:64]
    make(world, f"{longest}@{domain}")
    with refused("InvalidParameter.UserPrincipalName.Format", 400):
        make(world, f"{longest}x@{domain}")


def test_names_are_unique_whatever_the_case(world, name, domain, principal):
    make(world, principal, Email="same@example.com")
    with refused(EXISTS, 409):
        make(world, f"{name.upper()}@{domain}")
    make(world, f"{name}-b@{domain}", Email="same@example.com")


# Changing

def test_only_what_is_sent_changes(world, name, domain, principal):
    made = make(world, principal, MobilePhone="86-18688888888", Email="ram@example.com", Comments="before")
    changed = world.ims.UpdateUser(UserPrincipalName=principal, NewDisplayName="Renamed")["User"]
    assert {**changed, "UpdateDate": None, "Tags": made["Tags"]} == {**made, "UpdateDate": None,
                                                                    "DisplayName": "Renamed"}
    moved = f"{name}-moved@{domain}"
    changed = world.ims.UpdateUser(UserId=made["UserId"], NewUserPrincipalName=moved, NewMobilePhone="",
                                   NewEmail="else@example.com", NewComments="")["User"]
    assert (changed["UserPrincipalName"], changed["UserId"]) == (moved, made["UserId"])
    assert (changed["MobilePhone"], changed["Email"], changed["Comments"]) == ("", "else@example.com", "")
    with refused(NOT_FOUND, 404):
        world.ims.GetUser(UserPrincipalName=principal)


def test_changes_are_refused_like_making(world, name, domain, principal):
    make(world, principal)
    other = make(world, f"{name}-b@{domain}")
    with refused(EXISTS, 409):
        world.ims.UpdateUser(UserId=other["UserId"], NewUserPrincipalName=principal)
    with refused("InvalidParameter.NewUserPrincipalName.Format", 400):
        world.ims.UpdateUser(UserId=other["UserId"], NewUserPrincipalName="ram@elsewhere.onaliyun.com")
    with refused("InvalidParameter.NewEmail.Format", 400):
        world.ims.UpdateUser(UserId=other["UserId"], NewEmail="nobody")


# Deleting

def test_a_user_is_deleted_once_it_has_no_keys(world, principal):
    make(world, principal)
    key = world.ims.CreateAccessKey(UserPrincipalName=principal)["AccessKey"]["AccessKeyId"]
    with refused("DeleteConflict.User.AccessKey", 409):
        world.ims.DeleteUser(UserPrincipalName=principal)
    world.ims.DeleteAccessKey(UserPrincipalName=principal, UserAccessKeyId=key)
    world.ims.DeleteUser(UserPrincipalName=principal)
    with refused(NOT_FOUND, 404):
        world.ims.DeleteUser(UserPrincipalName=principal)
    make(world, principal)


# Lists

def listed(world, **arguments):
    return world.ims.ListUsers(**arguments)


def names(answer):
    return [user["UserPrincipalName"] for user in answer["Users"]["User"]]


@pytest.fixture(scope="module")
def crowd(world):
    """Five users with a tag of their own; the last one is frozen."""
    mark = world.instance[-10:]
    made = [world.ims.CreateUser(
        UserPrincipalName=f"crowd{number}-{mark}@{world.account}.onaliyun.com", DisplayName=f"Crowd {number}",
        Tag=tags(("crowd", mark), ("odd" if number % 2 else "even", mark)))["User"] for number in range(5)]
    world.server.change_data(f"update users set status = 2, last_login = 1700000000123 where id = '{made[-1]['UserId']}'")
    world.server.change_data(f"""update span set disabled = disabled + 1 where realm = '{world.account}' and list = 'users'
        and shard = (select min(shard) from span where realm = '{world.account}' and list = 'users')""")
    return mark, [user["UserPrincipalName"] for user in made]


def test_lists_go_on_from_a_marker(world, crowd):
    mark, users = crowd
    answer = listed(world, MaxItems=2, Tag=tags(("crowd", mark)))
    seen = names(answer)
    while answer["IsTruncated"]:
        answer = listed(world, MaxItems=2, Marker=answer["Marker"], Tag=tags(("crowd", mark)))
        seen += names(answer)
    assert seen == users
    assert "Marker" not in answer
    with refused("InvalidParameter.Marker", 400):
        listed(world, Marker="NTnever")


def test_status_is_active_unless_asked_for(world, crowd):
    _, users = crowd
    frozen = users[-1]
    assert frozen not in names(listed(world)) and users[0] in names(listed(world))
    assert frozen in names(listed(world, Status="freeze")) and users[0] not in names(listed(world, Status="freeze"))
    assert {frozen, users[0]} <= set(names(listed(world, Status="active,freeze")))
    with refused("InvalidParameter.Status", 400):
        listed(world, Status="asleep")


def test_users_are_found_by_all_their_tags(world, crowd):
    mark, users = crowd
    assert names(listed(world, Tag=tags(("odd", mark)))) == [users[1], users[3]]
    assert names(listed(world, Tag=tags(("crowd", mark), ("even", mark)))) == [users[0], users[2], users[4]]
    assert names(listed(world, Tag=tags(("odd", mark), ("even", mark)))) == []
    assert names(listed(world, Tag=tags(("odd", "else")))) == []
    assert set(names(listed(world, Tag=[{"Key": "crowd"}]))) >= set(users)


def test_an_item_has_status_tags_and_its_last_login_in_milliseconds(world, crowd):
    mark, users = crowd
    items = {user["UserPrincipalName"]: user for user in listed(world, Tag=tags(("crowd", mark)))["Users"]["User"]}
    assert items[users[0]]["Status"] == "active"
    assert items[users[0]]["LastLoginDate"] == ""
    assert items[users[-1]]["Status"] == "freeze"
    assert items[users[-1]]["LastLoginDate"] == "1700000000123"
    assert items[users[1]]["Tags"]["Tag"] == [{"TagKey": "crowd", "TagValue": mark}, {"TagKey": "odd", "TagValue": mark}]
    assert get(world, UserPrincipalName=users[-1])["LastLoginDate"] == "2023-11-14T22:13:20Z"


def test_pages_have_bounds(world):
    for most in (0, 1001):
        with refused("InvalidParameter.MaxItems", 400):
            listed(world, MaxItems=most)


def test_people_of_an_instance_are_not_ram_users(world):
    person = world.developer.CreateUser(username="a-person", primaryOrganizationalUnitId="ou_root")["userId"]
    with refused(NOT_FOUND, 404):
        world.ims.GetUser(UserId=person)
    with refused("ResourceNotFound.User", 404):
        world.eiam.GetUser(UserId=make(world, f"not-a-person@{world.account}.onaliyun.com")["UserId"])
