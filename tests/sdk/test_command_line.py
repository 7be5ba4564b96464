"""The command: its client, and what an administrator does on the server's own machine."""
import concurrent.futures
import contextlib
import json
import os
import pty
import shutil
import stat

import pytest
from harness.server import BINARY, Server

SECRET = "A-first-secret-1"


@pytest.fixture(scope="module")
def served():
    """One server for the tests that leave others' things alone."""
    made = Server().init().start()
    yield made
    made.remove()


@pytest.fixture
def unused():
    """A place without a database."""
    made = Server()
    yield made
    made.remove()


def environment(server, **changes):
    secrets = server.secrets
    return {**os.environ, "MUSTER_ENDPOINT": server.url, "MUSTER_INSTANCE": secrets["instance"],
            "MUSTER_ACCESS_KEY_ID": secrets["access_key_id"], "MUSTER_ACCESS_KEY_SECRET": secrets["access_key_secret"],
            "MUSTER_APPLICATION": secrets["application"], "MUSTER_CLIENT_SECRET": secrets["client_secret"], **changes}


def attempt(server, family, operation, *values, **changes):
    changes, more = {k: v for k, v in changes.items() if k.isupper()}, {k: v for k, v in changes.items() if k.islower()}
    return server.run("call", family, operation, *values, check=False, env=environment(server, **changes), **more)


def call(server, family, operation, *values, **changes):
    done = attempt(server, family, operation, *values, **changes)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return json.loads(done.stdout)


def refused(done, *words, status=1):
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr
    return True


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def audited(server, action):
    return [event for event in lines(server.run("audit", "--json")) if event["action"] == action]


# Help


def test_help_is_one_screen(served):
    shown = served.run("--help").stdout.splitlines()
    assert len(shown) <= 24
    assert max(map(len, shown)) <= 80


@pytest.mark.parametrize("verb", ["init", "serve", "migrate", "backup", "restore", "user", "key", "audit"])
def test_a_verb_explains_itself_and_does_nothing(served, verb):
    assert f"usage: muster {verb}" in served.run(verb, "--help").stdout


def test_an_unknown_verb_is_refused(served):
    assert refused(served.run("fly", check=False), "there is no verb 'fly'", status=2)


def test_call_lists_families_and_operations(served):
    assert "Eiam 2021-12-01" in served.run("call").stdout
    shown = served.run("call", "ims").stdout
    assert "ListUsers" in shown and "Lists RAM users" in shown


def test_an_operation_says_what_it_takes(served):
    shown = served.run("call", "developer", "CreateUser", "--help").stdout
    assert "POST /v2/{instanceId}/{applicationId}/users" in shown
    assert "customFields.N.fieldName" in shown
    assert "1 to 256 characters; required. What the user signs in with." in shown


def test_every_operation_explains_itself(served):
    for family in ("developer", "eiam", "ims", "tenant"):
        listed = [line.split()[0] for line in served.run("call", family).stdout.splitlines() if line.startswith("  ")]
        assert listed
        for operation in listed:
            assert served.run("call", family, operation, "--help").stdout


def test_unknown_families_and_operations_are_refused(served):
    assert refused(served.run("call", "nowhere", check=False), "there is no family 'nowhere'", status=2)
    assert refused(served.run("call", "ims", "Fly", check=False), "there is no operation 'Fly'", status=2)


# Calls


def test_a_user_is_made_read_changed_and_deleted(served):
    user = call(served, "developer", "CreateUser", "username=amina", "displayName=Amina Ö & Co",
                "primaryOrganizationalUnitId=ou_root", "email=amina@example.com", "emailVerified=true")["userId"]
    assert call(served, "developer", "GetUser", f"userId={user}")["displayName"] == "Amina Ö & Co"
    assert attempt(served, "developer", "PatchUser", f"userId={user}", "displayName=Amina").returncode == 0
    assert call(served, "eiam", "GetUser", f"UserId={user}")["User"]["DisplayName"] == "Amina"
    found = call(served, "developer", "GetUserIdByEmail", "email=amina@example.com")
    assert found == {"userId": user}
    assert attempt(served, "developer", "DeleteUser", f"userId={user}").returncode == 0
    assert refused(attempt(served, "developer", "GetUser", f"userId={user}"), "ResourceNotFound.User", user, "404")


def test_nested_values_travel_by_dots_or_as_json(served):
    for name in ("age", "city"):
        call(served, "eiam", "CreateCustomField", f"FieldName={name}", f"FieldDisplayName={name}", "EntityType=user",
             "FieldDataType=string", "FieldDisplayType=input", "UserPermission=read_write", "Required=false",
             "Unique=false", "Encrypted=false")
    units = [call(served, "developer", "CreateOrganizationalUnit", f"organizationalUnitName=unit {number}",
                  "parentId=ou_root")["organizationalUnitId"] for number in range(2)]
    user = call(served, "developer", "CreateUser", "username=nested", f"primaryOrganizationalUnitId={units[0]}",
                "customFields.1.fieldName=age", "customFields.1.fieldValue=3",
                "customFields.2.fieldName=city", "customFields.2.fieldValue=Köln")["userId"]
    fields = call(served, "developer", "GetUser", f"userId={user}")["customFields"]
    assert {field["fieldName"]: field["fieldValue"] for field in fields} == {"age": "3", "city": "Köln"}
    listed = json.dumps([{"FieldName": "age", "FieldValue": "4"}])
    other = call(served, "eiam", "CreateUser", "Username=nested2", f"PrimaryOrganizationalUnitId={units[0]}",
                 f"OrganizationalUnitIds.1={units[1]}", "CustomFields.1.FieldName=age", "CustomFields.1.FieldValue=4")
    shown = call(served, "eiam", "GetUser", f"UserId={other['UserId']}")["User"]
    assert json.dumps(shown["CustomFields"]) == listed
    assert {unit["OrganizationalUnitId"] for unit in shown["OrganizationalUnits"]} == set(units)


def test_the_tenant_api_is_called_with_a_token_of_its_own(served):
    call(served, "eiam", "SetApplicationGrantScope", f"ApplicationId={served.secrets['application']}",
         "GrantScopes.1=urn:alibaba:idaas:scope:user:manage_all")
    user = served.run("user", "create", "tenant.user")
    assert json.loads(user.stdout)["UserId"]
    assert refused(attempt(served, "tenant", "ListAccountsOfUser", "user_id=user_nobody"), "USER.0001")


def test_a_token_endpoint_takes_the_configured_client(served):
    token = call(served, "developer", "GenerateToken", "grant_type=client_credentials")
    assert token["token_type"] == "Bearer"
    wrong = attempt(served, "developer", "GenerateToken", "grant_type=client_credentials",
                    f"client_id={served.secrets['application']}", "client_secret=wrong")
    assert refused(wrong, "invalid_client", "401")


def test_options_win_over_the_environment(served):
    wrong = attempt(served, "eiam", "ListUsers", "--instance", "idaas_nowhere")
    assert refused(wrong, "ResourceNotFound.Instance")
    right = attempt(served, "ims", "ListUsers", "--access-key", served.secrets["access_key_id"],
                    MUSTER_ACCESS_KEY_ID="LTAI5tnobody")
    assert right.returncode == 0
    assert refused(attempt(served, "ims", "ListUsers", MUSTER_ACCESS_KEY_ID="LTAI5tnobody"), "InvalidAccessKeyId")


def test_secrets_come_from_files_and_stdin(served, tmp_path):
    file = tmp_path / "secret"
    file.write_text(served.secrets["access_key_secret"] + "\n")
    done = attempt(served, "ims", "ListUsers", f"--access-secret=@{file}", MUSTER_ACCESS_KEY_SECRET="wrong")
    assert done.returncode == 0, done.stderr
    user = call(served, "developer", "CreateUser", "username=typed", "primaryOrganizationalUnitId=ou_root",
                "password=@-", input=SECRET + "\n")["userId"]
    assert call(served, "developer", "GetUser", f"userId={user}")["passwordSet"] is True
    assert refused(attempt(served, "ims", "ListUsers", "--access-secret=@/nowhere"), "cannot read '/nowhere'", status=2)


@pytest.mark.parametrize("values, words", [
    (["nothing=1"], "'nothing' is not a parameter"),
    (["username"], "'username' is not name=value"),
    (["username=a", "username=b"], "'username' is there twice"),
    (["username=a", "emailVerified=yes"], "'emailVerified' must be true or false"),
    (["customFields.2.fieldName=a"], "'customFields.2.fieldName' must count its items in order"),
])
def test_what_cannot_be_sent_is_refused_here(served, values, words):
    done = attempt(served, "developer", "CreateUser", *values)
    assert done.returncode in (1, 2) and done.stdout == ""
    assert words in done.stderr


def test_a_call_without_credentials_says_what_it_needs(served):
    assert refused(attempt(served, "ims", "ListUsers", MUSTER_ACCESS_KEY_SECRET=""), "MUSTER_ACCESS_KEY_SECRET")
    assert refused(attempt(served, "developer", "ListUsers", MUSTER_CLIENT_SECRET=""), "MUSTER_CLIENT_SECRET")
    assert refused(attempt(served, "developer", "ListUsers", MUSTER_CLIENT_SECRET="wrong"), "invalid_client")


@pytest.mark.parametrize("endpoint", ["ftp://127.0.0.1", "127.0.0.1:1", "http://", "http://127.0.0.1:1/path",
                                      "http://user:password@127.0.0.1:1"])
def test_an_endpoint_is_scheme_host_and_port(served, endpoint):
    assert refused(attempt(served, "ims", "ListUsers", MUSTER_ENDPOINT=endpoint), "the endpoint is http://", status=2)


def test_a_server_that_is_not_there_is_named(served):
    done = attempt(served, "ims", "ListUsers", MUSTER_ENDPOINT="http://127.0.0.1:1")
    assert refused(done, "cannot call http://127.0.0.1:1")


def test_no_secret_of_the_client_is_printed(served):
    done = attempt(served, "ims", "GetUser", "UserId=1")
    assert served.secrets["access_key_secret"] not in done.stdout + done.stderr


# Users


def test_users_are_managed_while_the_server_runs(served):
    user = json.loads(served.run("user", "create", "lena", "DisplayName=Lena", "Email=lena@example.com",
                                 "EmailVerified=true").stdout)["UserId"]
    assert call(served, "developer", "GetUser", f"userId={user}")["username"] == "lena"
    served.run("user", "disable", "lena")
    assert call(served, "developer", "GetUser", f"userId={user}")["status"] == "disabled"
    served.run("user", "enable", user)
    served.run("user", "unlock", "LENA")
    shown = json.loads(served.run("user", "show", "lena").stdout)
    assert (shown["UserId"], shown["Status"], shown["Email"]) == (user, "enabled", "lena@example.com")
    assert any(line.split()[:3] == [user, "enabled", "lena"] for line in served.run("user", "list").stdout.splitlines())
    served.run("user", "delete", "lena")
    assert refused(served.run("user", "show", user, check=False), "no such user")
    for action in ("CreateUser", "DisableUser", "EnableUser", "UnlockUser", "DeleteUser"):
        assert user in [event["target"] for event in audited(served, "Local:" + action)]


def test_all_users_are_listed(fresh_server):
    server = fresh_server(start=False)
    names = {f"user{number:03}" for number in range(12)}
    for name in names:
        server.run("user", "create", name)
    listed = lines(server.run("user", "list", "--json"))
    assert {user["Username"] for user in listed} == names
    assert len(listed) == len(names)


def test_a_password_is_read_from_stdin_under_the_policy(served):
    served.run("user", "create", "pia")
    assert refused(served.run("user", "password", "pia", input="weak\n", check=False), "does not satisfy the password policy")
    assert refused(served.run("user", "password", "pia", input="\n", check=False), "it is empty")
    assert refused(served.run("user", "password", "pia", input="", check=False), "there is nothing on stdin")
    assert json.loads(served.run("user", "show", "pia").stdout)["PasswordSet"] is False
    done = served.run("user", "password", "pia", input=SECRET + "\n")
    assert SECRET not in done.stdout + done.stderr
    assert json.loads(served.run("user", "show", "pia").stdout)["PasswordSet"] is True


def type_password(server, user, *typed):
    """On a terminal; what the terminal showed, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(BINARY, [BINARY, "user", "password", user, *server.options])
    shown = b""
    with contextlib.suppress(OSError):
        for line in typed:
            while not shown.endswith(b"new password: "):
                shown += os.read(terminal, 1024)
            os.write(terminal, line.encode() + b"\n")
            shown += os.read(terminal, 1)
        while chunk := os.read(terminal, 1024):
            shown += chunk
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_password_that_is_typed_is_not_shown(served):
    served.run("user", "create", "typist")
    shown, status = type_password(served, "typist", SECRET, SECRET)
    assert status == 0 and SECRET not in shown
    shown, status = type_password(served, "typist", SECRET, SECRET + "x")
    assert status == 1 and "the two are not the same" in shown


def test_what_a_user_may_not_be_is_refused(served):
    served.run("user", "create", "taken")
    assert refused(served.run("user", "create", "taken", check=False), "another user has the name")
    assert refused(served.run("user", "create", "a b", check=False), "contains a character that may not stand in it", "'Username'")
    assert refused(served.run("user", "create", "x", "Email=no", check=False), "Email")
    assert refused(served.run("user", "create", "x", "Nothing=1", check=False), "wrong type, form or value", "'Nothing'")
    assert refused(served.run("user", "create", check=False), "--help", status=2)
    assert refused(served.run("user", "disable", "nobody", check=False), "no such user", "'nobody'")
    assert refused(served.run("user", "fly", "taken", check=False), "--help", status=2)
    assert refused(served.run("user", "list", "--nothing", check=False), "--nothing", status=2)


def test_the_instance_must_be_said_when_there_are_two(fresh_server):
    server = fresh_server()
    other = call(server, "eiam", "CreateInstance", "Description=second")["InstanceId"]
    assert refused(server.run("user", "list", check=False), "--instance ID")
    server.run("user", "create", "second", "--instance", other)
    assert server.run("user", "list", "--instance", server.secrets["instance"]).stdout == ""
    assert "second" in server.run("user", "list", "--instance", other).stdout
    assert refused(server.run("user", "list", "--instance", "idaas_no", check=False), "no such instance")


def test_ram_users_have_keys_and_no_passwords(served):
    made = json.loads(served.run("user", "create", "robot", "--account").stdout)["User"]
    assert made["UserPrincipalName"] == f"robot@{served.secrets['account']}.onaliyun.com"
    assert json.loads(served.run("user", "show", made["UserPrincipalName"], "--account").stdout)["UserName"] == "robot"
    assert refused(served.run("user", "show", "robot", check=False), "no such user")
    assert refused(served.run("user", "password", "robot", "--account", input="x\n", check=False), "no passwords")
    key = json.loads(served.run("key", "create", "robot", "--json").stdout)
    assert key["AccessKeyId"] in served.run("key", "list", "robot").stdout
    assert key["AccessKeyId"] not in served.run("key", "list").stdout
    done = attempt(served, "ims", "ListUsers", MUSTER_ACCESS_KEY_ID=key["AccessKeyId"],
                   MUSTER_ACCESS_KEY_SECRET=key["AccessKeySecret"])
    assert refused(done, "403")
    served.run("key", "delete", key["AccessKeyId"])
    served.run("user", "delete", "robot", "--account")


# Keys


def test_a_lost_root_key_is_replaced(fresh_server):
    server = fresh_server()
    lost = server.secrets["access_key_id"]
    key = json.loads(server.run("key", "create", "--json").stdout)
    by_new = {"MUSTER_ACCESS_KEY_ID": key["AccessKeyId"], "MUSTER_ACCESS_KEY_SECRET": key["AccessKeySecret"]}
    assert call(server, "ims", "ListUsers", **by_new)["Users"] == {"User": []}
    assert refused(server.run("key", "create", check=False), "as many access keys as it may have")
    server.run("key", "disable", lost)
    assert refused(attempt(server, "ims", "ListUsers"), "Inactive")
    server.run("key", "enable", lost)
    assert attempt(server, "ims", "ListUsers").returncode == 0
    server.run("key", "delete", lost)
    assert refused(attempt(server, "ims", "ListUsers"), "InvalidAccessKeyId")
    assert [one["AccessKeyId"] for one in lines(server.run("key", "list", "--json"))] == [key["AccessKeyId"]]
    assert [event["target"] for event in audited(server, "Local:DeleteAccessKey")] == [lost]


def test_a_key_that_is_not_there_is_not_changed(served):
    assert refused(served.run("key", "disable", "LTAI5tnobody", check=False), "no such access key")
    assert refused(served.run("key", "delete", check=False), "--help", status=2)
    assert refused(served.run("key", "create", "nobody", check=False), "no such user")


# Audit


def test_the_audit_names_who_did_what(fresh_server):
    server = fresh_server()
    user = call(server, "developer", "CreateUser", "username=seen", "primaryOrganizationalUnitId=ou_root")["userId"]
    newest = server.run("audit", "--most", "1").stdout.splitlines()
    assert len(newest) == 1
    for word in (user, "CreateUser", "success", f"application {server.secrets['application']}", "127.0.0.1"):
        assert word in newest[0]
    events = lines(server.run("audit", "--json"))
    assert (events[0]["actor_kind"], events[-1]["actor_kind"]) == ("application", "local")
    assert [event["time"] for event in events] == sorted((event["time"] for event in events), reverse=True)
    assert refused(server.run("audit", "--most", "0", check=False), "--help", status=2)


# Backup and restore


def restored_from(server, unused, file):
    """A server on a restored copy, with the master key that belongs to it."""
    done = unused.run("restore", str(file))
    assert "master key" in done.stdout
    shutil.copy(server.folder / "data" / "master.key", unused.folder / "data" / "master.key")
    unused.secrets = server.secrets
    return unused.start()


def test_a_backup_restores_everything_but_the_master_key(fresh_server, unused, tmp_path):
    server, file = fresh_server(), tmp_path / "backup"
    user = call(server, "developer", "CreateUser", "username=kept", "primaryOrganizationalUnitId=ou_root")["userId"]
    done = server.run("backup", str(file))
    assert "master.key" in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (server.folder / "data" / "master.key").read_bytes().strip() not in file.read_bytes()
    later = call(server, "developer", "CreateUser", "username=late", "primaryOrganizationalUnitId=ou_root")["userId"]
    copy = restored_from(server, unused, file)
    assert call(copy, "developer", "GetUser", f"userId={user}")["username"] == "kept"
    assert refused(attempt(copy, "developer", "GetUser", f"userId={later}"), "ResourceNotFound.User")
    assert call(copy, "ims", "ListUsers")["Users"] == {"User": []}


def test_a_backup_is_one_instant_while_others_write(fresh_server, unused, tmp_path):
    server, file = fresh_server(), tmp_path / "backup"

    def create(number):
        return call(server, "eiam", "CreateUser", f"Username=user{number}", "PrimaryOrganizationalUnitId=ou_root")
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        made = [pool.submit(create, number) for number in range(30)]
        concurrent.futures.wait(made[:6])
        server.run("backup", str(file))
        assert all(future.result()["UserId"] for future in made)
    copy = restored_from(server, unused, file)
    listed = call(copy, "eiam", "ListUsers", "PageSize=100")
    assert listed["TotalCount"] == len(listed["Users"]) >= 6


def test_a_backup_overwrites_nothing(served, tmp_path):
    file = tmp_path / "mine"
    file.write_text("mine")
    assert refused(served.run("backup", str(file), check=False), "muster:")
    assert file.read_text() == "mine"
    assert refused(served.run("backup", str(tmp_path / "no" / "folder"), check=False), "muster:")
    assert refused(served.run("backup", check=False), "--help", status=2)


def test_a_restore_replaces_no_database(fresh_server, tmp_path):
    server, file = fresh_server(start=False), tmp_path / "backup"
    server.run("backup", str(file))
    server.run("user", "create", "newer")
    assert refused(server.run("restore", str(file), check=False), "already")
    assert "newer" in server.run("user", "list").stdout


def test_what_a_lost_database_left_behind_is_not_mixed_with_a_backup(served, unused, tmp_path):
    if served.database.kind != "sqlite":
        pytest.skip("SQLite only")
    file, folder = tmp_path / "backup", unused.folder / "data"
    served.run("backup", str(file))
    folder.mkdir()
    (folder / "muster.db-wal").write_text("changes")
    assert refused(unused.run("restore", str(file), check=False), "left behind")
    assert [path.name for path in folder.iterdir()] == ["muster.db-wal"]


def test_what_is_no_backup_is_not_restored(served, unused, tmp_path):
    whole, cut, text, empty = (tmp_path / name for name in ("whole", "cut", "text", "empty"))
    served.run("backup", str(whole))
    cut.write_bytes(whole.read_bytes()[:len(whole.read_bytes()) // 2])
    text.write_text("not a database at all\n" * 1000)
    empty.touch()
    for file in (cut, text, empty, tmp_path / "nothing"):
        assert refused(unused.run("restore", str(file), check=False), "muster:")
    left = unused.folder / "data"
    assert not left.exists() or list(left.iterdir()) == []
    unused.run("restore", str(whole))


def test_a_database_in_use_is_no_backup(served, unused):
    if served.database.kind != "sqlite":
        pytest.skip("SQLite only")
    done = unused.run("restore", str(served.folder / "data" / "muster.db"), check=False)
    assert refused(done, "is in use")


def test_there_is_nothing_to_back_up_before_init(unused, tmp_path):
    if unused.database.kind != "sqlite":
        pytest.skip("SQLite only")
    assert refused(unused.run("backup", str(tmp_path / "file"), check=False), "there is no database")
    assert not (tmp_path / "file").exists()


def test_no_password_of_the_database_is_an_argument(tmp_path):
    """What pg_dump is started with, by a pg_dump of our own."""
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nprintf '%s|' \"$@\" \"$PGPASSWORD\" \"$PGHOST\"\n")
    program.chmod(0o700)
    server = Server(["data.database=postgresql://muster:s3cret@db.example.com/people"], database=Nowhere())
    try:
        server.run("backup", str(tmp_path / "file"), env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    finally:
        shutil.rmtree(server.folder)
    *arguments, password, host, _ = (tmp_path / "file").read_text().split("|")
    assert (password, host) == ("s3cret", "db.example.com")
    assert "s3cret" not in " ".join(arguments) and "--dbname=dbname='people'" in arguments


class Nowhere:
    """Stands for a database that is never reached."""
    kind, settings = "postgres", []
