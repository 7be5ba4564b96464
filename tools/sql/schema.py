"""The scripts of schema/, one text for both engines."""

import re
from dataclasses import dataclass

from contract.reader import Problem

from sql.words import Word, cut, meaningful, one_line, read_text, split_statements

FILE = re.compile(r"([0-9]{3})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql")
# Text compares by bytes on both engines, so that orders and ranges are the same.
POSTGRES_TYPES = {"text": 'text collate "C"', "bigint": "bigint", "smallint": "smallint", "blob": "bytea"}
CONSTRAINTS = ("primary", "foreign", "unique", "check", "constraint")


@dataclass
class Script:
    """One migration: its statements, each as words."""

    file: object
    number: int
    name: str
    statements: list

    def sql(self, engine):
        render = postgres_word if engine == "postgres" else lambda word: word.text
        lines = [one_line([Word(word.kind, render(word), word.line) for word in words]) for words in self.statements]
        return ";\n".join(lines) + ";\n"


def postgres_word(word):
    return POSTGRES_TYPES[word.text.lower()] if word.kind == "type" else word.text


def read_schema(paths):
    """The scripts, in order of their numbers, which count from 001 without a gap."""
    scripts = [read_script(path) for path in sorted(paths, key=lambda path: path.name)]
    for number, script in enumerate(scripts, 1):
        if script.number != number:
            raise Problem(script.file, 1, f"this should be number {number:03}")
    return scripts


def read_script(path):
    match = FILE.fullmatch(path.name)
    if not match:
        raise Problem(path, 1, "a script is called NNN-name.sql")
    statements, rest = split_statements(cut(read_text(path), path))
    if meaningful(rest):
        raise Problem(path, meaningful(rest)[0].line, "a statement ends with a semicolon")
    if not statements:
        raise Problem(path, 1, "no statements")
    for statement in statements:
        mark_types(path, meaningful(statement))
    return Script(path, int(match[1]), match[2], statements)


def mark_types(path, words):
    """Finds the words that are column types and gives them that kind."""
    if len(words) > 3 and words[0].named("create") and words[1].named("table"):
        for item in items_of_table(words):
            mark_column(path, item)
    if len(words) > 6 and words[0].named("alter") and words[3].named("add") and words[4].named("column"):
        mark_column(path, words[5:])


def items_of_table(words):
    """What stands between the commas of `create table name (…)`."""
    items, depth = [], 0
    for word in words:
        depth += (word.text == "(") - (word.text == ")")
        if depth == 1 and word.text in ("(", ","):
            items.append([])
        elif depth > 0:
            items[-1].append(word)
    return items


def mark_column(path, words):
    if not words or words[0].named(*CONSTRAINTS):
        return
    if len(words) < 2 or not words[1].named(*POSTGRES_TYPES):
        raise Problem(path, words[0].line,
                      f"column {words[0].text}: its type must be one of {', '.join(POSTGRES_TYPES)}")
    words[1].kind = "type"
