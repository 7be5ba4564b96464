"""A company that is too big to be deleted at once, and what the server has stored of it."""
import json

from harness import state

PEOPLE, UNITS = 3000, 20  # some sixty steps


def company(server):
    """A unit with units and people below it, all in one group; imported, and so not each in the audit."""
    lines = [{"type": "unit", "name": "north"}, {"type": "group", "name": "everybody"}]
    lines += [{"type": "unit", "name": f"unit{number}", "parent": "/north"} for number in range(UNITS)]
    lines += [{"type": "user", "name": f"user{number}", "primary_unit": f"/north/unit{number % UNITS}", "groups": ["everybody"]}
              for number in range(PEOPLE)]
    file = server.folder / "company.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    server.run("import", str(file))


def the_id(server, table, name):
    return state.rows(server, f"select id from {table} where name = '{name}'")[0][0]


def marks(server):
    return int(state.rows(server, "select count(*) from removal")[0][0])


def inconsistencies(server):
    """But those who were imported, of whom the audit does not name each."""
    found = state.inconsistencies(server)
    found.pop("a user that nobody made", None)
    return found
