"""Ims through the vendor's npm package, as Node programs use it."""
import json
import os
import shutil
import subprocess

import pytest
from harness import state
from harness.server import ROOT

FOLDER = ROOT / "build" / "npm"
SIGNATURES = {"new": None, "old": "v2"}


@pytest.fixture(scope="session")
def package():
    """The folder where the package is installed, of the version that tests/npm/package.json pins."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "ims.mjs"):
        shutil.copyfile(ROOT / "tests" / "npm" / name, FOLDER / name)
    stamp, wanted = FOLDER / "installed", (FOLDER / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run(["npm", "ci", "--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                       check=True)
        stamp.write_text(wanted)
    return FOLDER


class Node:
    """A Node program that calls for us."""

    def __init__(self, folder, endpoint, key):
        environment = {**os.environ, "MUSTER_ENDPOINT": endpoint, "MUSTER_KEY_ID": key[0], "MUSTER_KEY_SECRET": key[1],
                       "NO_PROXY": "*"}
        self.process = subprocess.Popen(["node", "ims.mjs"], cwd=folder, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.signature = None

    def __getattr__(self, operation):
        return lambda **request: self.call(operation, request)

    def ask(self, operation, request):
        self.process.stdin.write(json.dumps({"operation": operation, "request": request,
                                             "signature": self.signature}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def call(self, operation, request):
        said = self.ask(operation, request)
        assert said.get("status") == 200, said
        assert said["answer"].pop("RequestId")
        return said["answer"]

    def refused(self, code, status, operation, **request):
        error = self.ask(operation, request)["error"]
        assert (error["code"], error["status"]) == (code, status), error
        return error["message"]

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0


@pytest.fixture(scope="module", params=SIGNATURES)
def node(request, package, world):
    made = Node(package, world.endpoint, world.key)
    made.signature = SIGNATURES[request.param]
    yield made
    made.close()


@pytest.fixture(scope="module")
def name(server, node):
    """A name that no user has yet, in the account's domain."""
    alias, = state.rows(server, "select alias from account")
    return f"node-{node.signature or 'new'}@{alias[0]}.onaliyun.com"


def test_a_user_from_its_creation_to_its_end(node, name):
    user = node.CreateUser(UserPrincipalName=name, DisplayName="测试 user*~", Comments="a+b & c=d", Email="a@example.com",
                           MobilePhone="86-13800000000", Tag=[{"Key": "team", "Value": "blue"},
                                                              {"Key": "empty", "Value": ""}])["User"]
    assert (user["UserPrincipalName"], user["DisplayName"]) == (name, "测试 user*~")
    assert user["Tags"]["Tag"] == [{"TagKey": "empty", "TagValue": ""}, {"TagKey": "team", "TagValue": "blue"}]
    assert user["CreateDate"].endswith("Z") and user["LastLoginDate"] == ""
    for by in ({"UserPrincipalName": name}, {"UserId": user["UserId"]}):
        found = node.call("GetUser", by)["User"]
        assert (found["UserId"], found["Comments"], found["Email"]) == (user["UserId"], "a+b & c=d", "a@example.com")
        assert found["UserName"] == name.partition("@")[0]
    changed = node.UpdateUser(UserPrincipalName=name, NewDisplayName="amina", NewComments="")["User"]
    assert (changed["DisplayName"], changed["Comments"], changed["Email"]) == ("amina", "", "a@example.com")
    node.DeleteUser(UserPrincipalName=name)
    node.refused("EntityNotExist.User", 404, "GetUser", UserPrincipalName=name)
    node.refused("EntityNotExist.User", 404, "DeleteUser", UserPrincipalName=name)


def test_users_are_listed_page_by_page(node, name):
    names = [name.replace("@", f"-{number}@") for number in range(5)]
    for one in names:
        node.CreateUser(UserPrincipalName=one, DisplayName="listed", Tag=[{"Key": "list", "Value": name}])
    marker, found = "", []
    while True:
        page = node.ListUsers(MaxItems=2, Marker=marker, Tag=[{"Key": "list", "Value": name}])
        assert len(page["Users"]["User"]) <= 2
        found += [user["UserPrincipalName"] for user in page["Users"]["User"]]
        if not page["IsTruncated"]:
            break
        marker = page["Marker"]
    assert sorted(found) == sorted(names)
    for one in names:
        node.DeleteUser(UserPrincipalName=one)


def test_access_keys_of_a_user(node, name, package, world):
    node.CreateUser(UserPrincipalName=name, DisplayName="keys")
    owner = {"UserPrincipalName": name}
    key = node.CreateAccessKey(**owner)["AccessKey"]
    assert key["AccessKeyId"].startswith("LTAI") and key["Status"] == "Active" and key["AccessKeySecret"]
    listed = node.ListAccessKeys(**owner)["AccessKeys"]["AccessKey"]
    assert [one["AccessKeyId"] for one in listed] == [key["AccessKeyId"]] and "AccessKeySecret" not in listed[0]
    person = Node(package, world.endpoint, (key["AccessKeyId"], key["AccessKeySecret"]))
    person.refused("NoPermission", 403, "ListUsers")
    node.UpdateAccessKey(UserAccessKeyId=key["AccessKeyId"], Status="Inactive", **owner)
    person.refused("InvalidAccessKeyId.Inactive", 400, "ListUsers")
    node.DeleteAccessKey(UserAccessKeyId=key["AccessKeyId"], **owner)
    person.refused("InvalidAccessKeyId.NotFound", 404, "ListUsers")
    person.close()
    assert node.ListAccessKeys(**owner)["AccessKeys"]["AccessKey"] == []
    node.DeleteUser(**owner)


def test_refusals_reach_the_program_with_code_and_message(node, name):
    node.CreateUser(UserPrincipalName=name, DisplayName="refusals")
    node.refused("EntityAlreadyExists.User", 409, "CreateUser", UserPrincipalName=name, DisplayName="again")
    node.refused("MissingParameter.DisplayName", 400, "CreateUser", UserPrincipalName=name)
    message = node.refused("InvalidParameter.NewEmail.Format", 400, "UpdateUser", UserPrincipalName=name,
                           NewEmail="no-address")
    assert "NewEmail" in message
    node.refused("NotSupported", 501, "CreateGroup", GroupName="a")
    node.DeleteUser(UserPrincipalName=name)


def test_a_wrong_secret_is_said_to_be_one(package, world):
    stranger = Node(package, world.endpoint, (world.key[0], "wrong"))
    for signature in SIGNATURES.values():
        stranger.signature = signature
        assert "server string to sign is:" in stranger.refused("SignatureDoesNotMatch", 400, "ListUsers")
    stranger.close()
