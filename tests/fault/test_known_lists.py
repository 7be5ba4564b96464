"""What a server knows by heart is forgotten as soon as anybody changes it, by whatever way."""
import json

import pytest
from harness.company import PEOPLE, UNITS, company, the_id

EVERYBODY = PEOPLE  # more than a search looks at on the thread where it arrives
PAGE = 100


@pytest.fixture(scope="module")
def north(own, calls):
    """The application sees the company, and a group with nobody in it."""
    company(own)
    found = {"unit": the_id(own, "unit", "north"), "part": the_id(own, "unit", "unit0"),
             "group": calls.eiam("CreateGroup", GroupName="guests").json["GroupId"]}
    see(calls, found)
    return found


def see(calls, north, *more):
    units = {f"OrganizationalUnitIds.{number}": unit for number, unit in enumerate((north["unit"], *more), 1)}
    done(calls.eiam("SetApplicationProvisioningScope", ApplicationId=calls.secrets["application"],
                    **units, **{"GroupIds.1": north["group"]}))


def done(answer):
    assert answer.status == 200, answer.body
    return answer.json


def listed(calls):
    """All ids, page by page; the same when they are asked for again."""
    walks = []
    for _ in range(2):
        seen, total = [], PAGE
        for page in range(1, EVERYBODY // PAGE + 3):
            answer = done(calls.developer("GET", f"/users?pageNumber={page}&pageSize={PAGE}"))
            seen += [user["userId"] for user in answer["data"]]
            total = answer["totalCount"]
        assert len(seen) == len(set(seen)) == total
        walks.append(seen)
    assert walks[0] == walks[1]
    return set(walks[0])


def count_of_disabled(calls):
    """By two conditions, which no list is in order for."""
    return done(calls.eiam("ListUsers", Status="disabled", UsernameStartsWith="u", PageSize="1"))["TotalCount"]


def test_a_list_has_who_came_and_not_who_went(calls, north):
    before = listed(calls)
    assert len(before) == EVERYBODY
    new = done(calls.developer("POST", "/users", {"username": "newcomer", "primaryOrganizationalUnitId": north["part"]}))
    assert listed(calls) == before | {new["userId"]}
    done(calls.developer("DELETE", f"/users/{new['userId']}"))
    assert listed(calls) == before


def test_a_list_has_who_is_in_a_group_that_is_seen(calls, north):
    before, guest = listed(calls), done(calls.eiam("CreateUser", Username="guest", PrimaryOrganizationalUnitId="ou_root"))
    assert listed(calls) == before
    members = {"GroupId": north["group"], "UserIds.1": guest["UserId"]}
    done(calls.eiam("AddUsersToGroup", **members))
    assert listed(calls) == before | {guest["UserId"]}
    done(calls.eiam("RemoveUsersFromGroup", **members))
    assert listed(calls) == before


def test_a_list_goes_by_where_units_are(calls, north):
    before = listed(calls)
    done(calls.eiam("UpdateOrganizationalUnitParentId", OrganizationalUnitId=north["part"], ParentId="ou_root"))
    assert len(listed(calls)) == EVERYBODY - PEOPLE // UNITS
    see(calls, north, north["part"])
    assert listed(calls) == before
    done(calls.eiam("UpdateOrganizationalUnitParentId", OrganizationalUnitId=north["part"], ParentId=north["unit"]))
    see(calls, north)
    assert listed(calls) == before


def test_a_list_has_who_was_brought_in_by_another_process(own, calls, north):
    before = listed(calls)
    file = own.folder / "late.jsonl"
    file.write_text(json.dumps({"type": "user", "name": "late", "primary_unit": "/north/unit1"}) + "\n")
    own.run("import", str(file))
    assert listed(calls) == before | {the_id(own, "users", "late")}
    done(calls.developer("DELETE", f"/users/{the_id(own, 'users', 'late')}"))


def test_a_search_goes_by_what_users_are_now(own, calls, north):
    user = the_id(own, "users", "user7")
    assert count_of_disabled(calls) == count_of_disabled(calls) == 0
    done(calls.eiam("DisableUser", UserId=user))
    assert count_of_disabled(calls) == count_of_disabled(calls) == 1
    done(calls.eiam("UpdateUser", UserId=user, Username="other"))
    assert count_of_disabled(calls) == 0
    done(calls.eiam("UpdateUser", UserId=user, Username="user7"))
    done(calls.eiam("EnableUser", UserId=user))
    assert count_of_disabled(calls) == 0


def test_a_list_is_still_right_after_calls_that_are_not_about_it(calls, north):
    """Tokens are in the audit: something is committed, but not to the directory."""
    before = listed(calls)
    for _ in range(3):
        calls.new_token()
        assert listed(calls) == before


def names_of(calls, user):
    found = done(calls.eiam("GetUser", UserId=user))["User"]
    return ({unit["OrganizationalUnitName"] for unit in found["OrganizationalUnits"]},
            {(group["GroupName"], group.get("Description")) for group in found["Groups"]})


def test_a_user_has_its_units_and_groups_by_the_names_that_they_have_now(own, calls, north):
    user = the_id(own, "users", "user1")
    assert names_of(calls, user) == names_of(calls, user) == ({"unit1"}, {("everybody", None)})
    done(calls.eiam("UpdateOrganizationalUnit", OrganizationalUnitId=the_id(own, "unit", "unit1"),
                    OrganizationalUnitName="renamed"))
    assert names_of(calls, user) == ({"renamed"}, {("everybody", None)})
    everybody = the_id(own, "user_group", "everybody")
    done(calls.eiam("UpdateGroupDescription", GroupId=everybody, Description="All of them"))
    assert names_of(calls, user) == ({"renamed"}, {("everybody", "All of them")})
    done(calls.eiam("AddUsersToGroup", GroupId=north["group"], **{"UserIds.1": user}))
    assert names_of(calls, user)[1] == {("everybody", "All of them"), ("guests", None)}
    done(calls.eiam("DeleteGroup", GroupId=everybody))
    assert names_of(calls, user) == ({"renamed"}, {("guests", None)})


def test_a_user_has_values_as_soon_as_there_are_fields(own, calls, north):
    user = the_id(own, "users", "user2")
    assert done(calls.eiam("GetUser", UserId=user))["User"]["CustomFields"] == []
    done(calls.eiam("CreateCustomField", FieldName="room", FieldDisplayName="Room", FieldDisplayType="input",
                    FieldDataType="string", EntityType="user", Unique="false", Required="false", Encrypted="false",
                    UserPermission="read_write"))
    done(calls.developer("PATCH", f"/users/{user}", {"customFields": [
        {"fieldName": "room", "fieldValue": "12", "operation": "replace"}]}))
    assert done(calls.eiam("GetUser", UserId=user))["User"]["CustomFields"] == [{"FieldName": "room", "FieldValue": "12"}]


def test_what_is_deleted_with_all_that_is_below_it_is_in_no_list(calls, north):
    done(calls.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=north["unit"]))
    for page in (1, 2, EVERYBODY // PAGE):
        assert done(calls.developer("GET", f"/users?pageNumber={page}&pageSize={PAGE}"))["data"] == []
