"""Pages of lists, one request after the other: first, in the middle, last."""
import random

import load
from serving import Calls

PAGE = 100
PLACES = {"first": (0, 0), "middle": (0.45, 0.55), "last": (0.99, 1)}


def kinds(unit, group):
    """(what is listed, operation of the management API, parameters)"""
    return [("all users", "ListUsers", {}), ("users of a unit", "ListUsers", {"OrganizationalUnitId": unit}),
            ("users of a group", "ListUsersForGroup", {"GroupId": group}),
            ("users by the start of their names", "ListUsers", {"UsernameStartsWith": "amina"}),
            ("groups", "ListGroups", {})]


def page_in(place, pages, chosen):
    low, high = PLACES[place]
    return min(pages, 1 + int((low + (high - low) * chosen.random()) * pages))


def measure(muster, unit, group, times):
    """A row for each kind and place."""
    rows, chosen = [], random.Random(1)
    with Calls(muster) as calls:
        for name, action, parameters in kinds(unit, group):
            parameters = {**parameters, "PageSize": str(PAGE)}
            total = calls.eiam(action, **parameters).json["TotalCount"]
            pages = max(1, -(-total // PAGE))
            for place in PLACES:
                requests = [calls.signed(action, PageNumber=str(page_in(place, pages, chosen)), **parameters)
                            for _ in range(times)]
                rows.append({"list": name, "page": place, "of": total, **load.one_at_a_time(calls.send, requests)})
    return rows
