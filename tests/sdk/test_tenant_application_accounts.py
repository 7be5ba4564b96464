"""The tenant API: application accounts, exactly as its pages show them."""
import itertools

import pytest

numbers = itertools.count()


@pytest.fixture
def application(world):
    return world.eiam.CreateApplication(ApplicationName="of the tenant", SsoType="oidc",
                                        ApplicationSourceType="urn:alibaba:idaas:app:source:standard")["ApplicationId"]


def create(world, name, **more):
    return world.developer.CreateUser(username=name, primaryOrganizationalUnitId="ou_root", **more)["userId"]


@pytest.fixture
def name():
    return f"tenant.{next(numbers)}"


@pytest.fixture
def user(world, name):
    return create(world, name, displayName="Amina D.")


def authorize(tenant, user, application, body=None, **headers):
    return tenant.request("POST", f"/users/{user}/applications/{application}/accounts", body, **headers)


def accounts(tenant, user):
    return tenant.request("GET", f"/users/{user}/accounts")


def assert_refused(answer, status, code, message):
    assert (answer.status_code, answer.json()) == (status, {"error_code": code, "error_msg": message})


def test_a_user_gets_an_account_with_the_name_that_was_sent(world, user, application):
    answer = authorize(world.tenant, user, application, {"account_name": "example01"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    account = answer.json()["account_id"]
    assert answer.json() == {"account_id": account}
    answer = accounts(world.tenant, user)
    assert answer.status_code == 200
    assert answer.json() == {"total": 1, "accounts": [{
        "account_type": "BASIC_ACCOUNT", "extension": {}, "account_name": "example01", "name": "Amina D.",
        "id": account, "application_id": application}]}


@pytest.mark.parametrize("body", [None, {}, {"account_name": ""}, {"account_name": None}])
def test_without_a_name_the_account_is_named_like_the_user(world, user, name, application, body):
    assert authorize(world.tenant, user, application, body).status_code == 200
    assert accounts(world.tenant, user).json()["accounts"][0]["account_name"] == name


def test_a_user_without_a_display_name_is_shown_by_its_name(world, name, application):
    user = create(world, name)
    authorize(world.tenant, user, application, {"account_name": "other." + name})
    assert accounts(world.tenant, user).json()["accounts"][0]["name"] == name


def test_all_applications_are_listed_and_nothing_else(world, user, application):
    assert accounts(world.tenant, user).json() == {"total": 0, "accounts": []}
    authorize(world.tenant, user, application)
    authorize(world.tenant, user, world.main.id)
    listed = accounts(world.tenant, user).json()
    assert listed["total"] == 2
    assert {one["application_id"] for one in listed["accounts"]} == {application, world.main.id}


def test_accounts_are_the_same_at_the_management_api(world, user, application):
    account = authorize(world.tenant, user, application).json()["account_id"]
    listed = world.eiam.ListApplicationAccountsForUser(ApplicationId=application, UserId=user)
    assert [one["ApplicationAccountId"] for one in listed["ApplicationAccounts"]] == [account]


def test_a_second_account_in_the_application_is_refused(world, user, application):
    authorize(world.tenant, user, application)
    for body in (None, {"account_name": "another"}):
        assert_refused(authorize(world.tenant, user, application, body), 400, "APP.ACC.0029", "应用账号已存在")


def test_a_name_that_another_user_has_is_refused(world, user, application):
    authorize(world.tenant, user, application, {"account_name": "boss"})
    second = create(world, f"tenant.{next(numbers)}")
    answer = authorize(world.tenant, second, application, {"account_name": "Boss"})
    assert_refused(answer, 400, "APP.ACC.0013", "账号名已存在")


def test_an_unknown_user_is_refused(world, application):
    for answer in (authorize(world.tenant, "user_nobody", application), accounts(world.tenant, "user_nobody"),
                   authorize(world.tenant, "user_nobody", "app_nobody")):
        assert_refused(answer, 400, "USER.0001", "用户不存在")


def test_an_unknown_application_is_refused(world, user):
    assert_refused(authorize(world.tenant, user, "app_nobody"), 400, "APP.0001", "应用不存在")


def test_messages_are_english_for_those_who_ask(world, user):
    english = {"Accept-Language": "en-US,en;q=0.9"}
    answer = world.tenant.request("GET", "/users/user_nobody/accounts", **english)
    assert_refused(answer, 400, "USER.0001", "User does not exist")
    assert_refused(authorize(world.tenant, user, "app_nobody", **english), 400, "APP.0001", "App does not exist")


def test_a_name_that_is_too_long_is_refused(world, user, application):
    answer = authorize(world.tenant, user, application, {"account_name": "x" * 257})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "OAP.PARAM.0002"


def test_a_body_that_is_no_object_is_refused(world, user, application):
    answer = authorize(world.tenant, user, application, ["example01"])
    assert answer.status_code == 400
    assert answer.json()["error_code"].startswith("OAP.")


def test_users_outside_the_data_scope_do_not_exist(world, user, application):
    from harness.world import Tenant
    tenant = Tenant(world.endpoint, world.application(units=[]))
    assert_refused(accounts(tenant, user), 400, "USER.0001", "用户不存在")
    assert_refused(authorize(tenant, user, application), 400, "USER.0001", "用户不存在")


def test_reading_needs_a_permission_and_giving_another(world, user, application):
    from harness.world import Tenant
    reader = Tenant(world.endpoint, world.application(permissions=["urn:alibaba:idaas:scope:user:read_all"]))
    assert accounts(reader, user).status_code == 200
    assert_refused(authorize(reader, user, application), 403, "OAP.AUTH.0001", "应用没有接口权限:user_all")
    nobody = Tenant(world.endpoint, world.application(permissions=[]))
    assert_refused(accounts(nobody, user), 403, "OAP.AUTH.0001", "应用没有接口权限:user_read")


def test_without_a_good_token_nothing_is_said(world, user, application):
    for token in ("", "Bearer nonsense"):
        answer = world.tenant.request("GET", f"/users/{user}/accounts", Authorization=token)
        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_token"


def test_a_switched_off_application_cannot_call(world, user):
    from harness.world import Tenant
    application = world.application()
    tenant = Tenant(world.endpoint, application)
    world.eiam.DisableApplicationApiInvoke(ApplicationId=application.id)
    assert_refused(accounts(tenant, user), 403, "OAP.AUTH.0003", "应用未开启API调用")
    world.eiam.EnableApplicationApiInvoke(ApplicationId=application.id)
    world.eiam.DisableApplication(ApplicationId=application.id)
    assert_refused(accounts(tenant, user), 403, "OAP.AUTH.0002", "应用已停用")
