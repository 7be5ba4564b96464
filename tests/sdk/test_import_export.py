"""`muster import` and `muster export`, and what of it the vendors' SDKs see."""
import csv
import io
import json
import re
import signal
import stat
import subprocess
import time

import pytest
from harness.server import BINARY

MILLION = 1_000_000


def jsonl(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def user(name, **more):
    return {"type": "user", "name": name, **more}


def people(count, first=0):
    return [user(f"user{number}", email=f"user{number}@example.com", email_verified=True, external_id=f"e-{number}",
                 primary_unit="/Sales", groups=["Readers"]) for number in range(first, first + count)]


PLACES = [{"type": "unit", "name": "Sales"}, {"type": "group", "name": "Readers"}]


class House:
    """One server's data, imported into and exported from by the command."""

    def __init__(self, server, folder, *options):
        self.server, self.folder, self.options = server, folder, options

    def file(self, content, name="people.jsonl"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run(self, *arguments, **more):
        return self.server.run(*arguments, *self.options, check=False, **more)

    def load(self, content, *options, name="people.jsonl"):
        return self.run("import", self.file(content, name), *options)

    def loaded(self, content, *options, name="people.jsonl"):
        done = self.load(content, "--json", *options, name=name)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def export(self, *options):
        done = self.run("export", *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def records(self, *options):
        return [json.loads(line) for line in self.export(*options).splitlines()]

    def names(self):
        return [record["name"] for record in self.records() if record["type"] == "user"]


@pytest.fixture
def house(fresh_server, tmp_path):
    return House(fresh_server(start=False), tmp_path)


@pytest.fixture
def houses(fresh_server, tmp_path):
    return [House(fresh_server(start=False), tmp_path) for _ in range(2)]


# Import


def test_an_imported_user_is_seen_through_the_sdk(world, tmp_path):
    here = House(world.server, tmp_path, "--instance", world.instance)
    counts = here.loaded(jsonl(
        {"type": "custom_field", "name": "size", "display_name": "Size", "data_type": "number", "display_type": "input"},
        {"type": "unit", "name": "Sales", "external_id": "s"}, {"type": "unit", "name": "North", "parent": "/Sales"},
        {"type": "group", "name": "Readers"},
        user("imported.amina", display_name="Amina", email="i@example.com", email_verified=True, external_id="hr-1",
             phone_region="86", phone_number="13000000001", phone_verified=True, primary_unit="/sales/north", units=["s"],
             groups=["readers"], custom_values={"size": "5"}, password="Sufficient-1", description="one\ntwo")))
    assert counts == {"users": 1, "groups": 1, "units": 2, "custom_fields": 1, "refused": 0, "line": 5}
    identifier = world.developer.GetUserIdByUsername(username="imported.amina")["userId"]
    seen = world.developer.GetUser(userId=identifier)
    assert (seen["displayName"], seen["email"], seen["userExternalId"]) == ("Amina", "i@example.com", "hr-1")
    assert seen["description"] == "one\ntwo"
    assert {unit["organizationalUnitName"]: unit["primary"] for unit in seen["organizationalUnits"]} == {
        "North": True, "Sales": False}
    assert [group["groupName"] for group in seen["groups"]] == ["Readers"]
    shown = world.eiam.GetUser(UserId=identifier)["User"]
    assert shown["PasswordSet"] is True
    assert [(field["FieldName"], field["FieldValue"]) for field in shown["CustomFields"]] == [("size", "5")]


def test_the_server_answers_meanwhile(server, world, tmp_path):
    here = House(server, tmp_path, "--instance", world.instance)
    before = world.eiam.ListUsers(PageNumber=1, PageSize=10)["TotalCount"]
    path = here.file(jsonl(*[user(f"meanwhile{number}") for number in range(5000)]))
    with subprocess.Popen([BINARY, "import", path, *server.options, *here.options], stdout=subprocess.PIPE) as process:
        made = 0
        while process.poll() is None:
            world.developer.CreateUser(username=f"beside{made}", primaryOrganizationalUnitId="ou_root")
            made += 1
        assert process.returncode == 0
    assert world.eiam.ListUsers(PageNumber=1, PageSize=10)["TotalCount"] == before + 5000 + made


def test_twenty_thousand_rows_take_seconds(house):
    content, begun = jsonl(*PLACES, *people(20_000)), time.monotonic()
    assert house.loaded(content)["users"] == 20_000
    assert time.monotonic() - begun < 60  # with sanitizers, on a busy machine
    assert len(set(house.names())) == 20_000


def test_a_bad_line_stops_it_with_nothing_half_done(house):
    done = house.load(jsonl(*PLACES, *people(9000), user("user7"), user("later")))
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].endswith("people.jsonl:9003: name: is taken")
    last = int(re.search("lines up to ([0-9]+) are imported", done.stderr)[1])
    assert 0 < last < 9003
    assert len(house.names()) == last - len(PLACES)


def test_it_goes_on_after_the_bad_line_was_mended(house):
    lines = [*PLACES, *people(5000), user("user7"), user("later")]
    done = house.load(jsonl(*lines))
    name = done.stderr.split("--name ")[1].split()[0]
    lines[5002] = user("another")
    assert house.loaded(jsonl(*lines), "--resume", "--name", name)["users"] == 5002
    assert sorted(house.names()) == sorted(record["name"] for record in lines[2:])


def test_it_goes_past_bad_lines_when_told_to(house):
    done = house.load(jsonl(user("one"), user("one"), user("two", email="x"), user("three")), "--skip-errors", "--json")
    assert done.returncode == 1
    assert [line.split(":", 1)[1] for line in done.stderr.splitlines()] == [
        "2: name: is taken", "3: email: is not of the form it must have"]
    assert json.loads(done.stdout)["refused"] == 2
    assert sorted(house.names()) == ["one", "three"]


def test_a_dry_run_says_what_would_be_refused_and_changes_nothing(house):
    content = jsonl(*PLACES, *people(3), user("USER1"), user("lost", primary_unit="/Nowhere"), user("fine"))
    done = house.load(content, "--dry-run")
    assert done.returncode == 1
    assert [line.split(":", 1)[1] for line in done.stderr.splitlines()] == [
        "6: name: is taken", "7: primary_unit: there is no such unit"]
    assert "4 users, 1 groups, 1 units" in done.stdout
    assert house.records() == []
    if house.server.database.kind == "sqlite":
        assert not [path for path in (house.server.folder / "data").iterdir() if "-try-" in path.name]
    assert house.load(jsonl(*PLACES, *people(3)), "--dry-run").returncode == 0


def test_a_dry_run_with_a_server_beside_it(world, server, tmp_path):
    here = House(server, tmp_path, "--instance", world.instance)
    done = here.load(jsonl(*[user(f"dry{number}") for number in range(2000)]), "--dry-run")
    assert done.returncode == 0, done.stderr
    world.developer.CreateUser(username="dry1", primaryOrganizationalUnitId="ou_root")


def test_a_killed_import_loses_and_doubles_nothing(house):
    path, kills, patience = house.file(jsonl(*PLACES, *people(10_000))), 0, 0.1
    while True:
        process = subprocess.Popen([BINARY, "import", path, "--resume", *house.server.options],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            _, problems = process.communicate(timeout=patience)
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills, patience = kills + 1, patience * 1.5
    assert process.returncode == 0, problems
    assert kills > 0
    names = house.names()
    assert len(names) == len(set(names)) == 10_000


def test_an_import_that_ended_is_not_begun_again(house):
    content = jsonl(*PLACES, *people(3))
    house.loaded(content, "--resume")
    assert house.loaded(content, "--resume")["users"] == 3
    assert len(house.names()) == 3
    assert "name: is taken" in house.load(content).stderr


def test_what_comes_from_a_pipe_can_be_resumed_by_name(house):
    lines = [*PLACES, *people(5000), user("user7"), user("last")]
    done = house.run("import", "-", "--name", "pipe", input=jsonl(*lines))
    assert done.returncode == 1
    lines[5002] = user("another")
    done = house.run("import", "-", "--name", "pipe", "--resume", "--json", input=jsonl(*lines))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["users"] == 5002


def test_a_file_that_moved_is_not_gone_on_with(house):
    lines = [user(f"u{number}") for number in range(5000)]
    house.load(jsonl(*lines, user("u1")), "--name", "it")
    done = house.load(jsonl(user("longer_than_before"), *lines), "--name", "it", "--resume")
    assert done.returncode == 1
    assert "is not as it was" in done.stderr


@pytest.mark.parametrize("content, problem", [
    ("{}", ":1: type: is not what it may be"),
    ("[1]", ":1: line: not an object"),
    ('{"type":"user"', ":1: line: unexpected end"),
    ('{"type":"user","name":"a","name":"b"}', ":1: line: duplicate key"),
    (jsonl(user("a", nickname="x")), ":1: nickname: is not known"),
    (jsonl(user("a", realm="x")), ":1: realm: is not known"),
    (jsonl(user("a b")), ":1: name: has characters that may not stand in it, or is not UTF-8"),
    (jsonl(user("a" * 257)), ":1: name: is too long or too short"),
    (jsonl(user("a", groups=["x"])), ":1: groups: there is no such group"),
    (jsonl(user("a", phone_number="13000000000")), ":1: phone_region: is missing"),
    (jsonl(user("a", password="weak")), ":1: password: is weaker than the instance's policy asks for"),
    (jsonl(user("a", password_hash="$1$salt$hash")), ":1: password_hash: is not of the form it must have"),
    (jsonl(user("a", custom_values={"size": "5"})), ":1: custom_values.size: there is no such custom field"),
    (jsonl({"type": "group", "name": "a", "id": "igroup_all"}), ":1: id: is not what it may be"),
    (jsonl({"type": "unit", "name": "a", "id": "ou_root"}), ":1: id: is taken"),
    ('{"type":"user","name":"a","display_name":"M\u00fcller"}'.encode("latin-1"), ":1: line: invalid UTF-8"),
    (jsonl(user("a")).encode("utf-16"), ":1: line: "),
    ('{"type":"user","name":"' + "x" * (10 * MILLION) + '"}\n', ":1: line: is too long or too short"),
    ('{"type":"user","name":"\\u0000"}', ":1: line: NUL in a string"),
    ('{"type":"user","\x1b[2J":1,"name":"a"}'.replace("\x1b", "\\u001b"), ":1: ?[2J: is not known"),
])
def test_a_bad_line_is_named_with_its_member(house, content, problem):
    done = house.load(content)
    assert done.returncode == 1
    assert problem in done.stderr
    assert "\x1b" not in done.stderr
    assert house.records() == []


def test_what_cannot_be_read_is_said(house):
    assert "cannot open" in house.run("import", "/nowhere/at/all").stderr
    assert house.run("import").returncode == 2
    assert house.run("import", "a", "--nonsense").returncode == 2
    assert house.load("").returncode == 0


def test_the_audit_says_that_it_began_and_ended(house):
    house.loaded(jsonl(*PLACES, *people(3)))
    house.export("--with-password-hashes")
    events = [json.loads(line) for line in house.server.run("audit", "--json").stdout.splitlines()]
    said = [(event["action"], event["target"]) for event in events]
    assert said[0] == ("Local:Export", "all users, with hashes of passwords")
    assert said[1] == ("Local:Import", "ended: 3 users, 1 groups, 1 units, 0 custom fields; 0 lines refused")
    assert said[2][1].startswith("begins: ")


# CSV


def test_csv_is_what_spreadsheets_write(house):
    house.loaded(jsonl(*PLACES, {"type": "custom_field", "name": "size", "display_name": "Size", "data_type": "string",
                                 "display_type": "input"}))
    content = ("\ufeffname,display_name,email,email_verified,primary_unit,groups,custom_values.size,description\r\n"
               'amina,"Amina, ""the first""",a@example.com,TRUE,/Sales,Readers; readers,5,"two\nlines"\r\n'
               "\r\n"
               "boris,=cmd|' /C calc'!A0,,,,,,\r\n"
               "chen,Łukasz 陈,,,,,,")
    assert house.loaded(content, name="people.csv")["users"] == 3
    found = {record["name"]: record for record in house.records() if record["type"] == "user"}
    assert found["amina"]["display_name"] == 'Amina, "the first"'
    assert found["amina"]["description"] == "two\nlines"
    assert len(found["amina"]["groups"]) == 1
    assert found["amina"]["custom_values"] == {"size": "5"}
    assert found["boris"]["display_name"] == "=cmd|' /C calc'!A0"
    assert found["boris"]["primary_unit"] == "ou_root"
    assert found["chen"]["display_name"] == "Łukasz 陈"


@pytest.mark.parametrize("content, problem", [
    ("", ":1: there is no header"),
    ("name,mail\na,b\n", ":1: column 'mail' is not known, or comes twice"),
    ("name,name\na,b\n", ":1: column 'name' is not known, or comes twice"),
    ("name;email\na;b\n", ":1: column 'name;email' is not known, or comes twice"),
    ("name,email\na\n", ":2: line: fewer cells than the header has"),
    ("name,email\na,,\n", ":2: line: more cells than the header has"),
    ('name,email\n"a,\n', ":2: line: a quote stands where none may, or is not closed"),
    ('name,email\na"b,\n', ":2: line: a quote stands where none may, or is not closed"),
    ("email\na@example.com\n", ":2: name: is missing"),
    ("name,display_name\na,M\u00fcller\n".encode("latin-1"), ":2: display_name: has characters"),
    ("name\na\n".encode("utf-16"), ":1: the header is not UTF-8"),
    ('name\n"' + "x\n" * MILLION, ":2: line: is too long or too short"),
])
def test_bad_csv_is_refused(house, content, problem):
    done = house.load(content, name="people.csv")
    assert done.returncode == 1
    assert problem in done.stderr.splitlines()[0]
    assert house.records() == []


def test_exported_csv_is_no_formula(house):
    house.loaded(jsonl(user("a", display_name="=cmd()"), user("b", display_name="+1"), user("c", display_name="@x"),
                       user("d", display_name="-1"), user("e", display_name='=1,"2"'), user("f", display_name="fine=1")))
    rows = list(csv.DictReader(io.StringIO(house.export("--csv"), newline="")))
    assert sorted(row["display_name"] for row in rows) == ["'+1", "'-1", '\'=1,"2"', "'=cmd()", "'@x", "fine=1"]
    assert not any("password" in column for column in rows[0])


# Export


def everything():
    """A population with something of everything."""
    values = [{"value": "s", "display_name": "Small"}, {"value": "m", "display_name": "Middle", "status": "disabled"}]
    return [
        {"type": "custom_field", "name": "size", "display_name": "Size", "data_type": "string", "display_type": "select",
         "items": values},
        {"type": "custom_field", "name": "secret", "display_name": "Secret", "data_type": "string", "display_type": "input",
         "encrypted": True, "single": True, "description": "of one alone"},
        {"type": "custom_field", "name": "gone", "display_name": "Gone", "data_type": "number", "display_type": "input",
         "status": "disabled"},
        *[{"type": "unit", "name": f"u{number}", "external_id": f"u{number}", "description": "a\tb",
           **({"parent": f"u{number // 3}"} if number > 2 else {})} for number in range(40)],
        {"type": "unit", "name": "from elsewhere", "source_type": "ldap", "source_id": "ldap_1", "external_id": "u1"},
        *[{"type": "group", "name": f"G {number}", "external_id": f"g{number}"} for number in range(5)],
        *[user(f"user{number}", display_name=f"Nº {number}", email=f"U{number}@Example.com", email_verified=number % 2 == 0,
               phone_region="86", phone_number=str(13000000000 + number), primary_unit=f"u{number % 40}",
               units=[f"u{number % 7}", "/"], groups=[f"g {number % 5}", f"G {number % 3}"], created=1000 + number,
               custom_values={"size": "s", "secret": str(number)},
               password_hash="$6$rounds=5000$salt$" + "x" * 86, password_created=5000 + number,
               status="disabled" if number % 10 == 0 else "enabled") for number in range(700)],
        user("federated", source_type="scim", source_id="scim_1", external_id="x", provision="scim",
             expires=4_000_000_000_000, password="Sufficient-1", preferred_language="de"),
    ]


def test_an_export_imported_gives_the_same_export(houses):
    first, second = houses
    first.loaded(jsonl(*everything()))
    exported = first.export("--with-password-hashes")
    assert len(exported.splitlines()) == len(everything())
    assert second.loaded(exported)["refused"] == 0
    assert second.export("--with-password-hashes") == exported
    plain = first.export()
    assert second.export() == plain and "$6$" not in plain and "argon2" not in plain


def test_exported_csv_can_be_imported(houses):
    first, second = houses
    first.loaded(jsonl(*everything()))
    exported = first.export("--csv")
    places = [line for line in first.export().splitlines(keepends=True) if '{"type":"user"' not in line]
    second.loaded("".join(places))
    assert second.loaded(exported.encode(), name="people.csv")["users"] == 701
    assert second.export("--csv") == exported


def test_counts_are_right_after_an_import(world, tmp_path):
    from harness.world import World
    other = World(world.server, world.endpoint)
    here = House(world.server, tmp_path, "--instance", other.instance)
    here.loaded(jsonl(*PLACES, *people(30)))
    assert other.eiam.ListUsers(PageNumber=1, PageSize=10)["TotalCount"] == 30
    unit = other.eiam.ListOrganizationalUnits(PageNumber=1, PageSize=10, ParentId="ou_root")
    assert unit["TotalCount"] == 1
    sales = unit["OrganizationalUnits"][0]["OrganizationalUnitId"]
    assert other.eiam.ListUsers(PageNumber=1, PageSize=10, OrganizationalUnitId=sales)["TotalCount"] == 30
    group = other.eiam.ListGroups(PageNumber=1, PageSize=10)["Groups"][0]["GroupId"]
    assert other.eiam.ListUsersForGroup(GroupId=group, PageNumber=1, PageSize=10)["TotalCount"] == 30


def test_an_export_never_has_client_secrets(world, tmp_path):
    here = House(world.server, tmp_path, "--instance", world.instance)
    exported = here.export("--with-password-hashes")
    assert world.main.secret not in exported and world.main.id not in exported


def test_an_exported_file_is_for_its_owner_alone(house, tmp_path):
    house.loaded(jsonl(user("a")))
    path = tmp_path / "export.jsonl"
    assert house.run("export", str(path)).stdout == f"1 row is in '{path}'.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    done = house.run("export", str(path))
    assert done.returncode == 1 and "cannot make" in done.stderr


def test_an_export_as_csv_counts_the_users_in_it(house, tmp_path):
    house.loaded(jsonl(*PLACES, *people(3)))
    path = tmp_path / "people.csv"
    assert house.run("export", "--csv", str(path)).stdout == f"3 users are in '{path}'.\n"


def test_an_export_that_cannot_be_written_fails(house):
    house.loaded(jsonl(user("a")))
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "export", *house.server.options], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "cannot write" in done.stderr


def test_a_stopped_import_ends_at_the_signal(house):
    """What waits for input is ended like any other command, also when the tests run where nobody can press Ctrl-C."""
    process = subprocess.Popen([BINARY, "import", "-", *house.server.options], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == -signal.SIGINT


def test_an_import_that_stops_does_not_wait_for_more_input(house):
    process = subprocess.Popen([BINARY, "import", "-", *house.server.options], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    process.stdin.write(jsonl(user("twice"), user("twice"), *(user(f"u{number}") for number in range(8000))))
    process.stdin.flush()
    assert process.wait(timeout=60) == 1
    assert "name: is taken" in process.stderr.read()
    process.stdin.close()
