"""What is asked of a server with the big data set: every list, lookup, change of membership, rename, move and delete."""
import itertools
from dataclasses import dataclass
from typing import Callable

import crowd
from asking import Client

PAGE = 100
fresh = itertools.count(1)


@dataclass
class Case:
    family: str
    name: str
    ask: Callable  # (number, the answer before or None) → a request, or None at the end
    writes: bool = False
    most: int = 300


def same(family, name, request):
    return Case(family, name, lambda number, former: request(number))


def change(family, name, request, most=100):
    return Case(family, name, lambda number, former: request(number), writes=True, most=most)


def paged(family, name, client, request):
    """Three cases: the first, middle and last page. `request(page)`"""
    answer = client.ask(request(1))
    last = max(1, -(-answer.get("TotalCount", answer.get("totalCount", 0)) // PAGE))
    for word, page in (("first page", 1), ("middle page", (last + 1) // 2), ("last page", last)):
        yield same(family, f"{name}: {word}", lambda number, page=page: request(page))


def walked(family, name, member, request):
    """One page after another, by position; from the beginning again at the end. `request(position)`"""
    return Case(family, f"{name}: by position", lambda number, former: request((former or {}).get(member)))


class Cases:
    def __init__(self, server, facts):
        self.facts, self.sizes = facts, crowd.Sizes(**facts["sizes"])
        self.client = Client(server)
        self.narrow, self.broad = Client(server, facts["narrow"]), Client(server, facts["broad"])
        company = crowd.People(self.sizes)
        self.busy = [number for number in range(self.sizes.users) if company.is_busy(number)]
        self.outside = [number for number in range(self.sizes.users)
                        if not company.in_big_group(number) and not company.in_big_unit(number) and number % 20 != 9
                        and not company.is_busy(number)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in (self.client, self.narrow, self.broad):
            client.connection.close()

    def some(self, number):
        """Any user, another one each time."""
        return number * 611_953 % self.sizes.users

    # What reads

    def reads(self):
        return [*self.developer_lookups(), *self.developer_lists(), *self.lookups(), *self.user_lists(),
                *self.group_lists(), *self.unit_lists(), *self.application_lists(), *self.instance_lists(),
                *self.ram_users()]

    def developer_lookups(self):
        ask, source = self.client.developer, {"userSourceType": "build_in", "userSourceId": self.client.instance}
        actions = "/users/_/actions/"

        def by(action, body):
            return lambda number: ask("POST", actions + action, body(self.some(number)))
        return [
            same("developer", "GetUser", lambda number: ask("GET", f"/users/{crowd.user(self.some(number))}")),
            same("developer", "GetUser in a narrow scope", lambda number: self.narrow.developer(
                "GET", f"/users/{self.inside_narrow(number)}")),
            same("developer", "GetUserIdByUsername",
                 by("getUserIdByUsername", lambda who: {"username": crowd.name(who)})),
            same("developer", "GetUserIdByEmail", by("getUserIdByEmail", lambda who: {"email": crowd.email(who)})),
            same("developer", "GetUserIdByPhoneNumber",
                 by("getUserIdByPhoneNumber", lambda who: {"phoneNumber": crowd.phone(who | 1)})),
            same("developer", "GetUserIdByUserExternalId", by(
                "getUserIdByExternalId", lambda who: {"userExternalId": crowd.external_id(who), **source})),
            same("developer", "GetGroup", lambda number: ask("GET", f"/groups/{crowd.group(0)}")),
            same("developer", "GetOrganizationalUnit", lambda number: ask("GET", f"/organizationalUnits/{crowd.WIDE}")),
            same("developer", "GetOrganizationalUnitIdByExternalId", lambda number: ask(
                "POST", "/organizationalUnits/_/actions/getOrganizationalUnitIdByExternalId",
                {"organizationalUnitExternalId": crowd.sibling(number % self.sizes.siblings),
                 "organizationalUnitSourceType": "build_in", "organizationalUnitSourceId": self.client.instance})),
            same("developer", "ListOrganizationalUnitParentIds", lambda number: ask(
                "GET", f"/organizationalUnits/{crowd.chain(crowd.DEPTH)}/parentIds")),
        ]

    def inside_narrow(self, number):
        """A user of the first department."""
        step = self.sizes.departments
        found = (who for who in range((number % 20) * step, self.sizes.users, step)
                 if crowd.People(self.sizes).primary_unit(who) == crowd.department(0))
        return crowd.user(next(found))

    def developer_lists(self):
        ask = self.client.developer
        for client, scope in ((self.client, ""), (self.narrow, " in a narrow scope"), (self.broad, " in a broad scope")):
            yield from paged("developer", f"ListUsers{scope}", client, lambda page, client=client: client.developer(
                "GET", "/users", pageNumber=page, pageSize=PAGE))
            yield walked("developer", f"ListUsersForGroup, all groups{scope}", "nextToken",
                         lambda position, client=client: client.developer(
                             "GET", "/groups/igroup_all/actions/listUsersForGroup", **after(position)))
            yield walked("developer", f"ListGroups{scope}", "nextToken", lambda position, client=client: client.developer(
                "GET", "/groups", **after(position)))
        yield from paged("developer", "ListUsers of a big unit", self.client, lambda page: ask(
            "GET", "/users", organizationalUnitId=crowd.BIG, pageNumber=page, pageSize=PAGE))
        yield from paged("developer", "ListOrganizationalUnits of a wide unit", self.client, lambda page: ask(
            "GET", "/organizationalUnits", parentId=crowd.WIDE, pageNumber=page, pageSize=PAGE))
        yield walked("developer", "ListGroups by prefix", "nextToken", lambda position: ask(
            "GET", "/groups", groupNameStartWith="team ada", **after(position)))
        yield walked("developer", "ListUsersForGroup, a big group", "nextToken", lambda position: ask(
            "GET", f"/groups/{crowd.group(0)}/actions/listUsersForGroup", **after(position)))
        yield walked("developer", "ListGroupsForUser", "nextToken", lambda position: ask(
            "GET", f"/users/{crowd.user(self.busy[0])}/actions/listGroupsForUser", **after(position, 20)))

    def lookups(self):
        ask, first = self.client.eiam, self.facts["applications"][0]
        return [
            same("eiam", "GetUser in a hundred groups", lambda number: ask(
                "GetUser", UserId=crowd.user(self.busy[number % len(self.busy)]))),
            same("eiam", "GetGroup", lambda number: ask("GetGroup", GroupId=crowd.group(number % self.sizes.groups))),
            same("eiam", "GetOrganizationalUnit", lambda number: ask(
                "GetOrganizationalUnit", OrganizationalUnitId=crowd.chain(crowd.DEPTH))),
            same("eiam", "ListOrganizationalUnitParents", lambda number: ask(
                "ListOrganizationalUnitParents", OrganizationalUnitId=crowd.chain(crowd.DEPTH))),
            same("eiam", "GetApplication", lambda number: ask("GetApplication", ApplicationId=first)),
            same("eiam", "ListApplicationClientSecrets", lambda number: ask(
                "ListApplicationClientSecrets", ApplicationId=self.facts["narrow"][0])),
            same("eiam", "ListApplicationAccountsForUser", lambda number: ask(
                "ListApplicationAccountsForUser", ApplicationId=first,
                UserId=crowd.user(number % self.sizes.accounts))),
            same("eiam", "GetInstance", lambda number: ask("GetInstance")),
            same("eiam", "CheckInstanceForDelete", lambda number: ask("CheckInstanceForDelete")),
            same("tenant", "ListAccountsOfUser", lambda number: self.client.tenant(
                f"/users/{crowd.user(number % self.sizes.accounts)}/accounts")),
        ]

    def pages(self, action, what, family="eiam", **filters):
        """The three pages of a list of the management API."""
        ask = self.client.eiam if action != "ListInstances" else self.client.eiam_of_account
        return paged(family, action + what, self.client, lambda page: ask(
            action, PageNumber=page, PageSize=PAGE, **filters))

    def user_lists(self):
        some = [crowd.user(self.some(number)) for number in range(PAGE)]
        yield from self.pages("ListUsers", "")
        yield walked("eiam", "ListUsers", "NextToken", lambda position: self.client.eiam(
            "ListUsers", MaxResults=PAGE, NextToken=position or ""))
        for what, filters in (
                ("UserIds", {"UserIds": some}), ("OrganizationalUnitId", {"OrganizationalUnitId": crowd.BIG}),
                ("UsernameStartsWith", {"UsernameStartsWith": "ada."}),
                ("UsernameStartsWith, few", {"UsernameStartsWith": crowd.name(1)[:-3]}),
                ("DisplayNameStartsWith", {"DisplayNameStartsWith": "Ada"}), ("Email", {"Email": crowd.email(1)}),
                ("PhoneNumber", {"PhoneRegion": "86", "PhoneNumber": crowd.phone(1)}),
                ("PhoneRegion", {"PhoneRegion": "86"}), ("UserExternalId", {"UserExternalId": crowd.external_id(1)}),
                ("UserSourceType", {"UserSourceType": "build_in"}), ("UserSourceId", {"UserSourceId": self.client.instance}),
                ("Status enabled", {"Status": "enabled"}), ("Status disabled", {"Status": "disabled"}),
                ("Status and UsernameStartsWith", {"Status": "disabled", "UsernameStartsWith": "ada."}),
                ("OrganizationalUnitId and UsernameStartsWith",
                 {"OrganizationalUnitId": crowd.BIG, "UsernameStartsWith": "ada."})):
            yield from self.pages("ListUsers", f" by {what}", **filters)

    def group_lists(self):
        name = crowd.group_name(7)
        yield from self.pages("ListGroups", "")
        for what, filters in (
                ("GroupIds", {"GroupIds": [crowd.group(number) for number in range(PAGE)]}),
                ("GroupName", {"GroupName": name}), ("GroupNameStartsWith", {"GroupNameStartsWith": "team"}),
                ("GroupExternalId", {"GroupExternalId": "G00007"})):
            yield from self.pages("ListGroups", f" by {what}", **filters)
        members = {"GroupId": crowd.group(0)}
        yield from self.pages("ListUsersForGroup", ", a big group", **members)
        yield from self.pages("ListUsersForGroup", " by UserIds", **members,
                              UserIds=[crowd.user(self.some(number)) for number in range(PAGE)])
        yield from self.pages("ListUsersForGroup", ", all groups", GroupId="igroup_all")
        yield from self.pages("ListGroupsForUser", "", UserId=crowd.user(self.busy[0]))

    def unit_lists(self):
        yield from self.pages("ListOrganizationalUnits", "", ParentId=crowd.WIDE)
        for what, filters in (
                ("OrganizationalUnitIds", {"OrganizationalUnitIds": [crowd.sibling(n) for n in range(50)]}),
                ("OrganizationalUnitName", {"OrganizationalUnitName": "Branch 00007"}),
                ("OrganizationalUnitNameStartsWith", {"OrganizationalUnitNameStartsWith": "Branch"}),
                ("OrganizationalUnitNameStartsWith and ParentId",
                 {"OrganizationalUnitNameStartsWith": "Branch", "ParentId": crowd.WIDE})):
            yield from self.pages("ListOrganizationalUnits", f" by {what}", **filters)

    def application_lists(self):
        yield from self.pages("ListApplications", "")
        for what, filters in (
                ("ApplicationIds", {"ApplicationIds": self.facts["applications"]}),
                ("ApplicationName", {"ApplicationName": "app ada"}), ("Status", {"Status": "enabled"}),
                ("ApplicationTemplateId", {"ApplicationTemplateId": "template-7"}), ("SsoType", {"SsoType": "oidc"}),
                ("AuthorizationType", {"AuthorizationType": "authorize_required"}),
                ("ApplicationIdentityType", {"ApplicationIdentityType": "all"}),
                ("ApplicationCreationType", {"ApplicationCreationType": "all"})):
            yield from self.pages("ListApplications", f" by {what}", **filters)
        yield from self.pages("ListApplicationAccounts", "", ApplicationId=self.facts["applications"][0])

    def instance_lists(self):
        yield from self.pages("ListInstances", "")
        yield from self.pages("ListInstances", " by InstanceIds", InstanceIds=self.facts["instances"])
        yield from self.pages("ListInstances", " by Status", Status="running")

    def ram_users(self):
        ask, who = self.client.ims, {"UserPrincipalName": self.facts["principal"]}
        yield same("ims", "GetUser", lambda number: ask("GetUser", **who))
        yield same("ims", "ListAccessKeys", lambda number: ask("ListAccessKeys", **who))
        for what, filters in (
                ("", {}), (" of both states", {"Status": "active,freeze"}), (" by a tag's key", {"Tag": [{"Key": "team"}]}),
                (" by a tag", {"Tag": [{"Key": "team", "Value": "t7"}]}),
                (" by a tag of one", {"Tag": [{"Key": "cost", "Value": "c7"}]})):
            yield walked("ims", f"ListUsers{what}", "Marker", lambda position, filters=filters: ask(
                "ListUsers", MaxItems=PAGE, **({"Marker": position} if position else {}), **filters))

    # What writes: each takes back what it did, or does it to something else

    def writes(self):
        return [*self.memberships(), *self.renames(), *self.moves(), *self.creations(), *self.deletions()]

    def memberships(self):
        ask, group = self.client.developer, crowd.group(0)

        def who(number):
            return crowd.user(self.outside[number % len(self.outside)])

        def members(action):
            return lambda number: ask("POST", f"/groups/{group}/actions/{action}", {"userIds": [who(number)]})

        def units(action):
            return lambda number: ask("POST", f"/users/{who(number)}/actions/{action}",
                                      {"organizationalUnitIds": [crowd.BIG]})
        return [
            change("developer", "AddUsersToGroup, a big group", members("addUsersToGroup")),
            change("developer", "RemoveUsersFromGroup, a big group", members("removeUsersFromGroup")),
            change("developer", "AddUserToOrganizationalUnits, a big unit", units("addUserToOrganizationalUnits")),
            change("developer", "RemoveUserFromOrganizationalUnits, a big unit",
                   units("removeUserFromOrganizationalUnits")),
            change("developer", "SetUserPrimaryOrganizationalUnit", lambda number: ask(
                "POST", f"/users/{who(number)}/actions/setUserPrimaryOrganizationalUnit",
                {"organizationalUnitId": crowd.sibling(number % self.sizes.siblings)})),
            change("developer", "AddUsersToGroup, a hundred", lambda number: ask(
                "POST", f"/groups/{crowd.group(1)}/actions/addUsersToGroup",
                {"userIds": [crowd.user(self.some(100 * number + other)) for other in range(100)]}), most=20),
        ]

    def renames(self):
        ask = self.client.developer
        return [
            change("developer", "PatchUser, its name", lambda number: ask(
                "PATCH", f"/users/{crowd.user(self.some(number))}", {"username": f"renamed{next(fresh)}"})),
            change("developer", "PatchGroup, a big group's name", lambda number: ask(
                "PATCH", f"/groups/{crowd.group(0)}", {"groupName": f"renamed {next(fresh)}"})),
            change("developer", "PatchOrganizationalUnit, a name among many", lambda number: ask(
                "PATCH", f"/organizationalUnits/{crowd.sibling(number % self.sizes.siblings)}",
                {"organizationalUnitName": f"Renamed {next(fresh)}"})),
            change("developer", "PatchOrganizationalUnit, a big unit's name", lambda number: ask(
                "PATCH", f"/organizationalUnits/{crowd.BIG}", {"organizationalUnitName": f"Renamed {next(fresh)}"})),
        ]

    def moves(self):
        def move(unit, *parents):
            """To one parent and to the other, in turn."""
            return lambda number: self.client.developer(
                "PATCH", f"/organizationalUnits/{unit}/parentId", {"parentId": parents[number % len(parents)]})
        return [
            change("developer", "PatchOrganizationalUnitParentId, one of many", move(
                crowd.sibling(0), crowd.department(0), crowd.WIDE)),
            change("developer", "PatchOrganizationalUnitParentId, five levels into a deep chain", move(
                crowd.branch(1), crowd.chain(crowd.DEPTH - crowd.BRANCH), crowd.ROOT)),
            change("developer", "PatchOrganizationalUnitParentId, with very many below it", move(
                crowd.WIDE, crowd.department(0), crowd.ROOT)),
            change("developer", "PatchOrganizationalUnitParentId, with very many people", move(
                crowd.BIG, crowd.department(0), crowd.ROOT)),
        ]

    def creations(self):
        ask, client = self.client.developer, self.client
        return [
            change("developer", "CreateUser in a big unit", lambda number: ask(
                "POST", "/users", {"username": f"new{next(fresh)}", "primaryOrganizationalUnitId": crowd.BIG})),
            change("developer", "CreateGroup", lambda number: ask("POST", "/groups", {"groupName": f"new {next(fresh)}"})),
            change("developer", "CreateOrganizationalUnit among many", lambda number: ask(
                "POST", "/organizationalUnits", {"organizationalUnitName": f"New {next(fresh)}", "parentId": crowd.WIDE})),
            change("eiam", "CreateApplication", lambda number: client.eiam(
                "CreateApplication", ApplicationName=f"new {next(fresh)}", SsoType="oidc",
                ApplicationSourceType="urn:alibaba:idaas:app:source:standard")),
            change("eiam", "CreateInstance", lambda number: client.eiam_of_account("CreateInstance", Description="new")),
            change("eiam", "AddApplicationAccountToUser", lambda number: client.eiam(
                "AddApplicationAccountToUser", ApplicationId=self.facts["applications"][0],
                UserId=crowd.user(self.some(number)), ApplicationUsername=f"account{next(fresh)}")),
        ]

    def deletions(self):
        ask, client = self.client.developer, self.client
        outside = iter(self.outside[::-1])
        busy = iter(self.busy[1:])
        groups = iter(range(self.sizes.groups // 2, self.sizes.groups))
        return [
            change("developer", "DeleteUser", lambda number: ask("DELETE", f"/users/{crowd.user(next(outside))}")),
            change("developer", "DeleteUser in a hundred groups",
                   lambda number: ask("DELETE", f"/users/{crowd.user(next(busy))}"), most=len(self.busy) // 2),
            change("eiam", "DeleteUsers, a hundred", lambda number: client.eiam(
                "DeleteUsers", UserIds=[crowd.user(next(outside)) for _ in range(100)]), most=3),
            change("developer", "DeleteGroup", lambda number: ask("DELETE", f"/groups/{crowd.group(next(groups))}"),
                   most=self.sizes.groups // 4),
            self.deleted_unit(), self.deleted_instance(),
        ]

    def deleted_unit(self):
        """Makes it first, which is not measured."""
        def request(number):
            made = self.client.ask(self.client.developer("POST", "/organizationalUnits", {
                "organizationalUnitName": f"Gone {next(fresh)}", "parentId": crowd.WIDE}))["organizationalUnitId"]
            return self.client.developer("DELETE", f"/organizationalUnits/{made}")
        return change("developer", "DeleteOrganizationalUnit among many", request)

    def deleted_instance(self):
        def request(number):
            made = self.client.ask(self.client.eiam_of_account("CreateInstance", Description="gone"))["InstanceId"]
            return self.client.eiam_of_account("DeleteInstance", InstanceId=made)
        return change("eiam", "DeleteInstance", request)


def after(position, size=PAGE):
    return {"maxResults": size, **({"nextToken": position} if position else {})}
