"""The management API: client secrets."""
import re
import time

import pytest

from harness import clients
from harness.clients import refused

DAY = 86_400_000


def now():
    return int(time.time() * 1000)


@pytest.fixture
def application(world):
    """A fresh application that may call, without a secret."""
    made = world.eiam.CreateApplication(ApplicationName="with secrets", SsoType="oidc",
                                        ApplicationSourceType="urn:alibaba:idaas:app:source:standard")["ApplicationId"]
    world.eiam.EnableApplicationApiInvoke(ApplicationId=made)
    return made


def create(world, application, **more):
    return world.eiam.CreateApplicationClientSecret(ApplicationId=application, **more)["ApplicationClientSecret"]


def obtain(world, application, secret):
    return world.eiam.ObtainApplicationClientSecret(
        ApplicationId=application, SecretId=secret)["ApplicationClientSecret"]


def listed(world, application):
    return world.eiam.ListApplicationClientSecrets(ApplicationId=application)


def token(world, application, secret):
    return clients.developer(world.endpoint, world.instance, application).GenerateToken(
        grant_type="client_credentials", client_id=application, client_secret=secret)["access_token"]


def test_a_new_secret_can_be_read_and_used(world, application):
    secret = create(world, application)
    assert secret["ClientId"] == application
    assert secret["SecretId"].startswith("sci_")
    assert re.fullmatch(r"CS[A-Za-z0-9]{40}", secret["ClientSecret"])
    assert token(world, application, secret["ClientSecret"])


def test_a_secret_can_be_obtained_again(world, application):
    expires = now() + 30 * DAY
    secret = create(world, application, ExpirationTime=expires)
    assert obtain(world, application, secret["SecretId"]) == {
        "InstanceId": world.instance, "ApplicationId": application, "ClientId": application,
        "SecretId": secret["SecretId"], "Status": "enabled", "ExpirationTime": expires,
        "ClientSecret": secret["ClientSecret"],
    }


def test_lists_show_the_ends_of_a_secret_alone(world, application):
    secret = create(world, application)
    value = secret["ClientSecret"]
    answer = listed(world, application)
    assert answer == {"TotalCount": 1, "ApplicationClientSecrets": [{
        "InstanceId": world.instance, "ApplicationId": application, "ClientId": application,
        "SecretId": secret["SecretId"], "Status": "enabled", "ClientSecret": value[:4] + "*" * 36 + value[-2:],
    }]}
    assert value not in str(answer)


def test_a_secret_that_was_used_says_when(world, application):
    secret = create(world, application)
    token(world, application, secret["ClientSecret"])
    used = listed(world, application)["ApplicationClientSecrets"][0]["LastUsedTime"]
    assert abs(used - now()) < 60_000


def test_an_application_has_two_secrets_at_most(world, application):
    first, second = create(world, application), create(world, application)
    with refused("LimitExceeded.ApplicationClientSecret", 403):
        create(world, application)
    assert listed(world, application)["TotalCount"] == 2
    assert token(world, application, first["ClientSecret"])
    assert token(world, application, second["ClientSecret"])


def test_a_disabled_secret_is_of_no_use(world, application):
    secret = create(world, application)
    held = token(world, application, secret["ClientSecret"])
    developer = clients.developer(world.endpoint, world.instance, application, held)
    names = {"ApplicationId": application, "SecretId": secret["SecretId"]}
    world.eiam.DisableApplicationClientSecret(**names)
    assert obtain(world, application, secret["SecretId"])["Status"] == "disabled"
    with refused("invalid_client", 401):
        token(world, application, secret["ClientSecret"])
    with refused("invalid_token", 400):
        developer.GetApplicationProvisioningScope()
    world.eiam.EnableApplicationClientSecret(**names)
    assert obtain(world, application, secret["SecretId"])["Status"] == "enabled"
    assert token(world, application, secret["ClientSecret"])


def test_only_a_disabled_secret_is_deleted(world, application):
    secret = create(world, application)
    names = {"ApplicationId": application, "SecretId": secret["SecretId"]}
    with refused("UnsupportedOperation.ApplicationClientSecretEnabled", 403):
        world.eiam.DeleteApplicationClientSecret(**names)
    world.eiam.DisableApplicationClientSecret(**names)
    world.eiam.DeleteApplicationClientSecret(**names)
    assert listed(world, application) == {"TotalCount": 0, "ApplicationClientSecrets": []}
    with refused("invalid_client", 401):
        token(world, application, secret["ClientSecret"])
    create(world, application)


@pytest.mark.parametrize("life", [1 * DAY, 1000 * DAY, 3 * 365 * DAY])
def test_a_secret_may_live_a_day_to_three_years(world, application, life):
    expires = now() + life
    secret = create(world, application, ExpirationTime=expires)["SecretId"]
    assert obtain(world, application, secret)["ExpirationTime"] == expires
    expires += 1
    world.eiam.UpdateApplicationClientSecretExpirationTime(ApplicationId=application, SecretId=secret,
                                                           ExpirationTime=expires)
    assert obtain(world, application, secret)["ExpirationTime"] == expires


@pytest.mark.parametrize("life", [-DAY, 0, DAY // 2, 4 * 365 * DAY])
def test_a_secret_lives_neither_shorter_nor_longer(world, application, life):
    with refused("InvalidParameter.ExpirationTime", 400):
        create(world, application, ExpirationTime=now() + life)
    secret = create(world, application)["SecretId"]
    with refused("InvalidParameter.ExpirationTime", 400):
        world.eiam.UpdateApplicationClientSecretExpirationTime(ApplicationId=application, SecretId=secret,
                                                               ExpirationTime=now() + life)


def test_a_wrong_secret_gives_no_token(world, application):
    secret = create(world, application)["ClientSecret"]
    other = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    for wrong in (other, secret[:-1], listed(world, application)["ApplicationClientSecrets"][0]["ClientSecret"]):
        with refused("invalid_client", 401):
            token(world, application, wrong)


OPERATIONS = ["ObtainApplicationClientSecret", "EnableApplicationClientSecret", "DisableApplicationClientSecret",
              "DeleteApplicationClientSecret", "UpdateApplicationClientSecretExpirationTime"]


@pytest.mark.parametrize("operation", ["CreateApplicationClientSecret", "ListApplicationClientSecrets", *OPERATIONS])
def test_unknown_instances_applications_and_secrets_are_told_apart(world, application, operation):
    arguments = {"ApplicationId": application}
    if operation in OPERATIONS:
        arguments["SecretId"] = create(world, application)["SecretId"]
    if operation == "UpdateApplicationClientSecretExpirationTime":
        arguments["ExpirationTime"] = now() + 2 * DAY
    call = getattr(world.eiam, operation)
    with refused("ResourceNotFound.Instance", 404):
        call(**{**arguments, "InstanceId": "idaas_nobody"})
    with refused("ResourceNotFound.Application", 404):
        call(**{**arguments, "ApplicationId": "app_nobody"})
    if operation not in OPERATIONS:
        return
    with refused("ResourceNotFound.ApplicationClientSecret", 404):
        call(**{**arguments, "SecretId": "sci_nobody"})
    with refused("ResourceNotFound.ApplicationClientSecret", 404):
        call(**{**arguments, "ApplicationId": world.main.id})
    with refused("MissingParameter.SecretId", 400):
        call(**{name: value for name, value in arguments.items() if name != "SecretId"})
