"""A database with something of everything in it, and what the server answered about it: taken from one version, to be read
by all later ones. Python's JSON, compressed; the same for both stores."""
import contextlib
import gzip
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

from harness import clients
from harness.server import ROOT, Database, Server
from harness.world import World

sys.path.append(str(ROOT / "tools"))
from sql.schema import read_schema  # noqa: E402

FOLDER = Path(__file__).parent
SCRIPTS = read_schema(sorted((ROOT / "schema").glob("*.sql")))


class Doors:
    """The APIs, as who `secrets` says."""

    def __init__(self, server, secrets):
        endpoint, key = f"localhost:{server.port}", (secrets["access_key_id"], secrets["access_key_secret"])
        instance, application = secrets["instance"], secrets["application"]
        self.eiam, self.ims = clients.eiam(endpoint, key, instance), clients.ims(endpoint, key)
        token = clients.developer(endpoint, instance, application).GenerateToken(
            grant_type="client_credentials", client_id=application, client_secret=secrets["client_secret"])
        self.developer = clients.developer(endpoint, instance, application, token["access_token"])

    def read(self, door, operation, arguments):
        return getattr(getattr(self, door), operation)(**arguments)


def populate(world):
    """Makes something of everything; returns the reads that show all of it: (door, operation, arguments)."""
    eiam, ims, developer = world.eiam, world.ims, world.developer
    field = eiam.CreateCustomField(EntityType="user", FieldName="colour", FieldDisplayName="Colour", FieldDataType="string",
                                   FieldDisplayType="input", Encrypted=True)["FieldId"]
    unit = eiam.CreateOrganizationalUnit(OrganizationalUnitName="north", ParentId="ou_root")["OrganizationalUnitId"]
    inner = eiam.CreateOrganizationalUnit(OrganizationalUnitName="inner", ParentId=unit)["OrganizationalUnitId"]
    group = eiam.CreateGroup(GroupName="painters", Description="of the north")["GroupId"]
    amina = eiam.CreateUser(
        Username="amina", DisplayName="Amina \u00d8", Email="amina@example.com", EmailVerified=True, PhoneRegion="86",
        PhoneNumber="13800000000", PhoneNumberVerified=True, Password="Sample-Pass.1234", PrimaryOrganizationalUnitId=unit,
        OrganizationalUnitIds=[inner], CustomFields=[{"FieldName": "colour", "FieldValue": "red"}])["UserId"]
    badr = developer.CreateUser(username="badr", userExternalId="hr-7", description="second",
                                primaryOrganizationalUnitId=inner)["userId"]
    eiam.DisableUser(UserId=badr)
    eiam.AddUsersToGroup(GroupId=group, UserIds=[amina, badr])
    account = {"ApplicationId": world.main.id, "UserId": amina}
    eiam.AddApplicationAccountToUser(**account, ApplicationUsername="amina-there")
    eiam.SetPasswordHistoryConfiguration(PasswordHistoryStatus="enabled", PasswordHistoryMaxRetention=3)
    name = f"first@{world.account}.onaliyun.com"
    ims.CreateUser(UserPrincipalName=name, DisplayName="First")
    ims.CreateAccessKey(UserPrincipalName=name)
    secret = eiam.ListApplicationClientSecrets(ApplicationId=world.main.id)["ApplicationClientSecrets"][0]["SecretId"]
    return [
        ("eiam", "GetInstance", {}), ("eiam", "ListUsers", {}), ("eiam", "GetUser", {"UserId": amina}),
        ("eiam", "GetCustomField", {"FieldId": field}), ("eiam", "GetOrganizationalUnit", {"OrganizationalUnitId": unit}),
        ("eiam", "ListOrganizationalUnitParents", {"OrganizationalUnitId": inner}),
        ("eiam", "ListGroups", {}), ("eiam", "ListUsersForGroup", {"GroupId": group}),
        ("eiam", "GetApplication", {"ApplicationId": world.main.id}),
        ("eiam", "GetApplicationGrantScope", {"ApplicationId": world.main.id}),
        ("eiam", "ListApplicationAccountsForUser", account),
        ("eiam", "ObtainApplicationClientSecret", {"ApplicationId": world.main.id, "SecretId": secret}),
        ("eiam", "GetPasswordHistoryConfiguration", {}),
        ("ims", "GetUser", {"UserPrincipalName": name}), ("ims", "ListAccessKeys", {"UserPrincipalName": name}),
        ("developer", "GetUser", {"userId": amina}), ("developer", "ListGroupsForUser", {"userId": badr}),
        ("developer", "GetUserIdByUserExternalId", {"userExternalId": "hr-7", "userSourceType": "build_in",
                                                    "userSourceId": world.instance}),
    ]


def tables_of(file):
    """{table: {"columns": names, "rows": rows}}; bytes as {"hex": digits}."""
    def plain(value):
        return {"hex": value.hex()} if isinstance(value, bytes) else value
    with contextlib.closing(sqlite3.connect(file)) as connection:
        names = [name for name, in connection.execute("select name from sqlite_schema where type = 'table' order by name")]
        made = {}
        for name in names:
            rows = connection.execute(f"select * from {name}")
            columns = [column[0] for column in rows.description]
            made[name] = {"columns": columns, "rows": [[plain(value) for value in row] for row in rows]}
    return made


def take():
    server = Server(database=Database("sqlite")).init().start()
    try:
        world = World(server, f"localhost:{server.port}")
        secrets = {**server.secrets, "instance": world.instance, "application": world.main.id,
                   "client_secret": world.main.secret}
        reads = populate(world)
        doors = Doors(server, secrets)
        answers = [[*read, doors.read(*read)] for read in reads]
        server.stop()
        return Snapshot({"schema": len(SCRIPTS), "secrets": secrets, "reads": answers,
                         "master_key": (server.folder / "data" / "master.key").read_text(),
                         "tables": tables_of(server.folder / "data" / "muster.db")})
    finally:
        server.remove()


def literal(value, kind):
    if value is None:
        return "null"
    if isinstance(value, dict):
        return f"'\\x{value['hex']}'" if kind == "postgres" else f"x'{value['hex']}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


class Snapshot:
    def __init__(self, content):
        self.content = content
        self.schema, self.secrets, self.reads = content["schema"], content["secrets"], content["reads"]

    @staticmethod
    def read(file):
        return Snapshot(json.loads(gzip.decompress(file.read_bytes())))

    def write(self):
        file = FOLDER / f"{self.schema:03}.json.gz"
        file.write_bytes(gzip.compress(json.dumps(self.content).encode(), mtime=0))
        return file

    def statements(self, kind):
        """The database as it was, as SQL for one store."""
        made = ["begin;"]
        if kind == "postgres":
            made.append("set session_replication_role = replica;")  # rows come in any order
        made.append("create table migration (number bigint not null primary key, name text not null, applied bigint not "
                    "null);")
        made += [script.sql(kind) for script in SCRIPTS[:self.schema]]
        for name, table in self.content["tables"].items():
            columns = ", ".join(table["columns"])
            made += [f"insert into {name} ({columns}) values ({', '.join(literal(value, kind) for value in row)});"
                     for row in table["rows"]]
        return "\n".join([*made, "commit;"])

    def load(self, server):
        """Gives a server that was neither made nor started this database."""
        data, database = server.folder / "data", server.database
        data.mkdir(mode=0o700)
        key = data / "master.key"
        key.touch(mode=0o600)
        key.write_text(self.content["master_key"])
        if database.kind == "postgres":
            subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", database.url], input=self.statements("postgres"),
                           text=True, check=True, capture_output=True)
            return
        with contextlib.closing(sqlite3.connect(data / "muster.db", isolation_level=None)) as connection:
            connection.executescript(self.statements("sqlite"))


def schema_of(server):
    """Tables and indexes as the database describes them, to be compared."""
    if server.database.kind == "postgres":
        dump = subprocess.run(["pg_dump", "--schema-only", server.database.url], check=True, capture_output=True, text=True)
        return re.sub(r"(?m)^(?:--.*|\\.*)?\n", "", dump.stdout)
    with contextlib.closing(sqlite3.connect(server.folder / "data" / "muster.db")) as connection:
        return {name: " ".join(sql.split()) for name, sql in
                connection.execute("select name, sql from sqlite_schema where sql is not null")}
