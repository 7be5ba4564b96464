"""Tries schema and statements on an empty SQLite database."""

import re
import sqlite3

from contract.reader import Problem

from sql.words import meaningful, one_line

NOTHING = {"integer": 0}  # a limit is never NULL


def empty_database(scripts):
    database = sqlite3.connect(":memory:", isolation_level=None)
    for script in scripts:
        for words in script.statements:
            try:
                database.execute(one_line(words))
            except sqlite3.Error as error:
                raise Problem(script.file, meaningful(words)[0].line, error) from None
    return database


def check_statements(database, statements):
    names = known_names(database)
    for statement in statements:
        if "sqlite" not in statement.texts:
            continue  # the store's tests prepare it on PostgreSQL
        check_quoted(statement, names)
        check_statement(database, statement)


def known_names(database):
    """The names of all tables and columns."""
    rows = database.execute("select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c")
    return {name for row in rows for name in row}


def check_quoted(statement, names):
    """SQLite takes "x" as text when nothing is called x; a slip must not pass so."""
    fields = set(statement.row.fields) if statement.row else set()
    for word in statement.texts["sqlite"]:
        if word.text.startswith('"') and word.text[1:-1] not in names | fields:
            raise statement.problem(f"nothing is called {word.text}", word)


def check_statement(database, statement):
    text = statement.rendered("sqlite", lambda name: f"${name}")
    nothing = {bind.name: NOTHING.get(bind.kind) for bind in statement.binds}
    columns = []
    try:
        database.execute(f"explain {text}", nothing)
        if statement.row:
            rows = database.execute(rows_only(text) if statement.writes else text, nothing)
            columns = [column[0] for column in rows.description]
    except sqlite3.Error as error:
        raise statement.problem(error, meaningful(statement.texts["sqlite"])[0]) from None
    check_columns(statement, columns)


def rows_only(text):
    """What a change returns, as a question that changes nothing."""
    table = re.match(r"(?:insert into|update|delete from) ([^\s(]+)", text, re.IGNORECASE)[1]
    returned = re.split(r"\breturning\b", text, flags=re.IGNORECASE)[-1]
    return f"select {returned} from {table}"


def check_columns(statement, columns):
    for column in columns:
        field = statement.row.fields.get(column)
        if field is None or not field.column:
            raise statement.problem(f"{statement.row.name} has no column {column}")
        if columns.count(column) > 1:
            raise statement.problem(f"two columns are called {column}")
