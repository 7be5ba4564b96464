"""Access tokens of applications, as the developer API gives, takes and revokes them."""
import time

import pytest
import requests
from harness import clients
from harness.clients import refused

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def application(world):
    return world.application()


@pytest.fixture
def oauth(world, application):
    """The token endpoints through the SDK, which sends everything in the query."""
    return clients.developer(world.endpoint, world.instance, application.id)


def post(world, application, path, instance=None, **more):
    url = f"http://{world.endpoint}/v2/{instance or world.instance}/{application}/oauth2/{path}"
    return requests.post(url, timeout=30, **more)


def credentials(application):
    return {"client_id": application.id, "client_secret": application.secret}


def works(world, application, token):
    client = clients.developer(world.endpoint, world.instance, application.id, token)
    return client.GetApplicationProvisioningScope()["organizationalUnitIds"] == ["ou_root"]


def refusal(answer):
    return answer.status_code, answer.json()["error"]


def test_a_token_comes_by_query(world, application, oauth):
    answer = oauth.GenerateToken(**GRANT, **credentials(application))
    assert answer["token_type"] == "Bearer"
    assert answer["access_token"].startswith("AT")
    assert answer["expires_in"] == 1200
    assert abs(answer["expires_at"] - time.time() - 1200) < 30
    assert works(world, application, answer["access_token"])


def test_a_token_comes_by_form(world, application):
    answer = post(world, application.id, "token", data={**GRANT, **credentials(application)})
    assert answer.status_code == 200
    assert works(world, application, answer.json()["access_token"])


def test_a_token_comes_by_basic_authentication(world, application):
    answer = post(world, application.id, "token", data=GRANT, auth=(application.id, application.secret))
    assert answer.status_code == 200
    assert works(world, application, answer.json()["access_token"])


def test_the_application_of_the_path_may_be_left_unsaid(world, application):
    answer = post(world, application.id, "token", data={**GRANT, "client_secret": application.secret})
    assert answer.status_code == 200


def test_tokens_do_not_disturb_each_other(world, application):
    tokens = {application.token() for _ in range(3)}
    assert len(tokens) == 3
    assert all(works(world, application, token) for token in tokens)


@pytest.mark.parametrize("sent", [
    {"client_secret": "CSwrong"},
    {"client_secret": ""},
    {},
    {"client_id": "app_other", "client_secret": "CSwrong"},
])
def test_wrong_credentials_are_refused_alike(world, application, sent):
    answer = post(world, application.id, "token", data={**GRANT, **sent})
    assert refusal(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "app_" not in answer.json()["error_description"]


def test_a_client_that_is_not_the_application_of_the_path_is_refused(world, application):
    other = world.application()
    answer = post(world, application.id, "token", data={**GRANT, **credentials(other)})
    assert refusal(answer) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic bm9jb2xvbg==", "Bearer x", "Digest x"])
def test_a_header_that_is_not_basic_is_refused(world, application, header):
    answer = post(world, application.id, "token", data=GRANT, headers={"Authorization": header})
    assert refusal(answer) == (401, "invalid_client")


def test_two_ways_to_authenticate_at_once_are_refused(world, application):
    """RFC 6749 section 2.3."""
    answer = post(world, application.id, "token", data={**GRANT, **credentials(application)},
                  auth=(application.id, application.secret))
    assert refusal(answer) == (400, "invalid_request")
    answer = post(world, application.id, "token", data={**GRANT, "client_id": "app_other"},
                  auth=(application.id, application.secret))
    assert refusal(answer) == (400, "invalid_request")


def test_a_parameter_that_comes_twice_is_refused(world, application):
    answer = post(world, application.id, "token", params=GRANT, data={**GRANT, **credentials(application)})
    assert refusal(answer) == (400, "invalid_request")


@pytest.mark.parametrize("grant", ["authorization_code", "refresh_token", "password", "made_up",
                                   "urn:ietf:params:oauth:grant-type:device_code"])
def test_other_grants_are_not_supported(application, oauth, grant):
    with refused("unsupported_grant_type", 400):
        oauth.GenerateToken(grant_type=grant, **credentials(application))


def test_a_grant_type_is_required(world, application):
    answer = post(world, application.id, "token", data=credentials(application))
    assert refusal(answer) == (400, "invalid_request")


def test_scopes_of_openid_are_taken_and_others_refused(application, oauth):
    assert oauth.GenerateToken(**GRANT, **credentials(application), scope="openid email phone profile")
    with refused("invalid_scope", 400):
        oauth.GenerateToken(**GRANT, **credentials(application), scope="openid admin")


def test_only_forms_are_taken(world, application):
    answer = post(world, application.id, "token", json={**GRANT, **credentials(application)})
    assert refusal(answer) == (400, "invalid_request")


def test_an_unknown_application_is_not_found(world):
    answer = post(world, "app_unknown", "token", data={**GRANT, "client_secret": "CSx"})
    assert refusal(answer) == (404, "application_not_found")
    answer = post(world, "app_unknown", "revoke", data={"token": "ATx", "client_secret": "CSx"})
    assert refusal(answer) == (404, "application_not_found")


def test_an_unknown_instance_is_not_found(world, application):
    answer = post(world, application.id, "token", instance="idaas_unknown", data={**GRANT, **credentials(application)})
    assert refusal(answer) == (404, "instance_not_found")


def test_an_application_of_another_instance_is_not_found(world, application):
    other = world.eiam.CreateInstance(Description="another")["InstanceId"]
    answer = post(world, application.id, "token", instance=other, data={**GRANT, **credentials(application)})
    assert refusal(answer) == (404, "application_not_found")


def test_the_instances_own_domain_leads_to_it(world, application):
    domain = world.eiam.GetInstance()["Instance"]["DomainConfig"]["DefaultDomain"]
    answer = requests.post(f"http://{world.endpoint}/api/v2/{application.id}/oauth2/token",
                           data={**GRANT, **credentials(application)}, headers={"Host": domain}, timeout=30)
    assert answer.status_code == 200
    assert works(world, application, answer.json()["access_token"])


def test_without_the_api_switch_there_is_no_token(world, application, oauth):
    token = application.token()
    world.eiam.DisableApplicationApiInvoke(ApplicationId=application.id)
    with refused("invalid_grant", 400, "client_credentials"):
        oauth.GenerateToken(**GRANT, **credentials(application))
    with refused("application_api_disabled", 403):
        works(world, application, token)
    world.eiam.EnableApplicationApiInvoke(ApplicationId=application.id)
    assert works(world, application, token)


def test_a_disabled_application_gets_no_token(world, application, oauth):
    token = application.token()
    world.eiam.DisableApplication(ApplicationId=application.id)
    with refused("application_disabled", 403):
        oauth.GenerateToken(**GRANT, **credentials(application))
    with refused("application_disabled", 403):
        works(world, application, token)
    world.eiam.DeleteApplication(ApplicationId=application.id)
    with refused("application_not_found", 404):
        works(world, application, token)


def test_a_disabled_secret_ends_its_tokens(world, application, oauth):
    secret = world.eiam.ListApplicationClientSecrets(
        ApplicationId=application.id)["ApplicationClientSecrets"][0]["SecretId"]
    token = application.token()
    world.eiam.DisableApplicationClientSecret(ApplicationId=application.id, SecretId=secret)
    with refused("invalid_client", 401):
        oauth.GenerateToken(**GRANT, **credentials(application))
    with refused("invalid_token", 400):
        works(world, application, token)


def test_use_of_a_secret_is_noted(world, application):
    application.token()
    used = world.eiam.ListApplicationClientSecrets(
        ApplicationId=application.id)["ApplicationClientSecrets"][0]["LastUsedTime"]
    assert abs(used / 1000 - time.time()) < 60


@pytest.mark.parametrize("token", ["", "x", "AT", "ATx", "AT" + "A" * 200, "AT" + "A" * 4000])
def test_a_made_up_token_is_invalid(world, application, token):
    answer = requests.get(f"http://{world.endpoint}/v2/{world.instance}/{application.id}/provisioningScope",
                          headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert refusal(answer) == (400, "invalid_token")


def test_a_token_is_needed(world, application):
    url = f"http://{world.endpoint}/v2/{world.instance}/{application.id}/provisioningScope"
    assert refusal(requests.get(url, timeout=30)) == (400, "invalid_token")
    basic = requests.get(url, auth=(application.id, application.secret), timeout=30)
    assert refusal(basic) == (400, "invalid_token")


def test_a_token_is_for_its_own_application(world, application):
    other = world.application()
    with refused("invalid_request", 400, "not match"):
        works(world, other, application.token())


def test_a_token_is_no_token_of_the_tenant_api(world, application):
    answer = requests.get(f"http://{world.endpoint}/api/v2/tenant/users", timeout=30,
                          headers={"Authorization": f"Bearer {application.token()}"})
    assert answer.json()["error"] == "invalid_token"


def test_a_revoked_token_is_invalid_and_others_stay_good(world, application, oauth):
    first, second = application.token(), application.token()
    assert oauth.RevokeToken(token=first, **credentials(application)) == {}
    with refused("invalid_token", 400):
        works(world, application, first)
    assert works(world, application, second)
    assert oauth.RevokeToken(token=first, token_type_hint="access_token", **credentials(application)) == {}


def test_a_token_is_revoked_by_form_and_basic_authentication(world, application):
    first, second = application.token(), application.token()
    by_form = post(world, application.id, "revoke", data={"token": first, **credentials(application)})
    by_basic = post(world, application.id, "revoke", data={"token": second}, auth=(application.id, application.secret))
    assert (by_form.status_code, by_basic.status_code) == (200, 200)
    for token in (first, second):
        with refused("invalid_token", 400):
            works(world, application, token)


def test_to_revoke_an_unknown_token_is_no_error(application, oauth):
    """RFC 7009 section 2.2."""
    for token in ("ATunknown", "RTunknown", "x", "5f1c3f2c-0000-4000-8000-000000000000"):
        assert oauth.RevokeToken(token=token, **credentials(application)) == {}


def test_a_token_of_another_client_stays_good(world, application, oauth):
    other = world.application()
    token = other.token()
    assert oauth.RevokeToken(token=token, **credentials(application)) == {}
    assert works(world, other, token)


def test_to_revoke_needs_the_clients_secret(world, application, oauth):
    token = application.token()
    with refused("invalid_client", 401):
        oauth.RevokeToken(token=token, client_id=application.id, client_secret="CSwrong")
    answer = post(world, application.id, "revoke", data=credentials(application))
    assert refusal(answer) == (400, "invalid_request")
    assert works(world, application, token)
