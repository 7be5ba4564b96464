"""Secrets that came in, or were given out, are nowhere else: not in the log, the metrics, a list, an error, the database."""
import base64
import json
import subprocess

import pytest
from harness import doors, samples, signing, state
from harness.server import Server
from harness.wire import Connection

PASSWORDS = {"password": "Kanary-Password.1", "second password": "Kanary-Password.2",
             "remembered password": "Kanary-Password.3", "weak password": "kanari", "long password": "Kanary5" * 50,
             "malformed password": "Kanary-Password.6\u0001"}
HIDDEN_VALUE, SHOWN_VALUE = "kanary hidden value", "kanary shown value"
WRONG_SECRET, WRONG_TOKEN = "kanary-wrong-secret", "ATkanaryWrongToken"


class Story:
    """A server at its most talkative, after everything that has to do with secrets was done and failed at."""

    def __init__(self):
        self.server = Server(["log.level=debug"]).init().start()
        self.connection = Connection(self.server.port)
        self.key = (self.server.secrets["access_key_id"], self.server.secrets["access_key_secret"])
        self.errors, self.secrets = [], {**PASSWORDS, "wrong secret": WRONG_SECRET, "wrong token": WRONG_TOKEN,
                                         "hidden value": HIDDEN_VALUE, "root key": self.key[1]}
        self.eiam = doors.Signed(self.connection, self.key, "2021-12-01")
        self.ims = doors.Signed(self.connection, self.key, "2019-08-15")
        self.eiam.always["InstanceId"] = self.eiam.CreateInstance()["InstanceId"]
        self.people()
        self.application()
        self.refusals()

    def refused(self, method, target, headers=None, body=b""):
        answer = self.connection.request(method, target, headers or {}, body)
        assert 400 <= answer.status < 500, answer.body
        self.errors.append(answer.body.decode())

    def refused_call(self, action, arguments, key=None, version="2021-12-01"):
        query = [pair for name, value in {**self.eiam.always, **arguments}.items()
                 for pair in samples.flat(name, value)]
        call = signing.V3(key or self.key, action, version, "localhost", query=query)
        headers = call.signed()
        self.secrets.setdefault("a signature", signing.v3_signature(self.key[1], signing.v3_string(
            "POST", query, call.headers, call.headers["x-acs-content-sha256"])))
        self.refused("POST", call.target, headers)

    def people(self):
        for name, encrypted in (("hidden_field", True), ("shown_field", False)):
            self.eiam.CreateCustomField(EntityType="user", FieldName=name, FieldDisplayName=name,
                                        FieldDataType="string", FieldDisplayType="input", Encrypted=encrypted)
        fields = [{"FieldName": "hidden_field", "FieldValue": HIDDEN_VALUE},
                  {"FieldName": "shown_field", "FieldValue": SHOWN_VALUE}]
        person = {"PrimaryOrganizationalUnitId": "ou_root"}
        self.user = self.eiam.CreateUser(Username="amina", Password=PASSWORDS["password"], CustomFields=fields,
                                         **person)["UserId"]
        self.eiam.UpdateUserPassword(UserId=self.user, Password=PASSWORDS["second password"])
        self.eiam.CreateUser(Username="remembered", Password=PASSWORDS["remembered password"], ClientToken="once",
                             CustomFields=[{**fields[0], "FieldValue": HIDDEN_VALUE + " too"}], **person)
        for kind in ("weak", "long", "malformed"):
            password = {"Password": PASSWORDS[f"{kind} password"]}
            self.refused_call("UpdateUserPassword", {"UserId": self.user, **password})
            self.refused_call("CreateUser", {"Username": "refused", **person, **password})

    def application(self):
        eiam = self.eiam
        self.id = eiam.CreateApplication(
            ApplicationName="kept", ApplicationSourceType="urn:alibaba:idaas:app:source:standard",
            ApplicationTemplateId="standard", SsoType="oidc")["ApplicationId"]
        eiam.EnableApplicationApiInvoke(ApplicationId=self.id)
        secret = eiam.CreateApplicationClientSecret(ApplicationId=self.id)["ApplicationClientSecret"]["ClientSecret"]
        eiam.ObtainApplicationClientSecret(ApplicationId=self.id, SecretId=eiam.ListApplicationClientSecrets(
            ApplicationId=self.id)["ApplicationClientSecrets"][0]["SecretId"])
        self.secrets["access key"] = self.ims.CreateAccessKey()["AccessKey"]["AccessKeySecret"]
        self.secrets["client secret"] = secret
        self.path = f"/v2/{eiam.always['InstanceId']}/{self.id}"
        for name, target in (("token", f"{self.path}/oauth2/token"), ("tenant token", "/api/v2/tenant/token")):
            answer = self.connection.request("POST", target, {"Content-Type": doors.FORM}, self.credentials(secret))
            self.secrets[name] = answer.json["access_token"]
        assert self.get(f"{self.path}/provisioningScope", self.secrets["token"]).status == 200

    def credentials(self, secret, **more):
        pairs = {"grant_type": "client_credentials", "client_id": self.id, "client_secret": secret, **more}
        return signing.query_of(pairs.items()).encode()

    def get(self, target, token):
        return self.connection.request("GET", target, {"Authorization": f"Bearer {token}"})

    def refusals(self):
        basic = "Basic " + base64.b64encode(f"{self.id}:{WRONG_SECRET}".encode()).decode()
        form = {"Content-Type": doors.FORM}
        for target in (f"{self.path}/oauth2/token", "/api/v2/tenant/token"):
            self.refused("POST", target, form, self.credentials(WRONG_SECRET))
            self.refused("POST", target, {**form, "Authorization": basic}, b"grant_type=client_credentials")
            self.refused("POST", target, form, self.credentials(WRONG_SECRET * 20))
            self.refused("POST", target, form, self.credentials(self.secrets["client secret"], grant_type="password"))
        for token in (WRONG_TOKEN, self.secrets["token"] + "A", self.secrets["tenant token"]):
            self.refused("GET", f"{self.path}/users", {"Authorization": f"Bearer {token}"})
            self.refused("GET", f"{self.path}/nothing", {"Authorization": f"Bearer {token}"})
        self.refused("GET", f"{self.path}/users?access_token={WRONG_TOKEN}")
        self.refused_call("GetInstance", {}, key=(self.key[0], WRONG_SECRET))
        self.refused_call("NoSuchAction", {"Password": PASSWORDS["password"]})
        body = json.dumps({"username": "x y", "password": PASSWORDS["password"],
                           "primaryOrganizationalUnitId": "ou_root"}).encode()
        self.refused("POST", f"{self.path}/users", {"Authorization": f"Bearer {self.secrets['token']}",
                                                    "Content-Type": "application/json"}, body)


@pytest.fixture(scope="module")
def story():
    made = Story()
    yield made
    assert made.server.stop() == 0
    made.server.remove()


def found(story, text, *without):
    return [name for name, secret in story.secrets.items() if name not in without and secret in text]


def test_the_log_has_no_secrets(story):
    log = story.server.logged()
    assert len(log.splitlines()) > 20
    assert not found(story, log) and SHOWN_VALUE not in log


def test_the_metrics_have_no_secrets(story):
    for target in ("/metrics", "/healthz", "/readyz"):
        text = story.connection.request("GET", target).body.decode()
        assert not found(story, text) and story.user not in text and story.id not in text


def test_errors_have_no_secrets(story):
    assert len(story.errors) > 20
    for error in story.errors:
        assert not found(story, error), error


LISTS = {"ListUsers": {}, "ListApplications": {}, "ListInstances": {}, "ListGroups": {}, "GetInstance": {},
         "ListOrganizationalUnits": {}, "ListApplicationClientSecrets": "application", "GetApplication": "application",
         "ListApplicationAccounts": "application"}


@pytest.mark.parametrize("action", LISTS)
def test_lists_have_no_secrets(story, action):
    arguments = {"ApplicationId": story.id} if LISTS[action] else {}
    text = json.dumps(story.eiam.call(action, {**story.eiam.always, **arguments}), ensure_ascii=False)
    assert not found(story, text) and SHOWN_VALUE not in text


@pytest.mark.parametrize("action", ["ListAccessKeys", "ListUsers"])
def test_lists_of_the_account_have_no_secrets(story, action):
    assert not found(story, json.dumps(story.ims.call(action, {})))


def test_a_user_is_shown_without_password(story):
    text = json.dumps(story.eiam.GetUser(UserId=story.user))
    assert not found(story, text, "hidden value")
    assert HIDDEN_VALUE in text and SHOWN_VALUE in text


def test_the_documents_name_no_secret(story):
    for family in ("developer", "eiam", "ims", "tenant"):
        answer = story.connection.request("GET", f"/openapi/{family}.json")
        assert answer.status == 200 and not found(story, answer.body.decode())


def stored(server):
    """All that the database holds, as bytes."""
    if server.database.kind == "postgres":
        done = subprocess.run(["psql", "-qXAt", server.database.url, "-c", "select tablename from pg_tables "
                               "where schemaname = 'public'"], check=True, capture_output=True, text=True)
        return "".join(str(state.rows(server, f"select * from {table}")) for table in done.stdout.split()).encode()
    folder = server.folder / "data"
    return b"".join(file.read_bytes() for file in folder.glob("muster.db*"))


def test_the_database_has_no_secrets_in_the_clear(story):
    """Whoever steals it without the master key gets no password, secret, key or token."""
    data = stored(story.server)
    assert story.user.encode() in data
    assert [name for name, secret in story.secrets.items() if secret.encode() in data] == []


def test_the_files_are_their_owners_alone(story):
    for file in (story.server.folder / "data").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
