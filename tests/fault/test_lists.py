"""Lists after many have written at random: whichever way a list is read, it has everybody in it once."""
import json
import threading
import time

import pytest
from harness import state
from harness.calls import Calls
from harness.writer import Writer

CROWD = 2500  # more than a search looks at on the thread where it arrives
PAGE = 100


@pytest.fixture(scope="module")
def busy(own, calls):
    """An instance with a crowd in it, in which six writers have made changes at once."""
    file = own.folder / "crowd.jsonl"
    file.write_text("".join(json.dumps({
        "type": "user", "name": f"crowd{number * 7 % CROWD:05}", "display_name": f"Crowd {number % 10}",
        "status": "disabled" if number % 5 == 0 else "enabled"}) + "\n" for number in range(CROWD)))
    own.run("import", str(file))
    stopping, problems = threading.Event(), []

    def write(writer):
        try:
            while not stopping.is_set():
                writer.step()
        except Exception as problem:  # of a thread: shown below
            problems.append(problem)
    writers = [Writer(f"w{number}", [calls.beside()]) for number in range(6)]
    threads = [threading.Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    until_written(writers, problems)
    stopping.set()
    for thread in threads:
        thread.join()
    assert not problems, problems
    return own


def until_written(writers, problems):
    deadline = time.monotonic() + 120
    while any(len(writer.ledger.answered) < 150 for writer in writers) and not problems:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ids(server, statement):
    return {row[0] for row in state.rows(server, statement)}


def by_number(calls, action, member, key, **filters):
    seen, page = [], 1
    while True:
        answer = calls.eiam(action, PageNumber=str(page), PageSize=str(PAGE), **filters)
        assert answer.status == 200, answer.body
        if not answer.json[member]:
            return seen, answer.json["TotalCount"]
        seen += [item[key] for item in answer.json[member]]
        page += 1


def by_position(calls, action, member, key, **filters):
    seen, position = [], ""
    while position is not None:
        answer = calls.eiam(action, MaxResults=str(PAGE), NextToken=position, **filters)
        assert answer.status == 200, answer.body
        seen += [item[key] for item in answer.json[member]]
        position = answer.json.get("NextToken")
    return seen, answer.json["TotalCount"]


USERS = {
    "all": ({}, "true"),
    "by name": ({"UsernameStartsWith": "Crowd0"}, "name_key like 'crowd0%'"),
    "by display name": ({"DisplayNameStartsWith": "crowd"}, "display_name_key like 'crowd%'"),
    "enabled": ({"Status": "enabled"}, "status = 1"),
    "disabled": ({"Status": "disabled"}, "status = 2"),
    "of a unit": ({"OrganizationalUnitId": "ou_root"},
                  "id in (select user_id from unit_member where unit = 'ou_root' and unit_member.realm = users.realm)"),
    "searched": ({"Status": "disabled", "UsernameStartsWith": "c"}, "status = 2 and name_key like 'c%'"),
}


@pytest.mark.parametrize("walk", (by_number, by_position))
@pytest.mark.parametrize("filters, condition", USERS.values(), ids=USERS)
def test_each_user_is_listed_once(busy, calls, walk, filters, condition):
    seen, total = walk(calls, "ListUsers", "Users", "UserId", **filters)
    expected = ids(busy, f"select id from users where realm = '{calls.secrets['instance']}' and {condition}")
    assert len(seen) == total == len(expected) and set(seen) == expected


PLACES = {
    "units": ("ListOrganizationalUnits", "OrganizationalUnits", "OrganizationalUnitId", {}, "unit", "true"),
    "children": ("ListOrganizationalUnits", "OrganizationalUnits", "OrganizationalUnitId", {"ParentId": "ou_root"},
                 "unit", "parent = 'ou_root'"),
    "units by name": ("ListOrganizationalUnits", "OrganizationalUnits", "OrganizationalUnitId",
                      {"OrganizationalUnitNameStartsWith": "w"}, "unit", "name_key like 'w%'"),
    "groups": ("ListGroups", "Groups", "GroupId", {}, "user_group", "true"),
    "groups by name": ("ListGroups", "Groups", "GroupId", {"GroupNameStartsWith": "w"}, "user_group",
                       "name_key like 'w%'"),
    "applications": ("ListApplications", "Applications", "ApplicationId", {}, "application", "true"),
}


@pytest.mark.parametrize("action, member, key, filters, table, condition", PLACES.values(), ids=PLACES)
def test_each_unit_group_and_application_is_listed_once(busy, calls, action, member, key, filters, table, condition):
    seen, total = by_number(calls, action, member, key, **filters)
    expected = ids(busy, f"select id from {table} where realm = '{calls.secrets['instance']}' and {condition}")
    assert len(seen) == total == len(expected) and set(seen) == expected


def test_the_members_of_each_group_are_listed_once(busy, calls):
    realm = calls.secrets["instance"]
    groups = ids(busy, f"select id from user_group where realm = '{realm}'")
    every = {"igroup_all": "true", **{group: f"group_id = '{group}'" for group in groups}}
    for group, condition in every.items():
        seen, total = by_number(calls, "ListUsersForGroup", "Users", "UserId", GroupId=group)
        expected = ids(busy, f"select user_id from group_member where realm = '{realm}' and {condition}")
        assert len(seen) == total == len(expected) and set(seen) == expected


def test_what_is_kept_of_counts_is_what_there_is(busy):
    found = state.inconsistencies(busy)
    assert not [name for name in found if "count" in name], found
