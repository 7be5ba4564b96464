#!/usr/bin/env python3
"""Turns SQL into C: the named statements of src/directory/*.sql, and the scripts of schema/.

A .sql file of named statements looks like this:

    -- user_by_id(realm text, id text) -> user
    -- Further comment lines are the wrapper's comment.
    select * from users where realm = $realm and id = $id;

    -- user_insert(user)
    insert into users (realm, id, name) values ($realm, $id, $name) on conflict do nothing;

    -- users_by_ids(realm text, ids texts) -> user[]
    select * from users where realm = $realm and id in (select value from {each ids});

The header names the statement and what it binds: either a type of contract/types.json, whose fields are bound by name,
or a list of names and kinds (text, integer, boolean, time, enum, bytes, texts). "-> type" is at most one row of that
type, "-> type[]" many; the names of the columns are names of its fields. {each ids} is a relation with the one column
"value", called each_ids. After the header ", by values" has PostgreSQL plan the statement with the values at hand, each
time, which takes it a quarter of a millisecond: where the same question is asked of what is small and of what is big, one
plan does not serve both. A later header "-- user_by_id@postgres" (or @sqlite) gives a text for that engine alone;
with binds, "-- user_move@postgres(id text)", it is a statement that the other engine does not have.

What many statements ask is written once:

    -- {is_ours user}
    exists (select 1 from badge where badge.realm = $realm and badge.user_id = {user});

stands for itself with a column where another statement says {is_ours users.id}.

The scripts of schema/ know the column types text, bigint, smallint and blob.
"""

import argparse
import sys
from pathlib import Path

from contract.core import read_core
from contract.reader import Problem

from sql.c_output import header_file, migrations_file, statements_file, statements_header
from sql.check import check_statements, empty_database
from sql.schema import read_schema
from sql.statements import read_statements

ROOT = Path(__file__).resolve().parent.parent


def statements(options):
    types = read_core(options.contract).types
    found = read_statements(options.files, types)
    check_statements(empty_database(read_schema(options.schema)), found)
    outputs = {"statements.h": statements_header(), "statements.c": statements_file(options.files, found)}
    for path in options.files:
        own = [statement for statement in found if statement.file == path]
        outputs[f"{path.stem}_sql.h"] = header_file(path, own)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in outputs.items():
        (options.out / name).write_text(text, encoding="utf-8")


def migrations(options):
    scripts = read_schema(options.files)
    empty_database(scripts).close()
    options.out.write_text(migrations_file(scripts), encoding="utf-8")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("statements", help="wrappers and table of named statements")
    command.add_argument("--contract", type=Path, default=ROOT / "contract", help="the contract's folder")
    command.add_argument("--schema", type=Path, nargs="+", required=True, help="the scripts of schema/")
    command.add_argument("--out", type=Path, required=True, help="folder for the C files")
    command.add_argument("--files", type=Path, nargs="+", required=True, help="the .sql files")
    command.set_defaults(run=statements)
    command = commands.add_parser("migrations", help="table of migrations")
    command.add_argument("--out", type=Path, required=True, help="the C file")
    command.add_argument("files", type=Path, nargs="+", help="the scripts of schema/")
    command.set_defaults(run=migrations)
    return parser.parse_args()


def main():
    options = arguments()
    try:
        return options.run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
