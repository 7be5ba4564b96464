"""SQL cut into words, each with the line it stands in."""

import re
from dataclasses import dataclass

from contract.reader import Problem

WORD = re.compile(r"""
    (?P<space>\s+) | (?P<comment>--[^\n]*) | (?P<quoted>'(?:[^']|'')*' | "(?:[^"]|"")*") | (?P<bind>\$[a-z_][a-z0-9_]*)
    | (?P<each>\{each\ [a-z_][a-z0-9_]*\}) | (?P<name>[A-Za-z_][A-Za-z0-9_]*) | (?P<mark>[^'"${}])
    """, re.VERBOSE)


@dataclass
class Word:
    """A piece of SQL; `kind` is the group of WORD that it matched."""

    kind: str
    text: str
    line: int

    def named(self, *names):
        return self.kind == "name" and self.text.lower() in names


def cut(text, file, line=1):
    """All words of the text, spaces and comments among them."""
    words, position = [], 0
    while position < len(text):
        match = WORD.match(text, position)
        if not match:
            raise Problem(file, line, f"not understood: {text[position:position + 20].splitlines()[0]!r}")
        words.append(Word(match.lastgroup, match[0], line))
        line += match[0].count("\n")
        position = match.end()
    return words


def one_line(words):
    """The text of the words without comments, blanks made single."""
    text = "".join(" " if word.kind in ("space", "comment") else word.text for word in words)
    pieces = re.split(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")", text)
    pieces[::2] = [re.sub(r" +", " ", piece) for piece in pieces[::2]]
    return "".join(pieces).strip()


def split_statements(words):
    """The words of each statement that ends with a semicolon; what follows the last one comes as a list of its own."""
    statements, current = [], []
    for word in words:
        if word.text == ";":
            statements.append(current)
            current = []
        else:
            current.append(word)
    return statements, current


def meaningful(words):
    return [word for word in words if word.kind not in ("space", "comment")]


def read_text(path):
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Problem(path, 1, f"not UTF-8: {error.reason}") from None
    except OSError as error:
        raise Problem(path, 1, error.strerror) from None
