"""A strict JSON reader that remembers where each key stood.

Only objects, arrays, text, whole numbers, true, false and null; no duplicate keys. Objects and arrays know the line of
each of their members, so that whatever is wrong with a value can be said with file and line.
"""

import json
import re

TOKEN = re.compile(r'[ \t\r\n]*(?:([{}\[\]:,])|("(?:[^"\\\x00-\x1f]|\\.)*")|(-?(?:0|[1-9][0-9]*)(?![0-9.eE]))'
                   r'|(true|false|null)(?![a-z]))')
WORDS = {"true": True, "false": False, "null": None}
NOTHING = object()


class Problem(Exception):
    """Something wrong in a contract file."""

    def __init__(self, file, line, message):
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message


class Object(dict):
    """An object; `lines` has the line of each key."""

    def __init__(self, file, line):
        super().__init__()
        self.file, self.line, self.lines = file, line, {}

    def problem(self, key, message):
        return Problem(self.file, self.lines.get(key, self.line), message)

    def only(self, *known):
        """Refuses keys that are not in `known`."""
        for key in self:
            if key not in known:
                raise self.problem(key, f'unknown key "{key}"; known here: {", ".join(known)}')

    def take(self, key, kind, standard=NOTHING):
        """The value of `key`, which must be of the Python type `kind`; `standard` if it is not there."""
        if key not in self:
            if standard is NOTHING:
                raise self.problem(None, f'"{key}" is missing')
            return standard
        value = self[key]
        if not is_kind(value, kind):
            raise self.problem(key, f'"{key}" must be {kind_name(kind)}')
        return value

    def texts(self, key, standard=NOTHING):
        """The value of `key`, an array of distinct texts."""
        array = self.take(key, Array, standard)
        if array is standard:
            return standard
        for index, text in enumerate(array):
            if not isinstance(text, str):
                raise array.problem(index, f'"{key}" must hold text only')
            if text in array[:index]:
                raise array.problem(index, f'"{text}" stands twice in "{key}"')
        return list(array)


class Array(list):
    """An array; `lines` has the line of each item."""

    def __init__(self, file, line):
        super().__init__()
        self.file, self.line, self.lines = file, line, []

    def problem(self, index, message):
        return Problem(self.file, self.lines[index] if index < len(self.lines) else self.line, message)


def is_kind(value, kind):
    if isinstance(kind, tuple):
        return any(is_kind(value, one) for one in kind)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)


def kind_name(kind):
    if isinstance(kind, tuple):
        return " or ".join(kind_name(one) for one in kind)
    return {Object: "an object", Array: "an array", str: "text", int: "a whole number", bool: "true or false",
            type(None): "null"}[kind]


class Reader:
    """One pass over the text of one file."""

    def __init__(self, file, text):
        self.file, self.text = file, text
        self.position, self.line = 0, 1

    def problem(self, message):
        return Problem(self.file, self.line, message)

    def next(self):
        """The next token: a punctuation mark, or the tuple of its value."""
        match = TOKEN.match(self.text, self.position)
        if not match:
            rest = self.text[self.position:].lstrip(" \t\r\n")
            self.line += self.text[self.position:len(self.text) - len(rest)].count("\n")
            raise self.problem(f"not JSON here: {rest.splitlines()[0][:20]}" if rest else "the file ends too early")
        self.line += match[0].count("\n")
        self.position = match.end()
        mark, text, number, word = match.groups()
        if mark:
            return mark
        if text:
            return (self.string(text),)
        return (int(number),) if number else (WORDS[word],)

    def string(self, literal):
        try:
            text = json.loads(literal)
            text.encode()
        except ValueError:
            raise self.problem(f"not a JSON text: {literal[:40]}") from None
        return text

    def value(self, token):
        if token == "{":
            return self.object()
        if token == "[":
            return self.array()
        if isinstance(token, tuple):
            return token[0]
        raise self.problem(f'a value must stand here, not "{token}"')

    def object(self):
        result = Object(self.file, self.line)
        token = self.next()
        if token == "}":
            return result
        while True:
            if not isinstance(token, tuple) or not isinstance(token[0], str):
                raise self.problem("a key must stand here")
            self.member(result, token[0])
            token = self.next()
            if token == "}":
                return result
            if token != ",":
                raise self.problem('"," or "}" must stand here')
            token = self.next()

    def member(self, result, key):
        if key in result:
            raise self.problem(f'"{key}" stands twice; first in line {result.lines[key]}')
        result.lines[key] = self.line
        if self.next() != ":":
            raise self.problem(f'":" must stand after "{key}"')
        result[key] = self.value(self.next())

    def array(self):
        result = Array(self.file, self.line)
        token = self.next()
        if token == "]":
            return result
        while True:
            result.lines.append(self.line)
            result.append(self.value(token))
            token = self.next()
            if token == "]":
                return result
            if token != ",":
                raise self.problem('"," or "]" must stand here')
            token = self.next()

    def file_value(self):
        result = self.value(self.next())
        rest = self.text[self.position:].strip(" \t\r\n")
        if rest:
            raise self.problem(f"more text after the end: {rest.splitlines()[0][:20]}")
        if not isinstance(result, Object):
            raise self.problem("the file must hold one object")
        return result


def read(path, name):
    """The object in the file `path`, which problems call `name`."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Problem(name, 1, f"not UTF-8: {error.reason}") from None
    except OSError as error:
        raise Problem(name, 1, error.strerror) from None
    return Reader(name, text).file_value()
