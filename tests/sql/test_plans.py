"""How SQLite goes about our statements. It has no figures about the tables and takes a realm for ten rows: where an index
holds all that is asked for it may go through the whole realm by it, past the index that is meant."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from contract.core import read_core  # noqa: E402
from sql.check import empty_database  # noqa: E402
from sql.schema import read_schema  # noqa: E402
from sql.statements import read_statements  # noqa: E402

# By the realm alone, or by all that is there of something ("is not null").
WIDE = re.compile(r"SEARCH \w+ .*\((?:realm|account)=\?(?: AND \w+>\?)?\)")
# What goes through all of a realm, and why it may.
ALLOWED = {
    "one row for each realm": {"password_newest", "passwords_of_users", "policy_by_realm", "policy_update",
                               "instance_delete_policy"},
    "any one will do": {"instance_any_user", "instance_any_application", "removal_groups", "removal_root", "removal_spans",
                         "users_from_elsewhere"},
    "all of a realm that is nearly empty": {"instance_delete_applications", "instance_delete_items",
                                            "instance_delete_fields", "instance_delete_notifications",
                                            "instance_delete_imports"},
    "a page, from one place on": {"export_groups", "export_users"},
    "few for each realm": {"export_custom_fields", "application_filtered", "instances_page", "instances_count"},
    "looked at with patience": {"users_scanned"},
}


def plans():
    """(name, step) of every step of every statement."""
    statements = read_statements(sorted((ROOT / "src" / "directory").glob("*.sql")), read_core(ROOT / "contract").types)
    database = empty_database(read_schema(sorted((ROOT / "schema").glob("*.sql"))))
    for statement in statements:
        if "sqlite" not in statement.texts:
            continue
        text = statement.rendered("sqlite", lambda name: f"${name}")
        nothing = {bind.name: 0 if bind.kind == "integer" else None for bind in statement.binds}
        for row in database.execute(f"explain query plan {text}", nothing):
            yield statement.name, row[3]
    database.close()


class Plans(unittest.TestCase):
    def test_what_goes_through_a_whole_realm_is_known(self):
        allowed = set().union(*ALLOWED.values())
        found = {name: step for name, step in plans() if WIDE.search(step)}
        self.assertEqual({name: step for name, step in found.items() if name not in allowed}, {})
        self.assertEqual(allowed - set(found), set(), "no longer so")


if __name__ == "__main__":
    unittest.main()
