"""What a server has stored, read past it: no call of ours can then hide a change."""
import contextlib
import json
import sqlite3
import subprocess
import sys

TABLES = ("audit_event", "users", "unit", "unit_member", "user_group", "group_member", "application",
          "application_item", "application_account", "client_secret", "access_key", "instance", "custom_field",
          "custom_value", "password", "notification")
REALM_TABLES = ("users", "user_tag", "unit", "unit_member", "user_group", "group_member", "application",
                "application_item", "application_account", "client_secret", "password", "custom_field",
                "custom_field_item", "custom_value", "policy", "notification", "span")


def rows(server, *statements):
    """The rows of all statements, as tuples of text."""
    if server.database.kind == "postgres":
        commands = [part for statement in statements for part in ("-c", statement)]
        done = subprocess.run(["psql", "-qXAt", "-F\t", server.database.url, *commands], check=True,
                              capture_output=True, text=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
    file = server.folder / "data" / "muster.db"
    if server.prefix:
        done = subprocess.run([*server.prefix, sys.executable, __file__, str(file), *statements], check=True,
                              capture_output=True, text=True)
        return [tuple(row) for row in json.loads(done.stdout)]
    return rows_of_file(file, statements)


def rows_of_file(file, statements):
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return [tuple("" if value is None else str(value) for value in row) for statement in statements
                for row in connection.execute(statement)]


def listed(table, name, key, disabled="0", rows="true"):
    return f"select realm, {name} as list, {key} as key, {disabled} as disabled from {table} where {rows}"


CHILDREN = """(select unit.* from unit join unit as above on above.realm = unit.realm and above.id = unit.parent
  and above.emptied = unit.parent_emptied) as children"""
PAIR = "'\x01'"  # between a name and the id of whose it is
LISTED = " union all ".join((  # the lists that are counted in spans, and their keys
    listed("users", "'users'", "id", "case when status = 2 then 1 else 0 end"),
    listed("users", "'user_names'", "name_key"),
    listed("users", "'display_names'", f"display_name_key || {PAIR} || id", rows="display_name_key is not null"),
    listed("unit_member", "'unit_users:' || unit", "user_id"),
    listed("group_member", "'group_users:' || group_id", "user_id"),
    listed("(select distinct realm, user_id from group_member) as grouped", "'grouped_users'", "user_id"),
    listed("unit", "'units'", "id"),
    listed("unit", "'unit_names'", f"name_key || {PAIR} || id"),
    listed(CHILDREN, "'children:' || parent", "id"),
    listed(CHILDREN, "'child_names:' || parent", "name_key"),
    listed("user_group", "'groups'", "id"),
    listed("user_group", "'group_names'", "name_key"),
    listed("application", "'applications'", "id"),
    listed("application_account", "'accounts:' || application", "name_key")))
THERE = f"""select realm, list, first, count(*) as amount, sum(disabled) as disabled from (
    select realm, list, disabled, coalesce((select max(first) from span where span.realm = keys.realm
      and span.list = keys.list and span.first <= keys.key), '') as first from ({LISTED}) as keys) as placed
  group by realm, list, first"""
KEPT = """select realm, list, first, sum(amount) as amount, sum(disabled) as disabled from span
  group by realm, list, first having sum(amount) <> 0 or sum(disabled) <> 0"""

# What must never be found, as statements that find it.
INCONSISTENT = {
    "a count that is not what it counts":
        f"select * from ({KEPT}) as kept except select * from ({THERE}) as rows_there",
    "rows that no count counts":
        f"select * from ({THERE}) as rows_there except select * from ({KEPT}) as kept",
    "a user of an instance without its one primary unit":
        """select users.realm, users.id from users left join unit_member on unit_member.realm = users.realm
             and unit_member.user_id = users.id and unit_member.main = 1
           where users.realm like 'idaas%' group by users.realm, users.id, users.primary_unit
           having count(unit_member.unit) <> 1 or max(unit_member.unit) <> users.primary_unit""",
    "a member that is no user": """select realm, user_id from group_member union select realm, user_id from unit_member
        union select realm, user_id from password except select realm, id from users""",
    "a member of a group that is none":
        "select realm, group_id from group_member except select realm, id from user_group",
    "a unit or member of a unit that is none": """select realm, parent from unit where parent is not null
        union select realm, unit from unit_member except select realm, id from unit""",
    "a unit that is not as high as what is below it": """select unit.realm, unit.id from unit
        left join unit as below on below.realm = unit.realm and below.parent = unit.id and below.parent_emptied = unit.emptied
        group by unit.realm, unit.id, unit.height having unit.height <> 1 + coalesce(max(below.height), 0)""",
    "a user that nobody made": """select realm, id from users
        except select realm, target from audit_event where action like '%:CreateUser'""",
}


def inconsistencies(server):
    """What of that is stored, by its name; several statements may look at different moments."""
    found = {name: rows(server, statement) for name, statement in INCONSISTENT.items()}
    return {name: those for name, those in found.items() if those}


def counts(server):
    """How many rows each table has."""
    union = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES)
    return {table: int(count) for table, count in rows(server, union)}


def dump(server, realm):
    """Everything that a realm has, as it is stored."""
    return sorted(rows(server, *(f"select '{table}', * from {table} where realm = '{realm}'"
                                 for table in REALM_TABLES)))


if __name__ == "__main__":  # for a server that sees other files than we do
    print(json.dumps(rows_of_file(sys.argv[1], sys.argv[2:])))
