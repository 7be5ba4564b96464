"""What a bearer token opens: one application, while the application, its switch, its secret and the token are good."""
import base64
import json

import pytest
from harness import clients, doors, samples, signing
from harness.wire import Connection

CONTRACT = samples.read_contract(samples.ROOT / "contract")
FAMILIES = {family.name: family for family in CONTRACT.families}
FORM = {"Content-Type": doors.FORM, "Accept-Language": "en"}
GRANT = ("grant_type", "client_credentials")


@pytest.fixture
def connection(server):
    with Connection(server.port) as one:
        yield one


def path(instance, application, end=""):
    return f"/v2/{instance}/{application}{end}"


def read(connection, token, application, instance=None, **headers):
    """A call of the developer API that every application may make."""
    target = path(instance or application.instance, application.id, "/provisioningScope")
    return connection.request("GET", target, {"Authorization": f"Bearer {token}", **headers})


def ask(connection, application, pairs, authorization=None, end="/oauth2/token"):
    """A call of the token endpoint; without `authorization` as it is."""
    headers = {**FORM, "Authorization": authorization} if authorization is not None else FORM
    return connection.request("POST", path(application.instance, application.id, end), headers,
                              signing.query_of(pairs).encode())


def tenant_token(connection, application, secret=None):
    pairs = [GRANT, ("client_id", application.id), ("client_secret", secret or application.secret)]
    return connection.request("POST", "/api/v2/tenant/token", FORM, signing.query_of(pairs).encode())


def tenant_read(connection, token):
    return connection.request("GET", "/api/v2/tenant/users/user_nobody/accounts",
                              {"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def refused(answer, family, error, subject="", dialect=None):
    found = doors.said(FAMILIES[family], answer)
    assert found == doors.refusal(CONTRACT, dialect or family, error, subject), found


def secret_id(world, application):
    secrets = world.eiam.ListApplicationClientSecrets(ApplicationId=application.id)
    return secrets["ApplicationClientSecrets"][0]["SecretId"]


# Where a token is good

def test_a_token_opens_only_its_own_application(world, connection):
    other = world.application()
    assert read(connection, world.main.token(), world.main).status == 200
    refused(read(connection, world.main.token(), other), "developer", "token_not_for_application")


def test_a_token_opens_no_other_instance(world, connection):
    elsewhere = world.eiam.CreateInstance(Description="elsewhere")["InstanceId"]
    token = world.main.token()
    refused(read(connection, token, world.main, instance=elsewhere), "developer", "application_not_found",
            world.main.id)
    refused(read(connection, token, world.main, instance="idaas_nowhere"), "developer", "instance_not_found",
            "idaas_nowhere")


def test_a_host_does_not_lead_a_token_to_another_instance(world, connection):
    instances = [world.instance, world.eiam.CreateInstance(Description="elsewhere")["InstanceId"]]
    own, other = (world.eiam.GetInstance(InstanceId=one)["Instance"]["DomainConfig"]["DefaultDomain"]
                  for one in instances)
    target = f"/api/v2/{world.main.id}/provisioningScope"
    headers = {"Authorization": f"Bearer {world.main.token()}"}
    assert connection.request("GET", target, {**headers, "Host": own}).status == 200
    assert connection.request("GET", target, {**headers, "Host": f"{own}:8480"}).status == 200
    refused(connection.request("GET", target, {**headers, "Host": other}), "developer", "application_not_found",
            world.main.id)
    for name in ("X-Forwarded-Host", "Forwarded", "X-Original-Host"):
        value = f"host={own}" if name == "Forwarded" else own
        answer = connection.request("GET", target, {**headers, "Host": other, name: value})
        refused(answer, "developer", "application_not_found", world.main.id)


def test_each_api_has_its_own_tokens(world, connection):
    tenant = tenant_token(connection, world.main).json["access_token"]
    refused(read(connection, tenant, world.main), "developer", "token_invalid")
    refused(tenant_read(connection, world.main.token()), "tenant", "token_invalid")


# What is no token

def flipped(token):
    """The token with each of its characters replaced by its neighbour in the alphabet."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, character in enumerate(token):
        other = alphabet[(alphabet.index(character) + 1) % 64]
        yield token[:place] + other + token[place + 1:]
        yield token[:place] + character.swapcase() + token[place + 1:] if character.isalpha() else token + character


def test_no_other_spelling_of_a_token_is_accepted(world, connection):
    token = world.main.token()
    for wrong in [*flipped(token), *(token[:end] for end in range(len(token))), token + "A", token + "=", token * 2]:
        refused(read(connection, wrong, world.main), "developer", "token_invalid")
    assert read(connection, token, world.main).status == 200


def test_no_other_spelling_of_a_tenant_token_is_accepted(world, connection):
    token = tenant_token(connection, world.main).json["access_token"]
    for wrong in [*flipped(token), *(token[:end] for end in range(len(token))), token + "0", token.replace("-", ""),
                  f"{{{token}}}", f" {token}x"]:
        refused(tenant_read(connection, wrong), "tenant", "token_invalid")
    refused(tenant_read(connection, "token"), "tenant", "token_invalid")
    assert doors.said(FAMILIES["tenant"], tenant_read(connection, token))[1] == "USER.0001"


def unsigned(claims):
    """A JWT without a signature."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return f"{part({'alg': 'none'})}.{part(claims)}."


@pytest.mark.parametrize("token", ["", "AT", "ATAAAA", "AT" + "A" * 200, "null", "undefined", "' or 1=1 --", "*",
                                   unsigned({"sub": "admin"}), "A" * 8000, "ATé",
                                   "00000000-0000-0000-0000-000000000000"])
def test_what_others_call_a_token_is_none(world, connection, token):
    refused(read(connection, token, world.main), "developer", "token_invalid")
    refused(tenant_read(connection, token), "tenant", "token_invalid")


def test_a_token_of_another_server_is_none(world, connection, fresh_server):
    from harness.world import World
    other = fresh_server()
    stranger = World(other, f"127.0.0.1:{other.port}")
    refused(read(connection, stranger.main.token(), world.main), "developer", "token_invalid")
    refused(read(connection, stranger.main.token(), stranger.main), "developer", "token_invalid")


@pytest.mark.parametrize("value", ["Token {}", "Basic {}", "{}", "Bearer", "Bearer{}", "Bearer\t{}", "Bearer {} x",
                                   "Bearer {},Bearer {}", "OAuth {}"])
def test_a_token_is_shown_as_a_bearer_shows_it(world, connection, value):
    target = path(world.instance, world.main.id, "/provisioningScope")
    token = world.main.token()
    refused(connection.request("GET", target, {"Authorization": value.format(token, token)}), "developer",
            "token_invalid")


def test_a_token_in_the_query_or_the_body_opens_nothing(world, connection):
    target = path(world.instance, world.main.id, "/provisioningScope")
    token = world.main.token()
    refused(connection.request("GET", f"{target}?access_token={token}"), "developer", "token_invalid")
    refused(connection.request("GET", target, {"Cookie": f"access_token={token}"}), "developer", "token_invalid")
    refused(connection.request("POST", path(world.instance, world.main.id, "/groups"), {"Content-Type":
            "application/json"}, json.dumps({"groupName": "a", "access_token": token}).encode()), "developer",
            "token_invalid")


# When a token ends

class Life:
    """An application with a token for each API, and what they answer."""

    def __init__(self, world, connection):
        self.world, self.connection, self.application = world, connection, world.application()
        self.token = self.application.token()
        self.tenant = tenant_token(connection, self.application).json["access_token"]
        self.named = {"ApplicationId": self.application.id}

    def good(self):
        answer = tenant_read(self.connection, self.tenant)
        return (read(self.connection, self.token, self.application).status == 200
                and doors.said(FAMILIES["tenant"], answer)[1] == "USER.0001")

    def refused(self, error, subject=""):
        refused(read(self.connection, self.token, self.application), "developer", error, subject)
        refused(tenant_read(self.connection, self.tenant), "tenant", error, subject)


@pytest.fixture
def life(world, connection):
    made = Life(world, connection)
    assert made.good() and made.good()
    return made


def test_tokens_are_refused_while_the_application_is_disabled(world, life):
    world.eiam.DisableApplication(**life.named)
    life.refused("application_disabled")
    world.eiam.EnableApplication(**life.named)
    assert life.good()


def test_tokens_are_refused_while_the_switch_is_off(world, life):
    world.eiam.DisableApplicationApiInvoke(**life.named)
    life.refused("application_api_disabled")
    world.eiam.EnableApplicationApiInvoke(**life.named)
    assert life.good()


def test_tokens_end_with_their_secret(world, life):
    secret = {**life.named, "SecretId": secret_id(world, life.application)}
    world.eiam.DisableApplicationClientSecret(**secret)
    life.refused("token_invalid")
    world.eiam.DeleteApplicationClientSecret(**secret)
    life.refused("token_invalid")


def test_tokens_end_with_the_application(world, life):
    world.eiam.DisableApplication(**life.named)
    world.eiam.DeleteApplication(**life.named)
    answer = read(life.connection, life.token, life.application)
    refused(answer, "developer", "application_not_found", life.application.id)
    answer = tenant_read(life.connection, life.tenant)
    assert answer.status == 400


def test_what_an_application_may_is_asked_at_each_call(world, life):
    """All on one connection: nothing stays allowed because it was a moment ago."""
    eiam, named = world.eiam, life.named
    user = eiam.CreateUser(Username="watched", PrimaryOrganizationalUnitId="ou_root", Email="watched@example.com",
                           EmailVerified=True)["UserId"]
    target = path(world.instance, life.application.id, f"/users/{user}")

    def get_user():
        return life.connection.request("GET", target, {"Authorization": f"Bearer {life.token}"})
    for _ in range(2):
        assert get_user().status == get_user().status == 200
        eiam.SetApplicationGrantScope(**named, GrantScopes=["urn:alibaba:idaas:scope:organizational_unit:read_all"])
        refused(get_user(), "developer", "permission_denied", "urn:alibaba:idaas:scope:user:read_all")
        eiam.SetApplicationGrantScope(**named, GrantScopes=["urn:alibaba:idaas:scope:user:read_all"])
        assert get_user().status == get_user().status == 200
        eiam.SetApplicationProvisioningScope(**named, OrganizationalUnitIds=[], GroupIds=[])
        refused(get_user(), "developer", "user_not_found", user)
        eiam.SetApplicationProvisioningScope(**named, OrganizationalUnitIds=["ou_root"], GroupIds=[])
    assert get_user().status == 200


def test_no_token_is_given_while_one_would_be_refused(world, life, connection):
    application = life.application
    secret = {**life.named, "SecretId": secret_id(world, application)}
    credentials = [GRANT, ("client_id", application.id), ("client_secret", application.secret)]
    world.eiam.DisableApplicationApiInvoke(**life.named)
    refused(ask(connection, application, credentials), "developer", "grant_not_allowed", GRANT[1], "oauth")
    refused(tenant_token(connection, application), "tenant", "grant_not_allowed", GRANT[1])
    world.eiam.DisableApplication(**life.named)
    refused(ask(connection, application, credentials), "developer", "application_disabled", "", "oauth")
    world.eiam.EnableApplication(**life.named)
    world.eiam.EnableApplicationApiInvoke(**life.named)
    world.eiam.DisableApplicationClientSecret(**secret)
    refused(ask(connection, application, credentials), "developer", "client_unknown", "", "oauth")
    refused(tenant_token(connection, application), "tenant", "client_unknown")


def test_a_token_can_be_revoked_by_its_own_client_only(world, connection, life):
    other = world.application()
    hers = [("token", life.token), ("client_id", other.id), ("client_secret", other.secret)]
    assert ask(connection, other, hers, end="/oauth2/revoke").status == 200
    tenants = [("token", life.tenant), ("client_id", other.id), ("client_secret", other.secret)]
    assert ask(connection, other, tenants, end="/oauth2/revoke").status == 200
    assert life.good()
    wrong = [("token", life.token), ("client_id", life.application.id), ("client_secret", other.secret)]
    refused(ask(connection, life.application, wrong, end="/oauth2/revoke"), "developer", "client_unknown", "", "oauth")
    assert life.good()
    for token in (life.token, life.tenant):
        own = [("token", token), ("client_id", life.application.id), ("client_secret", life.application.secret)]
        for _ in range(2):
            assert ask(connection, life.application, own, end="/oauth2/revoke").status == 200
    life.refused("token_invalid")


# Who gets one

def test_a_client_shows_itself_once(world, connection):
    application = world.main
    shown = basic(application.id, application.secret)
    for pairs, subject in (([("client_secret", application.secret)], "client_secret"),
                           ([("client_secret", "")], "client_secret"),
                           ([("client_id", "app_other")], "client_id"),
                           ([("client_id", application.id), ("client_secret", application.secret)], "client_secret")):
        refused(ask(connection, application, [GRANT, *pairs], shown), "developer", "parameter_invalid", subject,
                "oauth")
    assert ask(connection, application, [GRANT], shown).status == 200
    assert ask(connection, application, [GRANT, ("client_id", application.id)], shown).status == 200


def encoded(raw):
    return "Basic " + base64.b64encode(raw).decode()


@pytest.mark.parametrize("authorization", [
    "", "Basic", "Basic ", "Basic !", "Basic YQ", "Basic YQ==", "Basic YTpi=", "Basic YTpi====", "Basic Y T p i",
    "Basic " + "A" * 900, "Bearer YTpi", "Digest username=a", "Negotiate YTpi", encoded(b":"), encoded(b"a:"),
    encoded(b":secret"), encoded(b"\xff:\xff"), encoded(b"a\x00b:c"), encoded(b"%zz:%zz"), encoded(b"%00:%00"),
    encoded("é:é".encode("latin-1")), encoded(b"' or 1=1 --:x"), encoded(b"a" * 500 + b":b")])
def test_a_bad_header_is_a_client_that_nobody_knows(world, connection, authorization):
    answer = ask(connection, world.main, [GRANT], authorization)
    refused(answer, "developer", "client_unknown", "", "oauth")
    assert answer.header("www-authenticate").startswith("Basic ")
    answer = connection.request("POST", "/api/v2/tenant/token", {**FORM, "Authorization": authorization},
                                signing.query_of([GRANT]).encode())
    refused(answer, "tenant", "client_unknown")


def test_an_encoded_header_is_the_same_client(world, connection):
    user, password = (signing.encode(part).replace("_", "%5F") for part in (world.main.id, world.main.secret))
    assert ask(connection, world.main, [GRANT], basic(user, password)).status == 200
    assert ask(connection, world.main, [GRANT], basic(user, password).replace("Basic", "bAsIc")).status == 200


def wrong_secrets(application):
    secret = application.secret
    return ["", "wrong", secret[:-1], secret + "x", secret.swapcase(), secret[::-1], " " + secret, "*", "' or 1=1 --",
            "%", "_" * len(secret)]


def test_a_tenant_client_does_not_learn_what_of_it_was_wrong(world, connection):
    answers = [tenant_token(connection, world.main, wrong or " ") for wrong in wrong_secrets(world.main)]
    for client in ("app_nobody", world.instance, "app_" + "a" * 26, world.application().id):
        pairs = [GRANT, ("client_id", client), ("client_secret", world.main.secret)]
        answers.append(connection.request("POST", "/api/v2/tenant/token", FORM, signing.query_of(pairs).encode()))
    answers.append(connection.request("POST", "/api/v2/tenant/token", FORM, signing.query_of([GRANT]).encode()))
    disabled = world.application()
    world.eiam.DisableApplication(ApplicationId=disabled.id)
    answers.append(tenant_token(connection, disabled, "wrong"))
    assert {(answer.status, answer.body) for answer in answers} == {(answers[0].status, answers[0].body)}
    refused(answers[0], "tenant", "client_unknown")


def test_a_client_does_not_learn_what_of_it_was_wrong(world, connection):
    """The path names the application, which is no secret then; nothing else is told."""
    application, other = world.main, world.application()
    tries = [("client_id", application.id, wrong) for wrong in wrong_secrets(application)]
    tries += [("client_id", name, secret) for name in (other.id, "app_nobody") for secret in
              (application.secret, other.secret)]
    for name, client, secret in tries:
        pairs = [GRANT, (name, client), ("client_secret", secret)]
        refused(ask(connection, application, pairs), "developer", "client_unknown", "", "oauth")
        refused(ask(connection, application, [GRANT], basic(client, secret)), "developer", "client_unknown", "",
                "oauth")
    refused(ask(connection, application, [GRANT]), "developer", "client_unknown", "", "oauth")
    world.eiam.DisableApplication(ApplicationId=other.id)
    pairs = [GRANT, ("client_id", other.id), ("client_secret", "wrong")]
    refused(ask(connection, other, pairs), "developer", "client_unknown", "", "oauth")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit", "Client_Credentials",
                                   "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_credentials,password"])
def test_other_grants_give_nothing(world, connection, grant):
    pairs = [("grant_type", grant), ("client_id", world.main.id), ("client_secret", world.main.secret),
             ("username", "a"), ("password", "b"), ("code", "c"), ("refresh_token", "d"), ("assertion", "e")]
    refused(ask(connection, world.main, pairs), "developer", "grant_unsupported", grant, "oauth")
    answer = connection.request("POST", "/api/v2/tenant/token", FORM, signing.query_of(pairs).encode())
    refused(answer, "tenant", "grant_unsupported", grant)


def test_a_client_cannot_ask_for_more_than_it_was_granted(world, connection):
    reader = world.application(permissions=["urn:alibaba:idaas:scope:user:read_all"])
    scope = "urn:alibaba:idaas:scope:user:manage_all"
    pairs = [GRANT, ("client_id", reader.id), ("client_secret", reader.secret), ("scope", scope)]
    refused(ask(connection, reader, pairs), "developer", "scope_invalid", scope, "oauth")
    with clients.refused("permission_denied", 403):
        reader.developer().CreateGroup(groupName="more")
