"""The management API: what an application may do, and what it may see."""
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from harness.clients import refused
from harness.signing import v1_common, v1_sign

USER_READ = "urn:alibaba:idaas:scope:user:read_all"
USER_MANAGE = "urn:alibaba:idaas:scope:user:manage_all"
UNIT_READ = "urn:alibaba:idaas:scope:organizational_unit:read_all"
UNIT_MANAGE = "urn:alibaba:idaas:scope:organizational_unit:manage_all"


def grants(world, application):
    answer = world.eiam.GetApplicationGrantScope(ApplicationId=application.id)
    return set(answer["ApplicationGrantScope"]["GrantScopes"])


def grant(world, application, *scopes):
    world.eiam.SetApplicationGrantScope(ApplicationId=application.id, GrantScopes=list(scopes))


def scope(world, application):
    answer = world.eiam.GetApplicationProvisioningScope(ApplicationId=application.id)
    return answer["ApplicationProvisioningScope"]


def see(world, application, **lists):
    world.eiam.SetApplicationProvisioningScope(ApplicationId=application.id, **lists)


def unit(world, name, parent="ou_root"):
    return world.developer.CreateOrganizationalUnit(organizationalUnitName=name, parentId=parent)["organizationalUnitId"]


def user(world, name, place):
    return world.developer.CreateUser(username=name, primaryOrganizationalUnitId=place)["userId"]


def group(world, name):
    return world.developer.CreateGroup(groupName=name)["groupId"]


def test_a_new_application_may_do_and_see_nothing(world):
    application = world.application(permissions=[], units=[], groups=[])
    assert grants(world, application) == set()
    assert scope(world, application) == {
        "OrganizationalUnitIds": [], "GroupIds": [], "UsedQuota": 0, "MaxQuota": 1000}


def test_grants_are_replaced_and_work_at_once(world):
    application = world.application(permissions=[USER_READ])
    developer = application.developer()
    assert developer.ListUsers()["totalCount"] >= 0
    with refused("permission_denied", 403, "organizational_unit:read_all"):
        developer.ListOrganizationalUnits(parentId="ou_root")
    grant(world, application, UNIT_READ)
    assert grants(world, application) == {UNIT_READ}
    developer.ListOrganizationalUnits(parentId="ou_root")
    with refused("permission_denied", 403, "user:read_all"):
        developer.ListUsers()


def test_to_manage_is_to_read_as_well(world):
    developer = world.application(permissions=[USER_MANAGE]).developer()
    made = developer.CreateUser(username="manage.reads", primaryOrganizationalUnitId="ou_root")["userId"]
    assert developer.GetUser(userId=made)["username"] == "manage.reads"


def test_to_read_is_not_to_manage(world):
    developer = world.application(permissions=[USER_READ, UNIT_READ]).developer()
    with refused("permission_denied", 403, "user:manager_all"):
        developer.CreateUser(username="read.only", primaryOrganizationalUnitId="ou_root")
    with refused("permission_denied", 403, "organizational_unit:manage_all"):
        developer.CreateOrganizationalUnit(organizationalUnitName="read only", parentId="ou_root")


def test_both_spellings_of_manage_are_one_grant(world):
    application = world.application(permissions=[])
    grant(world, application, USER_MANAGE.replace("manage_all", "manager_all"), USER_MANAGE,
          UNIT_MANAGE.replace("manage_all", "manager_all"))
    assert grants(world, application) == {USER_MANAGE, UNIT_MANAGE}


def test_without_a_list_all_grants_are_taken_away(world):
    application = world.application()
    assert len(grants(world, application)) == 4
    world.eiam.SetApplicationGrantScope(ApplicationId=application.id)
    assert grants(world, application) == set()


def test_an_unknown_grant_is_refused_and_nothing_is_half_done(world):
    application = world.application(permissions=[USER_READ])
    for unknown in ("urn:alibaba:idaas:scope:user:destroy_all", "user:manage", "all"):
        with refused("InvalidParameter.GrantScopes", 400):
            grant(world, application, USER_MANAGE, unknown)
    assert grants(world, application) == {USER_READ}


def test_the_scope_is_the_same_at_both_doors(world):
    sales, testers = unit(world, "both doors"), group(world, "both doors")
    application = world.application(units=[sales], groups=[testers])
    assert scope(world, application) == {
        "OrganizationalUnitIds": [sales], "GroupIds": [testers], "UsedQuota": 2, "MaxQuota": 1000}
    assert application.developer().GetApplicationProvisioningScope() == {
        "organizationalUnitIds": [sales], "groupIds": [testers]}


def test_the_scope_works_at_once(world):
    here, there = unit(world, "at once here"), unit(world, "at once there")
    inside, outside = user(world, "at.once.here", here), user(world, "at.once.there", there)
    application = world.application(units=[here])
    developer = application.developer()
    assert developer.GetUser(userId=inside)["userId"] == inside
    with refused("ResourceNotFound.User", 404):
        developer.GetUser(userId=outside)
    with refused("OrganizationUnitIdNotInScopes", 400):
        developer.GetOrganizationalUnit(organizationalUnitId=there)
    see(world, application, OrganizationalUnitIds=[there])
    assert developer.GetUser(userId=outside)["userId"] == outside
    assert developer.GetOrganizationalUnit(organizationalUnitId=there)["organizationalUnitId"] == there
    with refused("ResourceNotFound.User", 404):
        developer.GetUser(userId=inside)


def test_a_unit_in_the_scope_brings_what_is_below_it(world):
    top = unit(world, "brings")
    below = user(world, "brought", unit(world, "brought", top))
    assert world.restricted(units=[top]).GetUser(userId=below)["userId"] == below


def test_members_of_a_group_in_the_scope_are_seen(world):
    testers, member = group(world, "seen"), user(world, "seen", "ou_root")
    application = world.application(units=[])
    developer = application.developer()
    world.developer.AddUsersToGroup(groupId=testers, userIds=[member])
    with refused("ResourceNotFound.User", 404):
        developer.GetUser(userId=member)
    see(world, application, GroupIds=[testers])
    assert developer.GetUser(userId=member)["userId"] == member


def test_a_scope_is_replaced_whole(world):
    sales, testers = unit(world, "whole"), group(world, "whole")
    application = world.application(units=[sales], groups=[testers])
    see(world, application, OrganizationalUnitIds=[sales, sales, "ou_root"])
    assert set(scope(world, application)["OrganizationalUnitIds"]) == {sales, "ou_root"}
    assert scope(world, application)["GroupIds"] == []
    see(world, application)
    assert scope(world, application)["UsedQuota"] == 0


def test_units_and_groups_must_exist(world):
    sales = unit(world, "exist")
    application = world.application(units=[sales])
    with refused("ResourceNotFound.OrganizationalUnit", 404):
        see(world, application, OrganizationalUnitIds=["ou_root", "ou_nobody"])
    with refused("ResourceNotFound.Group", 404):
        see(world, application, OrganizationalUnitIds=["ou_root"], GroupIds=["group_nobody"])
    assert scope(world, application)["OrganizationalUnitIds"] == [sales]


def test_what_is_deleted_leaves_the_scope(world):
    sales, testers = unit(world, "leaves"), group(world, "leaves")
    application = world.application(units=[sales], groups=[testers])
    world.developer.DeleteOrganizationalUnit(organizationalUnitId=sales)
    world.developer.DeleteGroup(groupId=testers)
    assert scope(world, application)["UsedQuota"] == 0


def see_by_body(world, application, units, groups):
    """SDKs put parameters into the address, which is too short for a thousand ids; a signed body may have them."""
    pairs = [*v1_common(world.key[0], "SetApplicationProvisioningScope", "2021-12-01"),
             ("InstanceId", world.instance), ("ApplicationId", application.id),
             *((f"OrganizationalUnitIds.{number}", one) for number, one in enumerate(units, 1)),
             *((f"GroupIds.{number}", one) for number, one in enumerate(groups, 1))]
    answer = requests.post(f"http://{world.endpoint}/", data=v1_sign(world.key, "POST", pairs), timeout=60)
    return answer.status_code, answer.json().get("Code")


def test_a_scope_holds_a_thousand_units_and_groups(world):
    with ThreadPoolExecutor(8) as pool:
        groups = list(pool.map(lambda number: group(world, f"quota {number}"), range(1000)))
    application = world.application(units=[])
    assert see_by_body(world, application, [], groups) == (200, None)
    assert scope(world, application)["UsedQuota"] == 1000
    assert see_by_body(world, application, ["ou_root"], groups) == (403, "LimitExceeded.ApplicationProvisioningScope")
    assert see_by_body(world, application, [], groups + ["group_x"]) == (400, "InvalidParameter.GroupIds")
    assert scope(world, application)["UsedQuota"] == 1000


@pytest.mark.parametrize("operation", ["SetApplicationGrantScope", "GetApplicationGrantScope",
                                       "SetApplicationProvisioningScope", "GetApplicationProvisioningScope"])
def test_unknown_instances_and_applications_are_told_apart(world, operation):
    with refused("ResourceNotFound.Instance", 404):
        getattr(world.eiam, operation)(InstanceId="idaas_nobody", ApplicationId=world.main.id)
    with refused("ResourceNotFound.Application", 404):
        getattr(world.eiam, operation)(ApplicationId="app_nobody")
    with refused("MissingParameter.ApplicationId", 400):
        getattr(world.eiam, operation)()
