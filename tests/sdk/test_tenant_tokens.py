"""Access tokens for the tenant API, by raw HTTP as its callers do it."""
import re

import pytest
import requests

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def application(world):
    return world.application()


def post(world, **more):
    return requests.post(f"http://{world.endpoint}/api/v2/tenant/token", timeout=30, **more)


def credentials(application):
    return {"client_id": application.id, "client_secret": application.secret}


def refusal(answer):
    body = answer.json()
    return answer.status_code, body.get("error") or body.get("error_code")


def users(world, token):
    return requests.get(f"http://{world.endpoint}/api/v2/tenant/users", timeout=30,
                        headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("way", ["basic and form", "basic and query", "query", "form"])
def test_a_token_comes_every_way_that_is_documented(world, application, way):
    auth = (application.id, application.secret)
    both = {**GRANT, **credentials(application)}
    answer = {
        "basic and form": lambda: post(world, auth=auth, data=GRANT),
        "basic and query": lambda: post(world, auth=auth, params=GRANT),
        "query": lambda: post(world, params=both),
        "form": lambda: post(world, data=both),
    }[way]()
    body = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", body.pop("access_token"))
    assert body == {"token_type": "bearer", "expires_in": 1800, "scope": "all"}


def test_a_new_token_leaves_older_ones_good(world, application):
    tokens = [post(world, data={**GRANT, **credentials(application)}).json()["access_token"] for _ in range(2)]
    assert tokens[0] != tokens[1]
    for token in tokens:
        assert refusal_is_not_of_the_token(users(world, token))


def refusal_is_not_of_the_token(answer):
    return answer.status_code == 200 or refusal(answer)[1] != "invalid_token"


@pytest.mark.parametrize("sent", [
    {"client_id": "app_unknown", "client_secret": "CSx"},
    {"client_secret": "CSx"},
    {},
])
def test_unknown_clients_are_refused(world, sent):
    assert refusal(post(world, data={**GRANT, **sent})) == (401, "invalid_client")


def test_a_wrong_secret_is_refused_like_an_unknown_client(world, application):
    wrong = post(world, data={**GRANT, "client_id": application.id, "client_secret": "CSx"})
    unknown = post(world, data={**GRANT, "client_id": "app_unknown", "client_secret": "CSx"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())


def test_two_ways_to_authenticate_at_once_are_refused(world, application):
    answer = post(world, auth=(application.id, application.secret), data={**GRANT, **credentials(application)})
    assert answer.status_code == 400
    assert "access_token" not in answer.json()


def test_other_grants_are_not_supported(world, application):
    answer = post(world, data={"grant_type": "password", **credentials(application)})
    assert refusal(answer) == (400, "unsupported_grant_type")


def test_without_the_api_switch_there_is_no_token(world, application):
    token = post(world, data={**GRANT, **credentials(application)}).json()["access_token"]
    world.eiam.DisableApplicationApiInvoke(ApplicationId=application.id)
    assert refusal(post(world, data={**GRANT, **credentials(application)})) == (400, "unsupported_grant_type")
    assert refusal(users(world, token))[0] == 403


def test_a_disabled_application_gets_no_token(world, application):
    token = post(world, data={**GRANT, **credentials(application)}).json()["access_token"]
    world.eiam.DisableApplication(ApplicationId=application.id)
    assert post(world, data={**GRANT, **credentials(application)}).status_code == 403
    assert users(world, token).status_code == 403


@pytest.mark.parametrize("token", ["x", "00000000-0000-4000-8000-000000000000", "ATx"])
def test_a_made_up_token_is_invalid(world, token):
    assert refusal(users(world, token)) == (400, "invalid_token")


def test_a_developer_token_is_no_tenant_token(world, application):
    assert refusal(users(world, application.token())) == (400, "invalid_token")
