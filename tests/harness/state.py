"""What a server has stored, read past it: no call of ours can then hide a change."""
import sqlite3
import subprocess

TABLES = ("audit_event", "users", "unit", "unit_member", "user_group", "group_member", "application",
          "application_item", "application_account", "client_secret", "access_key", "instance", "custom_field",
          "custom_value", "password", "notification")
REALM_TABLES = ("users", "user_tag", "unit", "unit_member", "user_group", "group_member", "application",
                "application_item", "application_account", "client_secret", "password", "custom_field",
                "custom_field_item", "custom_value", "policy", "notification", "tally")


def rows(server, statement):
    """The rows of a statement, as tuples of text."""
    if server.database.kind == "postgres":
        done = subprocess.run(["psql", "-qXAt", "-F\t", server.database.url, "-c", statement], check=True,
                              capture_output=True, text=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    file = server.folder / "data" / "muster.db"
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return [tuple("" if value is None else str(value) for value in row) for row in connection.execute(statement)]
    finally:
        connection.close()


def counts(server):
    """How many rows each table has."""
    union = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES)
    return {table: int(count) for table, count in rows(server, union)}


def dump(server, realm):
    """Everything that a realm has, as it is stored."""
    return {table: sorted(rows(server, f"select * from {table} where realm = '{realm}'")) for table in REALM_TABLES}
