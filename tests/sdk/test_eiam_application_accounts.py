"""The management API: who users are inside applications."""
import itertools

import pytest

from harness.clients import refused

numbers = itertools.count()


@pytest.fixture
def application(world):
    return world.eiam.CreateApplication(ApplicationName="with accounts", SsoType="saml2",
                                        ApplicationSourceType="urn:alibaba:idaas:app:source:standard")["ApplicationId"]


@pytest.fixture
def user(world):
    return world.developer.CreateUser(username=f"account.{next(numbers)}",
                                      primaryOrganizationalUnitId="ou_root")["userId"]


@pytest.fixture
def second(world):
    return world.developer.CreateUser(username=f"second.{next(numbers)}",
                                      primaryOrganizationalUnitId="ou_root")["userId"]


def add(world, application, user, name):
    return world.eiam.AddApplicationAccountToUser(ApplicationId=application, UserId=user,
                                                  ApplicationUsername=name)["ApplicationAccountId"]


def of_user(world, application, user):
    return world.eiam.ListApplicationAccountsForUser(ApplicationId=application, UserId=user)


def test_a_user_gets_an_account(world, application, user):
    account = add(world, application, user, "amina")
    answer = of_user(world, application, user)
    assert account.startswith("aac_")
    assert answer["ApplicationAccounts"][0].pop("CreateTime") > 0
    assert answer == {"TotalCount": 1, "ApplicationAccounts": [{
        "InstanceId": world.instance, "ApplicationId": application, "ApplicationAccountId": account, "UserId": user,
        "ApplicationUsername": "amina"}]}


def test_a_user_may_have_several_accounts_by_different_names(world, application, user):
    first, further = add(world, application, user, "one"), add(world, application, user, "two")
    listed = of_user(world, application, user)
    assert listed["TotalCount"] == 2
    assert [one["ApplicationAccountId"] for one in listed["ApplicationAccounts"]] == [first, further]


def test_the_same_account_is_not_given_twice(world, application, user):
    add(world, application, user, "amina")
    with refused("ResourceDuplicated.ApplicationAccount", 403):
        add(world, application, user, "Amina")


def test_a_name_is_given_once_in_an_application(world, application, user, second):
    add(world, application, user, "boss")
    with refused("ResourceDuplicated.ApplicationUsername", 403):
        add(world, application, second, "BOSS")
    add(world, world.main.id, second, "boss")


def test_an_account_is_taken_away(world, application, user):
    account = add(world, application, user, "amina")
    names = {"ApplicationId": application, "UserId": user, "ApplicationAccountId": account}
    world.eiam.RemoveApplicationAccountFromUser(**names)
    assert of_user(world, application, user) == {"TotalCount": 0, "ApplicationAccounts": []}
    with refused("ResourceNotFound.ApplicationAccount", 404):
        world.eiam.RemoveApplicationAccountFromUser(**names)
    add(world, application, user, "amina")


def test_an_account_is_taken_only_from_its_user_in_its_application(world, application, user, second):
    account = add(world, application, user, "amina")
    with refused("ResourceNotFound.ApplicationAccount", 404):
        world.eiam.RemoveApplicationAccountFromUser(ApplicationId=application, UserId=second,
                                                    ApplicationAccountId=account)
    with refused("ResourceNotFound.ApplicationAccount", 404):
        world.eiam.RemoveApplicationAccountFromUser(ApplicationId=world.main.id, UserId=user,
                                                    ApplicationAccountId=account)
    assert of_user(world, application, user)["TotalCount"] == 1


def test_accounts_of_an_application_come_in_pages_by_name(world, application, user, second):
    for name, owner in (("Dora", user), ("amina", second), ("Carla", user)):
        add(world, application, owner, name)

    def page(number):
        answer = world.eiam.ListApplicationAccounts(ApplicationId=application, PageNumber=number, PageSize=2)
        return answer["TotalCount"], [one["ApplicationUsername"] for one in answer["ApplicationAccounts"]]
    assert page(1) == (3, ["amina", "Carla"])
    assert page(2) == (3, ["Dora"])
    assert page(3) == (3, [])


def test_accounts_go_with_their_user_and_their_application(world, application, user, second):
    add(world, application, user, "one")
    add(world, application, second, "two")
    world.developer.DeleteUser(userId=user)
    assert world.eiam.ListApplicationAccounts(ApplicationId=application)["TotalCount"] == 1
    world.eiam.DisableApplication(ApplicationId=application)
    world.eiam.DeleteApplication(ApplicationId=application)
    assert world.tenant.request("GET", f"/users/{second}/accounts").json() == {"total": 0, "accounts": []}


@pytest.mark.parametrize("operation", ["AddApplicationAccountToUser", "RemoveApplicationAccountFromUser",
                                       "ListApplicationAccounts", "ListApplicationAccountsForUser"])
def test_unknown_instances_applications_and_users_are_told_apart(world, application, user, operation):
    arguments = {"ApplicationId": application, "UserId": user}
    if operation == "AddApplicationAccountToUser":
        arguments["ApplicationUsername"] = "amina"
    if operation == "RemoveApplicationAccountFromUser":
        arguments["ApplicationAccountId"] = add(world, application, user, "amina")
    if operation == "ListApplicationAccounts":
        arguments.pop("UserId")
    call = getattr(world.eiam, operation)
    with refused("ResourceNotFound.Instance", 404):
        call(**{**arguments, "InstanceId": "idaas_nobody"})
    with refused("ResourceNotFound.Application", 404):
        call(**{**arguments, "ApplicationId": "app_nobody"})
    if "UserId" not in arguments:
        return
    with refused("ResourceNotFound.User", 404):
        call(**{**arguments, "UserId": "user_nobody"})
    with refused("MissingParameter.UserId", 400):
        call(**{name: value for name, value in arguments.items() if name != "UserId"})
