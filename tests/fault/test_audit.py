"""The audit: every change is written down once, with who, what, on what, from where; what was refused is not."""
import base64
import concurrent.futures
import json
import time
from dataclasses import dataclass

import pytest
from harness import samples, state
from harness.calls import FORM, PASSWORD

CONTRACT = samples.read_contract(samples.ROOT / "contract")
COLUMNS = "actor_kind, actor, credential, action, target_kind, target, source, outcome, realm, account"
ROOT, APPLICATION, LOCAL = "1", "3", "4"


@dataclass
class Event:
    kind: str
    actor: str
    credential: str
    action: str
    target_kind: str
    target: str
    source: str
    outcome: str
    realm: str
    account: str


def total(server):
    return int(state.rows(server, "select count(*) from audit_event")[0][0])


def request_id_of(answer):
    return answer.header("x-acs-request-id")


def field(answer, path):
    """What stands at `A.B` in the answer, or None."""
    for step in path.split("."):
        answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


class Ledger:
    """Holds answers against the audit, and remembers which operations it saw there."""

    def __init__(self, calls):
        self.calls, self.server, self.actions = calls, calls.server, set()
        self.total = total(self.server)

    def event(self, answer):
        """The one event that this answered change has left."""
        assert answer.status == 200, answer.body
        found = state.rows(self.server, f"select (select count(*) from audit_event), {COLUMNS} from audit_event "
                                        f"where request_id = '{request_id_of(answer)}'")
        assert len(found) == 1
        self.total += 1
        assert int(found[0][0]) == self.total
        event = Event(*found[0][1:])
        assert event.outcome == "success" and event.source == "127.0.0.1"
        self.actions.add(event.action)
        return event

    def developer(self, operation, target, method, path, body=None):
        """An operation of the application that is about `target`, a word and an id; a name instead of an id is that
        of an answer's field. Gives the answer's JSON."""
        answer = self.calls.developer(method, path, body)
        event = self.event(answer)
        secrets = self.calls.secrets
        assert (event.kind, event.actor) == (APPLICATION, secrets["application"]) and event.credential
        assert (event.realm, event.account) == (secrets["instance"], secrets["account"])
        self.require(event, f"Eiam-developerapi:{operation}", target, answer.json)
        return answer.json

    def signed(self, product, operation, target, **parameters):
        call = self.calls.eiam if product == "Eiam" else self.calls.ims
        answer = call(operation, **parameters)
        event = self.event(answer)
        assert (event.kind, event.actor, event.credential) == (ROOT, self.calls.secrets["account"], self.calls.key[0])
        assert event.account == self.calls.secrets["account"]
        self.require(event, f"{product}:{operation}", target, answer.json)
        return answer.json

    def eiam(self, operation, target, **parameters):
        return self.signed("Eiam", operation, target, **parameters)

    def ims(self, operation, target, **parameters):
        return self.signed("Ims", operation, target, **parameters)

    def require(self, event, action, target, answer):
        word, name = target
        assert (event.action, event.target_kind, event.target) == (action, word, field(answer, name) or name)


@pytest.fixture(scope="module")
def ledger(calls):
    assert calls.token
    return Ledger(calls)


def test_the_first_account_is_written_down(fresh_server):
    server = fresh_server(start=False)
    event = Event(*state.rows(server, f"select {COLUMNS} from audit_event")[0])
    assert (event.kind, event.action, event.source, event.outcome) == (LOCAL, "Local:Init", "local", "success")
    assert (event.target_kind, event.target) == ("account", server.secrets["account"])


def test_changes_by_an_application(ledger):
    do = ledger.developer
    unit = do("CreateOrganizationalUnit", ("unit", "organizationalUnitId"), "POST", "/organizationalUnits",
              {"organizationalUnitName": "north", "parentId": "ou_root"})["organizationalUnitId"]
    other = do("CreateOrganizationalUnit", ("unit", "organizationalUnitId"), "POST", "/organizationalUnits",
               {"organizationalUnitName": "south", "parentId": "ou_root"})["organizationalUnitId"]
    do("PatchOrganizationalUnit", ("unit", unit), "PATCH", f"/organizationalUnits/{unit}", {"description": "cold"})
    do("PatchOrganizationalUnitParentId", ("unit", unit), "PATCH", f"/organizationalUnits/{unit}/parentId",
       {"parentId": other})
    user = do("CreateUser", ("user", "userId"), "POST", "/users",
              {"username": "amina", "primaryOrganizationalUnitId": unit})["userId"]
    about = "user", user
    do("PatchUser", about, "PATCH", f"/users/{user}", {"displayName": "Amina"})
    do("DisableUser", about, "POST", f"/users/{user}/actions/disable")
    do("EnableUser", about, "POST", f"/users/{user}/actions/enable")
    do("UpdateUserPassword", about, "POST", f"/users/{user}/actions/updateUserPassword", {"password": PASSWORD})
    do("AddUserToOrganizationalUnits", about, "POST", f"/users/{user}/actions/addUserToOrganizationalUnits",
       {"organizationalUnitIds": [other]})
    do("SetUserPrimaryOrganizationalUnit", about, "POST", f"/users/{user}/actions/setUserPrimaryOrganizationalUnit",
       {"organizationalUnitId": other})
    do("RemoveUserFromOrganizationalUnits", about, "POST", f"/users/{user}/actions/removeUserFromOrganizationalUnits",
       {"organizationalUnitIds": [unit]})
    do("DeleteUser", about, "DELETE", f"/users/{user}")
    do("DeleteOrganizationalUnit", ("unit", unit), "DELETE", f"/organizationalUnits/{unit}")


def test_changes_of_groups_by_an_application(ledger, calls):
    scope = {"OrganizationalUnitIds.1": "ou_root"}
    do, application = ledger.developer, calls.secrets["application"]
    group = do("CreateGroup", ("group", "groupId"), "POST", "/groups", {"groupName": "staff"})["groupId"]
    ledger.eiam("SetApplicationProvisioningScope", ("application", application), ApplicationId=application,
                **scope, **{"GroupIds.1": group})
    user = calls.user()
    ledger.total += 1
    about = "group", group
    do("PatchGroup", about, "PATCH", f"/groups/{group}", {"groupName": "all staff"})
    do("AddUsersToGroup", about, "POST", f"/groups/{group}/actions/addUsersToGroup", {"userIds": [user]})
    do("RemoveUsersFromGroup", about, "POST", f"/groups/{group}/actions/removeUsersFromGroup", {"userIds": [user]})
    do("DeleteGroup", about, "DELETE", f"/groups/{group}")
    ledger.eiam("SetApplicationProvisioningScope", ("application", application), ApplicationId=application, **scope)


def test_tokens(ledger, calls):
    application = calls.secrets["application"]
    answer = calls.form("/oauth2/token", grant_type="client_credentials")
    event = ledger.event(answer)
    assert event.action == "Eiam-developerapi:GenerateToken"
    assert (event.kind, event.actor, event.realm) == (APPLICATION, application, calls.secrets["instance"])
    event = ledger.event(calls.form("/oauth2/revoke", token=answer.json["access_token"]))
    assert event.action == "Eiam-developerapi:RevokeToken" and event.actor == application
    basic = base64.b64encode(f"{application}:{calls.secrets['client_secret']}".encode()).decode()
    answer = calls.connection.request("POST", "/api/v2/tenant/token",
                                      {"Authorization": f"Basic {basic}", "Content-Type": FORM},
                                      b"grant_type=client_credentials")
    event = ledger.event(answer)
    assert event.actor == application
    user = calls.user()
    ledger.total += 1
    headers = {"Authorization": "Bearer " + answer.json["access_token"], "Content-Type": "application/json"}
    answer = calls.connection.request("POST", f"/api/v2/tenant/users/{user}/applications/{application}/accounts",
                                      headers, json.dumps({"app_username": "amina"}).encode())
    event = ledger.event(answer)
    assert (event.kind, event.actor, event.realm) == (APPLICATION, application, calls.secrets["instance"])
    assert event.target_kind == "application_account" and event.target


def test_changes_of_applications_by_the_account(ledger):
    do = ledger.eiam
    application = do("CreateApplication", ("application", "ApplicationId"), ApplicationName="portal",
                     ApplicationSourceType="urn:alibaba:idaas:app:source:standard", SsoType="oidc",
                     ApplicationTemplateId="standard")["ApplicationId"]
    about, its = ("application", application), {"ApplicationId": application}
    do("UpdateApplicationInfo", about, **its, ApplicationName="the portal")
    do("UpdateApplicationDescription", about, **its, Description="where all begins")
    do("UpdateApplicationAuthorizationType", about, **its, AuthorizationType="default_all")
    for operation in ("DisableApplication", "EnableApplication", "EnableApplicationApiInvoke",
                      "DisableApplicationApiInvoke"):
        do(operation, about, **its)
    do("SetApplicationGrantScope", about, **its, **{"GrantScopes.1": "urn:alibaba:idaas:scope:user:read_all"})
    do("SetApplicationProvisioningScope", about, **its, **{"OrganizationalUnitIds.1": "ou_root"})
    secret = do("CreateApplicationClientSecret", ("client_secret", "ApplicationClientSecret.SecretId"),
                **its)["ApplicationClientSecret"]["SecretId"]
    its_secret = {**its, "SecretId": secret}
    do("UpdateApplicationClientSecretExpirationTime", ("client_secret", secret), **its_secret,
       ExpirationTime=str(int(time.time() * 1000) + 30 * 86400000))
    for operation in ("ObtainApplicationClientSecret", "DisableApplicationClientSecret", "EnableApplicationClientSecret",
                      "DisableApplicationClientSecret", "DeleteApplicationClientSecret"):
        do(operation, ("client_secret", secret), **its_secret)
    user = do("CreateUser", ("user", "UserId"), Username="visitor", PrimaryOrganizationalUnitId="ou_root")["UserId"]
    account = do("AddApplicationAccountToUser", ("application_account", "ApplicationAccountId"), **its, UserId=user,
                 ApplicationUsername="visitor")["ApplicationAccountId"]
    do("RemoveApplicationAccountFromUser", ("application_account", account), **its, UserId=user,
       ApplicationAccountId=account)
    do("DisableApplication", about, **its)
    do("DeleteApplication", about, **its)


def test_changes_of_people_by_the_account(ledger):
    do = ledger.eiam
    unit = do("CreateOrganizationalUnit", ("unit", "OrganizationalUnitId"), OrganizationalUnitName="west",
              ParentId="ou_root")["OrganizationalUnitId"]
    other = do("CreateOrganizationalUnit", ("unit", "OrganizationalUnitId"), OrganizationalUnitName="east",
               ParentId="ou_root")["OrganizationalUnitId"]
    about, its = ("unit", unit), {"OrganizationalUnitId": unit}
    do("UpdateOrganizationalUnit", about, **its, OrganizationalUnitName="far west")
    do("UpdateOrganizationalUnitDescription", about, **its, Description="dry")
    do("UpdateOrganizationalUnitParentId", about, **its, ParentId=other)
    user = do("CreateUser", ("user", "UserId"), Username="badru", PrimaryOrganizationalUnitId=unit)["UserId"]
    person, whose = ("user", user), {"UserId": user}
    do("UpdateUser", person, **whose, DisplayName="Badru")
    do("UpdateUserDescription", person, **whose, Description="tall")
    do("UpdateUserPassword", person, **whose, Password=PASSWORD)
    for operation in ("DisableUser", "EnableUser", "UnlockUser"):
        do(operation, person, **whose)
    do("AddUserToOrganizationalUnits", person, **whose, **{"OrganizationalUnitIds.1": other})
    do("SetUserPrimaryOrganizationalUnit", person, **whose, OrganizationalUnitId=other)
    do("RemoveUserFromOrganizationalUnits", person, **whose, **{"OrganizationalUnitIds.1": unit})
    group = do("CreateGroup", ("group", "GroupId"), GroupName="guests")["GroupId"]
    circle, their = ("group", group), {"GroupId": group}
    do("UpdateGroup", circle, **their, GroupName="honoured guests")
    do("UpdateGroupDescription", circle, **their, Description="welcome")
    do("AddUsersToGroup", circle, **their, **{"UserIds.1": user})
    do("RemoveUsersFromGroup", circle, **their, **{"UserIds.1": user})
    do("DeleteGroup", circle, **their)
    do("DeleteUser", person, **whose)
    do("DeleteOrganizationalUnit", about, **its)
    do("DeleteOrganizationalUnitChildren", ("unit", other), OrganizationalUnitId=other)


def test_each_of_several_users_deleted_at_once_is_written_down(ledger, calls):
    users = [calls.user() for _ in range(3)]
    answer = calls.eiam("DeleteUsers", **{f"UserIds.{number}": user for number, user in enumerate([*users, users[1]], 1)})
    written = state.rows(calls.server, "select action, target from audit_event where request_id = "
                                       f"'{request_id_of(answer)}'")
    assert sorted(written) == sorted(("Eiam:DeleteUsers", user) for user in users)
    ledger.total += 6
    ledger.actions.add("Eiam:DeleteUsers")


def test_changes_of_an_instance_by_the_account(ledger, calls):
    do = ledger.eiam
    about = "instance", calls.secrets["instance"]
    field = do("CreateCustomField", ("custom_field", "FieldId"), EntityType="user", FieldName="shoe",
               FieldDisplayName="Shoe", FieldDataType="string", FieldDisplayType="input")["FieldId"]
    for operation in ("DisableCustomField", "EnableCustomField", "DisableCustomField", "DeleteCustomField"):
        do(operation, ("custom_field", field), FieldId=field)
    for operation, wanted in (
            ("SetPasswordComplexityConfiguration", {"PasswordMinLength": "10"}),
            ("SetPasswordExpirationConfiguration", {"PasswordExpirationStatus": "disabled"}),
            ("SetPasswordHistoryConfiguration", {"PasswordHistoryStatus": "disabled"}),
            ("SetPasswordInitializationConfiguration", {"PasswordInitializationStatus": "disabled"}),
            ("SetForgetPasswordConfiguration", {"ForgetPasswordStatus": "disabled"})):
        event = ledger.event(calls.eiam(operation, **wanted))
        assert event.action == f"Eiam:{operation}" and event.target == about[1]
    answer = calls.send(calls.signed("CreateInstance", InstanceId=""))
    event = ledger.event(answer)
    made = answer.json["InstanceId"]
    assert (event.action, event.target_kind, event.target) == ("Eiam:CreateInstance", "instance", made)
    do("UpdateInstanceDescription", ("instance", made), InstanceId=made, Description="another")
    do("DeleteInstance", ("instance", made), InstanceId=made)


def test_changes_of_the_account(ledger, calls):
    do = ledger.ims
    alias = state.rows(calls.server, "select alias from account")[0][0]
    name = f"deputy@{alias}.onaliyun.com"
    user = do("CreateUser", ("user", "User.UserId"), UserPrincipalName=name, DisplayName="Deputy")["User"]["UserId"]
    key = do("CreateAccessKey", ("access_key", "AccessKey.AccessKeyId"), UserPrincipalName=name)["AccessKey"]
    its = {"UserPrincipalName": name, "UserAccessKeyId": key["AccessKeyId"]}
    do("UpdateUser", ("user", user), UserPrincipalName=name, NewDisplayName="The deputy")
    about = "access_key", key["AccessKeyId"]
    do("UpdateAccessKey", about, **its, Status="Inactive")
    do("DeleteAccessKey", about, **its)
    do("DeleteUser", ("user", user), UserPrincipalName=name)


def test_no_change_of_the_contract_was_left_out(ledger):
    """Runs after all the others of this file."""
    writes = {f"{family.product}:{operation.name}" for family in CONTRACT.families for operation in family.operations
              if operation.supported and operation.writes}
    assert ledger.actions >= writes, sorted(writes - ledger.actions)


def test_nothing_refused_is_written_down(ledger, calls):
    user = calls.user(name="kept")
    weak = calls.signed("CreateGroup", GroupName="once more")
    assert calls.send(weak).status == 200
    before = total(calls.server)
    nobody = calls.eiam("CreateApplication", ApplicationName="mute", SsoType="oidc",
                        ApplicationSourceType="urn:alibaba:idaas:app:source:standard",
                        ApplicationTemplateId="standard").json["ApplicationId"]
    assert total(calls.server) == before + 1
    refused = [
        calls.create_user("kept"), calls.create_user("x" * 1000), calls.create_user("away", password="weak"),
        calls.change_password(user, "weak"), calls.change_password("user_nobody"),
        calls.developer("DELETE", "/users/user_nobody"), calls.developer("DELETE", "/organizationalUnits/ou_root"),
        calls.developer("POST", "/users", {"username": "kept2"}), calls.developer("PATCH", f"/users/{user}", token="AT"),
        calls.eiam("CreateUser", Username="kept", PrimaryOrganizationalUnitId="ou_root"),
        calls.eiam("DeleteInstance", InstanceId="idaas_nowhere"), calls.eiam("NoSuchOperation"),
        calls.eiam("CreateGroup", key=(calls.key[0], "wrong"), GroupName="unsigned"), calls.send(weak),
        calls.form("/oauth2/token", grant_type="password"),
        calls.form("/oauth2/token", grant_type="client_credentials", client_id=nobody),
    ]
    assert all(answer.status >= 400 for answer in refused), [answer.body for answer in refused if answer.status < 400]
    reads = [calls.developer("GET", "/users"), calls.eiam("ListUsers"), calls.ims("ListUsers")]
    assert all(answer.status == 200 for answer in reads)
    assert total(calls.server) == before + 1


def test_a_repeated_call_is_one_change(calls):
    asked = {"Username": "repeated", "PrimaryOrganizationalUnitId": "ou_root", "ClientToken": "the-same"}
    before = total(calls.server)
    answers = [calls.eiam("CreateUser", **asked) for _ in range(3)]
    assert len({answer.json["UserId"] for answer in answers}) == 1
    assert total(calls.server) == before + 1


def test_calls_at_once_keep_their_own_events(calls):
    """Those that are done and those that are refused, whatever transaction they were in together."""
    for name in ("taken0", "taken1", "taken2"):
        assert calls.create_user(name).status == 200
    before = total(calls.server)
    callers = [calls.beside() for _ in range(30)]
    names = [f"taken{number % 3}" if number % 2 else f"free{number}" for number in range(30)]
    with concurrent.futures.ThreadPoolExecutor(30) as executor:
        answers = list(executor.map(lambda pair: pair[0].create_user(pair[1]), zip(callers, names)))
    made = {request_id_of(answer): answer.json["userId"] for answer in answers if answer.status == 200}
    assert len(made) == 15
    assert total(calls.server) == before + 15
    written = state.rows(calls.server, "select request_id, target from audit_event where action like '%:CreateUser'")
    assert set(made.items()) <= set(written)


def test_the_address_of_a_proxy_is_what_is_written_down(calls):
    """Nobody can name another address than the one he calls from."""
    headers = {"Authorization": f"Bearer {calls.token}", "Content-Type": "application/json",
               "X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
    body = json.dumps({"username": "elsewhere", "primaryOrganizationalUnitId": "ou_root"}).encode()
    answer = calls.connection.request("POST", calls.base + "/users", headers, body)
    assert answer.status == 200
    assert state.rows(calls.server, "select source from audit_event where request_id = "
                                    f"'{request_id_of(answer)}'") == [("127.0.0.1",)]


def test_the_command_line_shows_it(calls):
    answer = calls.create_user("shown")
    done = calls.server.run("audit", "--json", "--most", "1")
    event = json.loads(done.stdout)
    assert (event["target"], event["request_id"]) == (answer.json["userId"], request_id_of(answer))
    assert (event["action"], event["source"]) == ("Eiam-developerapi:CreateUser", "127.0.0.1")
    assert calls.server.run("audit", "--most", "1").stdout.count("\n") == 1


def test_no_secret_is_written_down(calls):
    everything = str(state.rows(calls.server, "select * from audit_event"))
    for secret in (PASSWORD, calls.token, calls.key[1], calls.secrets["client_secret"]):
        assert secret not in everything
