"""EIAM instances."""
import re
import time
import uuid

import pytest
from harness import clients
from harness.clients import refused


@pytest.fixture
def instance(world):
    return world.eiam.CreateInstance(Description="of a test")["InstanceId"]


def of(world, instance):
    return clients.eiam(world.endpoint, world.key, instance)


def test_an_instance_is_made_and_read(world, instance):
    assert re.fullmatch("idaas_[a-z2-7]{26}", instance)
    read = of(world, instance).GetInstance()["Instance"]
    assert read["InstanceId"] == instance
    assert read["Description"] == "of a test"
    assert read["Status"] == "running"
    assert abs(read["CreateTime"] / 1000 - time.time()) < 60
    assert re.fullmatch(r"[a-z0-9]{8}\.localhost", read["DomainConfig"]["DefaultDomain"])
    assert read["DomainConfig"]["InitDomain"] == read["DomainConfig"]["DefaultDomain"]


def test_a_new_instance_has_a_root_unit_and_password_rules(world, instance):
    root = of(world, instance).GetRootOrganizationalUnit()["OrganizationalUnit"]
    assert root["OrganizationalUnitId"] == "ou_root"
    rules = of(world, instance).GetPasswordComplexityConfiguration()["PasswordComplexityConfiguration"]
    assert rules["PasswordMinLength"] == 10


def test_a_description_may_be_left_out(world):
    instance = world.eiam.CreateInstance()["InstanceId"]
    assert "Description" not in of(world, instance).GetInstance()["Instance"]


def test_the_same_client_token_makes_one_instance(world):
    token = uuid.uuid4().hex
    first = world.eiam.CreateInstance(Description="once", ClientToken=token)["InstanceId"]
    assert world.eiam.CreateInstance(Description="once", ClientToken=token)["InstanceId"] == first
    with refused("IdempotentParameterMismatch", 400):
        world.eiam.CreateInstance(Description="twice", ClientToken=token)
    assert world.eiam.CreateInstance(Description="once", ClientToken=uuid.uuid4().hex)["InstanceId"] != first


def test_a_description_is_changed_and_removed(world, instance):
    of(world, instance).UpdateInstanceDescription(Description="人 changed")
    assert of(world, instance).GetInstance()["Instance"]["Description"] == "人 changed"
    of(world, instance).UpdateInstanceDescription()
    assert "Description" not in of(world, instance).GetInstance()["Instance"]


def test_a_description_has_a_longest_length(world, instance):
    of(world, instance).UpdateInstanceDescription(Description="x" * 128)
    with refused("InvalidParameter.Description", 400):
        of(world, instance).UpdateInstanceDescription(Description="x" * 129)
    with refused("InvalidParameter.Description", 400):
        world.eiam.CreateInstance(Description="x" * 129)


def all_pages(world, size):
    found, number, total = [], 1, 1
    while len(found) < total:
        page = world.eiam.ListInstances(PageNumber=number, PageSize=size)
        total = page["TotalCount"]
        assert 0 < len(page["Instances"]) <= size
        found += [item["InstanceId"] for item in page["Instances"]]
        number += 1
    return found


def test_a_list_is_read_by_pages(world, instance):
    small, large = all_pages(world, 2), all_pages(world, 100)
    assert small == large
    assert len(set(small)) == len(small)
    assert {instance, world.instance} <= set(small)


def test_a_list_is_narrowed_by_ids_and_status(world, instance):
    listed = world.eiam.ListInstances(InstanceIds=[instance, "idaas_unknown"])
    assert listed["TotalCount"] == 1
    assert [item["InstanceId"] for item in listed["Instances"]] == [instance]
    assert world.eiam.ListInstances(InstanceIds=[instance], Status="running")["TotalCount"] == 1
    assert world.eiam.ListInstances(InstanceIds=[instance], Status="suspended")["TotalCount"] == 0


@pytest.mark.parametrize("none, every", [
    ({"ServiceManaged": True}, {"ServiceManaged": False}),
    ({"ManagedServiceCode": "rpa"}, {}),
    ({"CrossRegionReplication": "enabled"}, {"CrossRegionReplication": "disabled"}),
])
def test_filters_by_what_no_instance_has_find_none(world, instance, none, every):
    assert world.eiam.ListInstances(InstanceIds=[instance], **none) == {"TotalCount": 0, "Instances": []}
    assert world.eiam.ListInstances(InstanceIds=[instance], **every)["TotalCount"] == 1


def test_a_list_by_edition_is_refused(world):
    with refused("NotSupported.Edition", 400, 'The parameter "Edition" is not supported by this server.'):
        world.eiam.ListInstances(Edition="free")


def test_a_list_says_what_of_a_page_is_wrong(world):
    with refused("InvalidParameter.PageSize", 400):
        world.eiam.ListInstances(PageSize=101)
    with refused("InvalidParameter.PageNumber", 400):
        world.eiam.ListInstances(PageNumber=0)
    with refused("InvalidParameter.Status", 400):
        world.eiam.ListInstances(Status="asleep")


def test_an_empty_instance_is_deleted(world, instance):
    check = of(world, instance).CheckInstanceForDelete()["CheckInstanceResult"]
    assert check["Deletable"] is True
    assert not check.get("RestrictScenarios")
    of(world, instance).CreateOrganizationalUnit(ParentId="ou_root", OrganizationalUnitName="Sales")
    of(world, instance).CreateGroup(GroupName="Sellers")
    of(world, instance).DeleteInstance()
    with refused("ResourceNotFound.Instance", 404):
        of(world, instance).GetInstance()
    assert world.eiam.ListInstances(InstanceIds=[instance])["TotalCount"] == 0


def test_users_and_applications_keep_an_instance_from_deletion(world, instance):
    eiam = of(world, instance)
    user = eiam.CreateUser(Username="amina", PrimaryOrganizationalUnitId="ou_root")["UserId"]
    application = eiam.CreateApplication(
        ApplicationName="App", ApplicationSourceType="urn:alibaba:idaas:app:source:standard",
        ApplicationTemplateId="standard", SsoType="oidc")["ApplicationId"]
    check = eiam.CheckInstanceForDelete()["CheckInstanceResult"]
    assert check["Deletable"] is False
    reasons = {item["RestrictReason"]: item["ResourceId"] for item in check["RestrictScenarios"]}
    assert reasons == {"user_exists": user, "application_exists": application}
    with refused("UnsupportedOperation.InstanceNotEmpty", 403):
        eiam.DeleteInstance()
    eiam.DeleteUser(UserId=user)
    eiam.DisableApplication(ApplicationId=application)
    eiam.DeleteApplication(ApplicationId=application)
    eiam.DeleteInstance()


def test_an_unknown_instance_is_not_found(world):
    unknown = of(world, "idaas_unknown")
    for call in (unknown.GetInstance, unknown.UpdateInstanceDescription, unknown.CheckInstanceForDelete,
                 unknown.DeleteInstance):
        with refused("ResourceNotFound.Instance", 404):
            call()


def test_an_instance_id_is_required(world):
    nowhere = clients.eiam(world.endpoint, world.key)
    for call in (nowhere.GetInstance, nowhere.UpdateInstanceDescription, nowhere.CheckInstanceForDelete,
                 nowhere.DeleteInstance):
        with refused("MissingParameter.InstanceId", 400):
            call()
