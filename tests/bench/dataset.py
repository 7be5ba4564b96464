#!/usr/bin/env python3
"""The big data set in a store: an instance with a million users (crowd.py), 1,000 instances, 5,000 applications, RAM
users with tags, and ten million rows of audit.

People come by `muster import`, what else there is by calls. The rows of audit are written by SQL: no operation makes so
many in a time worth waiting for. What was made is kept in MUSTER_BENCH_CACHE (/var/tmp/muster-bench) and copied for each
use; it is made anew when the schema or these files change.
"""
import argparse
import concurrent.futures
import contextlib
import dataclasses
import hashlib
import importlib.machinery
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import crowd  # noqa: E402
from harness import doors, wire  # noqa: E402
from harness.server import BINARY, ROOT, Database, Server  # noqa: E402
from harness.until import until  # noqa: E402

postgres = importlib.machinery.SourceFileLoader("postgres", str(ROOT / "tools" / "postgres.py")).load_module()
CACHE = pathlib.Path(os.environ.get("MUSTER_BENCH_CACHE", "/var/tmp/muster-bench"))
EIAM, IMS = "2021-12-01", "2019-08-15"
CALLERS = 16  # at once, so that they share commits
AUDIT_STEP = 500_000
# Of PostgreSQL: always, while the data are used, while they are made.
SETTINGS = ["shared_buffers=1GB", "max_wal_size=8GB"]
USED = ["shared_preload_libraries=pg_stat_statements"]
MADE = ["maintenance_work_mem=512MB"]
GRANTS = ["urn:alibaba:idaas:scope:user:read_all", "urn:alibaba:idaas:scope:user:manage_all",
          "urn:alibaba:idaas:scope:organizational_unit:read_all",
          "urn:alibaba:idaas:scope:organizational_unit:manage_all"]


class Caller:
    """Signed calls over a connection of each thread's own."""

    def __init__(self, server):
        self.server, self.local, self.connections = server, threading.local(), []
        self.key = (server.secrets["access_key_id"], server.secrets["access_key_secret"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()

    def _signed(self, version, **always):
        if not hasattr(self.local, "connection"):
            self.local.connection = wire.Connection(self.server.port, 600)
            self.connections.append(self.local.connection)
        return doors.Signed(self.local.connection, self.key, version, **always)

    @property
    def eiam(self):
        return self._signed(EIAM, InstanceId=self.server.secrets["instance"])

    @property
    def account(self):
        return self._signed(EIAM)

    @property
    def ims(self):
        return self._signed(IMS)


def each(count, call):
    """What `call(number)` gives, for many numbers at once."""
    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(call, range(count)))


# What calls make


def application(caller, number, **more):
    return caller.eiam.CreateApplication(
        ApplicationName=f"app {crowd.FIRST[number % 26]} {number:04}",
        ApplicationSourceType="urn:alibaba:idaas:app:source:standard", ApplicationTemplateId=f"template-{number % 50}",
        SsoType=("oidc", "saml2", "oauth2/m2m")[number % 3], **more)["ApplicationId"]


def client(caller, number, units, groups=()):
    """An application whose scope is only this: its id and secret."""
    made = application(caller, number)
    secret = caller.eiam.CreateApplicationClientSecret(ApplicationId=made)["ApplicationClientSecret"]["ClientSecret"]
    caller.eiam.EnableApplicationApiInvoke(ApplicationId=made)
    caller.eiam.SetApplicationGrantScope(ApplicationId=made, GrantScopes=GRANTS)
    caller.eiam.SetApplicationProvisioningScope(ApplicationId=made, OrganizationalUnitIds=list(units),
                                                GroupIds=list(groups))
    return [made, secret]


def ram_user(caller, number):
    principal = f"ram{number:05}@{caller.server.secrets['account']}.onaliyun.com"
    tags = [{"Key": "team", "Value": f"t{number % 20}"}, {"Key": "cost", "Value": f"c{number}"}]
    caller.ims.CreateUser(UserPrincipalName=principal, DisplayName=f"RAM {number}", Tag=tags)
    return principal


def account(caller, made, number):
    caller.eiam.AddApplicationAccountToUser(ApplicationId=made, UserId=crowd.user(number),
                                            ApplicationUsername=crowd.name(number))


def call_all(caller, sizes, tell):
    """Makes what calls make; returns what cannot be named otherwise."""
    tell(f"{sizes.applications} applications")
    applications = each(sizes.applications, lambda number: application(caller, number))
    tell(f"{sizes.accounts} application accounts")
    each(sizes.accounts, lambda number: account(caller, applications[0], number))
    tell(f"{sizes.ram_users} RAM users")
    principals = each(sizes.ram_users, lambda number: ram_user(caller, number))
    caller.ims.CreateAccessKey(UserPrincipalName=principals[0])
    tell(f"{sizes.instances} instances")
    instances = each(sizes.instances - 1, lambda number: caller.account.CreateInstance(Description=f"number {number}"))
    return {"applications": applications[:100], "principal": principals[0],
            "instances": [instance["InstanceId"] for instance in instances[:100]],
            "narrow": client(caller, sizes.applications, [crowd.department(0)], [crowd.group(1)]),
            "broad": client(caller, sizes.applications + 1, [crowd.BIG], [crowd.group(0)])}


# The audit

AUDIT = """
insert into audit_event (id, time, realm, account, actor_kind, actor, credential, action, target_kind, target, source,
  outcome, request_id)
select identifier('event', n), 1700000000000 + n * 3000, '{instance}', '{account}', 2, '{application}', '{application}',
  'Eiam-developerapi:UpdateUser', 'user', identifier('user', n * 7919 % {users}), '192.0.2.7', 'Success', 'R-' || n
from series
"""
SERIES = {"sqlite": "with recursive series(n) as (select {first} union all select n + 1 from series where n < {last})",
          "postgres": "with series(n) as (select generate_series({first}::bigint, {last}::bigint))"}
POSTGRES_IDENTIFIER = """
create function identifier(kind text, number bigint) returns text language sql immutable as
$$ select kind || '_' || translate(lpad(number::text, 26, '0'), '0123456789', '234567abcd') $$
"""


def audit_statements(server, sizes):
    """The rows, in steps."""
    kind = server.database.kind
    values = {name: server.secrets[name] for name in ("instance", "account", "application")}
    for first in range(0, sizes.audit_rows, AUDIT_STEP):
        last = min(first + AUDIT_STEP, sizes.audit_rows) - 1
        series = SERIES[kind].format(first=first, last=last)
        text = AUDIT.format(users=sizes.users, **values)
        yield text.replace("\nselect", f"\n{series}\nselect", 1)


def write_audit_sqlite(server, sizes):
    """Its indexes are made at the end: that is much faster than row by row."""
    with contextlib.closing(sqlite3.connect(server.folder / "data" / "muster.db", isolation_level=None)) as connection:
        connection.create_function("identifier", 2, crowd.identifier, deterministic=True)
        connection.executescript("pragma synchronous = off; pragma cache_size = -400000")
        indexes = connection.execute("select name, sql from sqlite_master where type = 'index' and sql is not null"
                                     " and tbl_name = 'audit_event'").fetchall()
        for name, _ in indexes:
            connection.execute(f"drop index {name}")
        for statement in audit_statements(server, sizes):
            connection.execute(statement)
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("pragma wal_checkpoint(truncate)")


def psql(server, *statements):
    commands = [part for statement in statements for part in ("-c", statement)]
    done = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", server.database.url, *commands], check=True,
                          capture_output=True, text=True)
    return done.stdout.splitlines()


def write_audit_postgres(server, sizes):
    indexes = psql(server, "select indexname || ' ' || indexdef from pg_indexes where tablename = 'audit_event'"
                   " and indexname <> 'audit_event_pkey'")
    psql(server, POSTGRES_IDENTIFIER, *(f"drop index {index.split(' ')[0]}" for index in indexes),
         *audit_statements(server, sizes), *(index.split(" ", 1)[1] for index in indexes),
         "drop function identifier", "vacuum analyze", "checkpoint")


# Making, keeping, using


class Place:
    """Where a data set is: data/ (the server's folder), postgres/ (of a cluster of its own), facts.json."""

    def __init__(self, store, folder):
        self.store, self.folder, self.cluster = store, pathlib.Path(folder), None

    def database(self, durable, name=None):
        if self.store == "sqlite":
            return Database("sqlite")
        self.cluster = postgres.Cluster(durable, self.folder / "postgres", SETTINGS + (USED if durable else MADE))
        self.cluster.start()
        return Database("postgres", self.cluster.connection, name)

    def stop(self):
        if self.cluster:
            self.cluster.stop("fast")


def start(server):
    """Its log goes to a file by itself: a thread of ours that reads it would be in what is measured."""
    log = server.folder / "log"
    with open(log, "wb") as file:
        server.process = subprocess.Popen([BINARY, "serve", *server.options, "--set", "server.listen=127.0.0.1:0"],
                                          stderr=file)
    until(lambda: b'"listening"' in log.read_bytes() or server.process.poll() is not None, 120)
    told = [line for line in log.read_text().splitlines() if '"listening"' in line]
    if not told:
        raise SystemExit(f"the server did not start: {log.read_text()}")
    server.port = json.loads(told[0])["port"]
    return server


def fill(server, sizes, folder, tell):
    tell(f"import of {sizes.users} users")
    file = folder / "people.jsonl"
    crowd.People(sizes).write(file)
    server.run("import", str(file), "--name", "people")
    file.unlink()
    start(server)
    with Caller(server) as caller:
        facts = call_all(caller, sizes, tell)
    server.stop()
    tell(f"{sizes.audit_rows} rows of audit")
    (write_audit_sqlite if server.database.kind == "sqlite" else write_audit_postgres)(server, sizes)
    return {**facts, "secrets": server.secrets, "sizes": dataclasses.asdict(sizes),
            "database": server.database.name}


def write_private(path, text):
    path.touch(0o600)
    path.write_text(text)


def make(store, scale, folder, tell):
    place = Place(store, folder)
    server = Server(database=place.database(durable=False))
    try:
        facts = fill(server.init(), crowd.Sizes.scaled(scale), folder, tell)
        write_private(folder / "facts.json", json.dumps(facts))
        shutil.move(server.folder / "data", folder / "data")
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
        place.stop()


def kept(store, scale, tell):
    """The folder of the data set, which is made when it is not there."""
    digest = hashlib.sha256()
    for file in (*sorted((ROOT / "schema").glob("*.sql")), pathlib.Path(crowd.__file__), pathlib.Path(__file__)):
        digest.update(file.read_bytes())
    folder = CACHE / f"size-{store}-{scale:g}-{digest.hexdigest()[:12]}"
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        half = pathlib.Path(tempfile.mkdtemp(prefix="half-", dir=CACHE))
        half.chmod(0o755)  # PostgreSQL runs as another user than root
        try:
            make(store, scale, half, tell)
            half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return folder


def copy(source, to):
    """What follows does not wait for the disk on its account."""
    subprocess.run(["cp", "-a", "--reflink=auto", source, to], check=True)
    os.sync()


@contextlib.contextmanager
def running(store, scale, tell, *settings):
    """A server on a copy of the data set, and the facts about it."""
    source = kept(store, scale, tell)
    facts = json.loads((source / "facts.json").read_text())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="use-", dir=CACHE))
    folder.chmod(0o755)
    place = Place(store, folder)
    server = None
    try:
        tell("a copy of the data set")
        copy(source, folder / "copy")
        place.folder = folder / "copy"
        # Measuring takes longer than tokens live.
        server = Server(("token.seconds=86400", "token.tenant_seconds=86400", *settings),
                        place.database(durable=True, name=facts["database"]))
        shutil.move(folder / "copy" / "data", server.folder / "data")
        server.secrets = facts["secrets"]
        yield start(server), facts
    finally:
        if server:
            server.stop()
            shutil.rmtree(server.folder, ignore_errors=True)
        place.stop()
        shutil.rmtree(folder, ignore_errors=True)


def teller():
    began = time.monotonic()
    return lambda text: print(f"{time.monotonic() - began:7.1f} s  {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--scale", type=float, default=1.0, help="0.001 for a try")
    options = parser.parse_args()
    print(kept(options.store, options.scale, teller()))


if __name__ == "__main__":
    main()
