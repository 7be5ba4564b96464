"""What a server has stored, read past it: no call of ours can then hide a change."""
import contextlib
import sqlite3
import subprocess

TABLES = ("audit_event", "users", "unit", "unit_member", "user_group", "group_member", "application",
          "application_item", "application_account", "client_secret", "access_key", "instance", "custom_field",
          "custom_value", "password", "notification")
REALM_TABLES = ("users", "user_tag", "unit", "unit_member", "user_group", "group_member", "application",
                "application_item", "application_account", "client_secret", "password", "custom_field",
                "custom_field_item", "custom_value", "policy", "notification", "tally")


def rows(server, *statements):
    """The rows of all statements, as tuples of text."""
    if server.database.kind == "postgres":
        commands = [part for statement in statements for part in ("-c", statement)]
        done = subprocess.run(["psql", "-qXAt", "-F\t", server.database.url, *commands], check=True,
                              capture_output=True, text=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    file = server.folder / "data" / "muster.db"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return [tuple("" if value is None else str(value) for value in row) for statement in statements
                for row in connection.execute(statement)]


def counts(server):
    """How many rows each table has."""
    union = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES)
    return {table: int(count) for table, count in rows(server, union)}


def dump(server, realm):
    """Everything that a realm has, as it is stored."""
    return sorted(rows(server, *(f"select '{table}', * from {table} where realm = '{realm}'"
                                 for table in REALM_TABLES)))
