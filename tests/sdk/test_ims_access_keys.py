"""Access keys of RAM users and of the account, and the calls that are signed with them."""
import itertools
import re

import pytest
from harness import clients
from harness.clients import refused

_numbers = itertools.count(1)


@pytest.fixture
def user(world):
    """The principal name of a new RAM user."""
    name = f"keyholder{next(_numbers)}-{world.instance[-6:]}@{world.account}.onaliyun.com"
    return world.ims.CreateUser(UserPrincipalName=name, DisplayName="Keyholder")["User"]["UserPrincipalName"]


def keys(world, user=None):
    named = {"UserPrincipalName": user} if user else {}
    return world.ims.ListAccessKeys(**named)["AccessKeys"]["AccessKey"]


def ims_of(world, made):
    return clients.ims(world.endpoint, (made["AccessKeyId"], made["AccessKeySecret"]))


def test_a_key_is_made_for_a_user(world, user):
    made = world.ims.CreateAccessKey(UserPrincipalName=user)["AccessKey"]
    assert re.fullmatch("LTAI5t[0-9A-Za-z]{18}", made["AccessKeyId"])
    assert re.fullmatch("[0-9A-Za-z]{30}", made["AccessKeySecret"])
    assert made["Status"] == "Active"
    listed = keys(world, user)
    assert [key["AccessKeyId"] for key in listed] == [made["AccessKeyId"]]
    assert "AccessKeySecret" not in listed[0]
    assert listed[0]["CreateDate"] == made["CreateDate"]


def test_a_user_has_two_keys_at_most(world, user):
    world.ims.CreateAccessKey(UserPrincipalName=user)
    second = world.ims.CreateAccessKey(UserPrincipalName=user)["AccessKey"]["AccessKeyId"]
    with refused("LimitExceeded.User.AccessKey", 409):
        world.ims.CreateAccessKey(UserPrincipalName=user)
    world.ims.DeleteAccessKey(UserPrincipalName=user, UserAccessKeyId=second)
    assert world.ims.CreateAccessKey(UserPrincipalName=user)


def test_without_a_name_the_keys_are_the_callers(world):
    made = world.ims.CreateAccessKey()["AccessKey"]
    assert {key["AccessKeyId"] for key in keys(world)} == {world.key[0], made["AccessKeyId"]}
    with refused("LimitExceeded.User.AccessKey", 409):
        world.ims.CreateAccessKey()
    assert keys(world) == ims_of(world, made).ListAccessKeys()["AccessKeys"]["AccessKey"]
    world.ims.DeleteAccessKey(UserAccessKeyId=made["AccessKeyId"])
    assert [key["AccessKeyId"] for key in keys(world)] == [world.key[0]]
    with refused("InvalidAccessKeyId.NotFound", 404):
        ims_of(world, made).ListAccessKeys()


def test_an_inactive_key_signs_nothing_until_it_is_active_again(world):
    made = world.ims.CreateAccessKey()["AccessKey"]
    world.ims.UpdateAccessKey(UserAccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert {key["AccessKeyId"]: key["Status"] for key in keys(world)}[made["AccessKeyId"]] == "Inactive"
    with refused("InvalidAccessKeyId.Inactive", 400):
        ims_of(world, made).ListAccessKeys()
    world.ims.UpdateAccessKey(UserAccessKeyId=made["AccessKeyId"], Status="Active")
    assert ims_of(world, made).ListAccessKeys()
    world.ims.DeleteAccessKey(UserAccessKeyId=made["AccessKeyId"])


def test_a_ram_user_may_do_nothing_without_a_policy(world, user):
    made = world.ims.CreateAccessKey(UserPrincipalName=user)["AccessKey"]
    with refused("NoPermission", 403):
        ims_of(world, made).ListAccessKeys()
    with refused("NoPermission", 403):
        clients.eiam(world.endpoint, (made["AccessKeyId"], made["AccessKeySecret"])).ListInstances()


def test_a_user_with_a_key_is_not_deleted(world, user):
    made = world.ims.CreateAccessKey(UserPrincipalName=user)["AccessKey"]["AccessKeyId"]
    with refused("DeleteConflict.User.AccessKey", 409):
        world.ims.DeleteUser(UserPrincipalName=user)
    world.ims.DeleteAccessKey(UserPrincipalName=user, UserAccessKeyId=made)
    world.ims.DeleteUser(UserPrincipalName=user)


def test_a_key_is_only_its_owners(world, user):
    made = world.ims.CreateAccessKey(UserPrincipalName=user)["AccessKey"]["AccessKeyId"]
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.DeleteAccessKey(UserAccessKeyId=made)
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.UpdateAccessKey(UserAccessKeyId=made, Status="Inactive")
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.DeleteAccessKey(UserPrincipalName=user, UserAccessKeyId=world.key[0])
    assert keys(world, user)[0]["Status"] == "Active"


def test_an_unknown_key_is_not_there(world, user):
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.UpdateAccessKey(UserPrincipalName=user, UserAccessKeyId="LTAI5tnone", Status="Active")
    with refused("EntityNotExist.User.AccessKey", 404):
        world.ims.DeleteAccessKey(UserPrincipalName=user, UserAccessKeyId="LTAI5tnone")


@pytest.mark.parametrize("name", ["no-such-user@{account}.onaliyun.com", "no-such-user@elsewhere.onaliyun.com"])
def test_an_unknown_user_is_not_there(world, name):
    named = {"UserPrincipalName": name.format(account=world.account)}
    with refused("EntityNotExist.User", 404):
        world.ims.CreateAccessKey(**named)
    with refused("EntityNotExist.User", 404):
        world.ims.ListAccessKeys(**named)
    with refused("EntityNotExist.User", 404):
        world.ims.UpdateAccessKey(**named, UserAccessKeyId="LTAI5tnone", Status="Active")
    with refused("EntityNotExist.User", 404):
        world.ims.DeleteAccessKey(**named, UserAccessKeyId="LTAI5tnone")


def test_what_is_required_must_be_sent(world):
    with refused("MissingParameter.UserAccessKeyId", 400):
        world.ims.DeleteAccessKey()
    with refused("MissingParameter.Status", 400):
        world.ims.UpdateAccessKey(UserAccessKeyId="LTAI5tnone")
    with refused("InvalidParameter.Status", 400):
        world.ims.UpdateAccessKey(UserAccessKeyId="LTAI5tnone", Status="Sleeping")


def test_a_wrong_secret_is_told_from_an_unknown_key(world):
    with refused("SignatureDoesNotMatch", 400, "server string to sign is:"):
        clients.ims(world.endpoint, (world.key[0], "wrong")).ListAccessKeys()
    with refused("InvalidAccessKeyId.NotFound", 404):
        clients.ims(world.endpoint, ("LTAI5tnone", "wrong")).ListAccessKeys()
