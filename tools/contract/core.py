"""types.json, errors.json and settings.json: read, checked and made into plain values."""

import re
from dataclasses import dataclass, field as member
from pathlib import Path

from contract import words
from contract.reader import Array, Object, read

# Bounds by kind where the contract gives none: characters of text, bytes of bytes, value of integers.
BOUNDS = {kind: (0, 65536) for kind in ("text", "texts", "json", "bytes", "map")}
BOUNDS["integer"] = (-(1 << 63), (1 << 63) - 1)
LISTS = ("texts", "objects", "map")
MOST = 100  # items of a list
COLUMN_TYPES = ("text", "json", "integer", "boolean", "time", "enum", "bytes")
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass
class Check:
    """What a text must look like."""

    name: str
    characters: str = ""
    first: str = ""
    other: bool = False
    lines: bool = False
    format: str | None = None


@dataclass
class Field:
    """One member of a struct: of a type of the core, of the settings, of a shape, a request or a response."""

    name: str  # on the wire, or of the column
    member: str  # in C
    kind: str  # as enum field_kind in lower case
    doc: str = ""
    minimum: int = 0
    maximum: int = 0
    most: int = 0
    sensitive: bool = False
    check: Check | None = None
    enum: str | None = None  # the C enum's name
    values: list = member(default_factory=list)  # its words
    names: list = member(default_factory=list)  # their spellings
    shape: object = None  # the type or shape nested here
    column: bool = True  # core: it is stored
    standard: str | None = None  # the default value, spelled as in a query
    reloadable: bool = False  # settings only
    place: str | None = None  # requests: as enum field_place in lower case
    form: str = "natural"
    required: bool = False
    fixed: bool = False
    omitted: bool = False  # left out of an answer when absent, whatever the family does
    has: bool = False  # `bool has_<member>` stands beside it
    wrap: str | None = None
    owns_enum: bool = False  # the enum is declared for this field

    def __post_init__(self):
        if not self.minimum and not self.maximum:
            self.minimum, self.maximum = BOUNDS.get(self.kind, (0, 0))
        if not self.most and self.kind in LISTS:
            self.most = MOST

    @property
    def is_list(self):
        return self.kind in ("texts", "objects")


@dataclass
class Type:
    """A word of the core."""

    name: str
    doc: str
    fields: dict

    @property
    def struct(self):
        return self.name


@dataclass
class Error:
    """One error and how each dialect says it."""

    name: str
    meaning: str
    log: str
    renderings: dict  # dialect → (status, code, message, message_zh)
    line: int  # in errors.json
    lines: dict  # dialect → line


@dataclass
class Core:
    """What the three files say."""

    checks: dict
    types: dict
    errors: dict
    settings: list


def characters_of(node, key):
    """The set of ASCII characters that "A-Za-z0-9_.@-" means; "-" at either end is itself."""
    text = node.take(key, str, "")
    result = set()
    for part in re.findall(r".-.|.", text, re.DOTALL):
        first, last = part[0], part[-1]
        if not " " <= first <= last <= "~":
            raise node.problem(key, f'"{part}" is not a range of printable ASCII characters')
        result |= {chr(code) for code in range(ord(first), ord(last) + 1)}
    return "".join(sorted(result))


def known_formats():
    """The formats that base/check.h declares."""
    header = Path(__file__).resolve().parents[2] / "src/base/check.h"
    return re.findall(r"^bool format_(\w+)\(", header.read_text(encoding="utf-8"), re.MULTILINE)


def read_checks(node):
    checks = {}
    formats = known_formats()
    for name in node:
        entry = node.take(name, Object)
        entry.only("characters", "first", "other", "lines", "format")
        form = entry.take("format", str, None)
        if not words.is_member(name):
            raise node.problem(name, "a check is named in lower case, with _ between words")
        if form is not None and form not in formats:
            raise entry.problem("format", f'base/check.h has no function "format_{form}"')
        checks[name] = Check(name, characters_of(entry, "characters"), characters_of(entry, "first"),
                             entry.take("other", bool, False), entry.take("lines", bool, False), form)
    return checks


def read_bounds(node, field):
    """Narrows the field's bounds to "min" and "max"."""
    if field.kind not in BOUNDS:
        for key in ("min", "max"):
            if key in node:
                raise node.problem(key, f'"{key}" means nothing for {field.kind}')
        return
    lowest, highest = BOUNDS[field.kind]
    field.minimum, field.maximum = node.take("min", int, field.minimum), node.take("max", int, field.maximum)
    if not lowest <= field.minimum <= field.maximum <= highest:
        raise node.problem("max" if "max" in node else "min", f"bounds must go up and lie in {lowest} to {highest}")


def read_check(node, field, checks):
    name = node.take("check", str, None)
    if name is None:
        return
    if field.kind not in ("text", "texts"):
        raise node.problem("check", f'"check" means nothing for {field.kind}')
    if name not in checks:
        raise node.problem("check", f'types.json has no check "{name}"')
    field.check = checks[name]


def read_values(node, field, enum):
    """The words of an enum, which gets the C name `enum`."""
    if field.kind != "enum":
        if "values" in node:
            raise node.problem("values", '"values" is for enums')
        return
    field.values = node.texts("values")
    field.names = list(field.values)
    if not field.values:
        raise node.problem("values", "an enum needs values")
    seen = [words.snake(value) for value in field.values]
    if len(set(seen)) != len(seen) or "" in seen:
        raise node.problem("values", "two values have the same name in C, or one has none")
    field.enum, field.owns_enum = enum, True


def read_type_field(node, key, type_name, checks):
    entry = node.take(key, Object)
    entry.only("type", "doc", "min", "max", "check", "values", "sensitive", "column")
    if not words.is_member(key):
        raise node.problem(key, f'"{key}" cannot be the name of a struct member; give it another')
    kind = entry.take("type", (str, Array))
    nested = None
    if isinstance(kind, Array):
        if len(kind) != 1 or not isinstance(kind[0], str):
            raise entry.problem("type", 'a list is written ["text"] or ["<type>"]')
        kind, nested = ("texts", None) if kind[0] == "text" else ("objects", kind[0])
    elif kind not in COLUMN_TYPES:
        kind, nested = "object", kind
    column = kind in COLUMN_TYPES
    if "column" in entry and (not column or entry.take("column", bool)):
        raise entry.problem("column", '"column" can only be false, and only where there would be one')
    field = Field(key, key, kind, entry.take("doc", str, ""), sensitive=entry.take("sensitive", bool, False),
                  column=column and "column" not in entry, shape=nested)
    read_bounds(entry, field)
    read_check(entry, field, checks)
    read_values(entry, field, f"{type_name}_{key}")
    return field


def read_types(node, checks):
    types = {}
    for name in node:
        entry = node.take(name, Object)
        entry.only("doc", "fields")
        if not words.is_member(name) or name in COLUMN_TYPES + ("map",):
            raise node.problem(name, f'"{name}" cannot be the name of a struct; give it another')
        fields = entry.take("fields", Object)
        if not fields:
            raise entry.problem("fields", "a type needs fields")
        types[name] = Type(name, entry.take("doc", str),
                           {key: read_type_field(fields, key, name, checks) for key in fields})
    enumerators = set()
    for name, one in types.items():
        link_type(node[name]["fields"], one, types)
        refuse_clashes(node[name]["fields"], one, enumerators)
    return in_order(node, types)


def link_type(fields, one, types):
    """Replaces the names of nested types by the types."""
    for key, field in one.fields.items():
        if field.shape is None:
            continue
        if field.shape not in types:
            raise fields[key].problem("type", f'no type is called "{field.shape}"')
        field.shape = types[field.shape]


def refuse_clashes(fields, one, enumerators):
    """Adds the names in C of the type's enum values to those before it; none stands twice."""
    for key, field in one.fields.items():
        for value in field.values:
            name = words.snake(f"{field.enum}_{value}")
            if name in enumerators or name.startswith("settings_"):
                raise fields.problem(key, f'another value is called "{name}" in C')
            enumerators.add(name)


def in_order(node, types):
    """The types, each after those that it holds."""
    ordered = {}

    def place(one, above):
        if one.name in above:
            raise node.problem(one.name, f'"{one.name}" holds itself')
        for field in one.fields.values():
            if field.shape:
                place(field.shape, above + [one.name])
        ordered[one.name] = one

    for one in types.values():
        place(one, [])
    return ordered


def read_rendering(node, dialect):
    entry = node.take(dialect, Object)
    entry.only("status", "code", "message", "message_zh")
    status = entry.take("status", int)
    if not 400 <= status <= 599:
        raise entry.problem("status", "the status of an error is between 400 and 599")
    for key in ("code", "message", "message_zh"):
        for place in re.findall(r"\{[^}]*\}?", entry.take(key, str, "")):
            if place not in ("{subject}", "{Subject}"):
                raise entry.problem(key, f'"{place}" is neither {{subject}} nor {{Subject}}')
    return status, entry.take("code", str), entry.take("message", str), entry.take("message_zh", str, None)


def read_errors(node):
    errors = {}
    for name in node:
        entry = node.take(name, Object)
        if not words.is_member(name) or name in ("none", "count"):
            raise node.problem(name, f'"{name}" cannot be the name of an error')
        log = entry.take("log", str)
        if log not in LOG_LEVELS:
            raise entry.problem("log", f'"log" must be one of {", ".join(LOG_LEVELS)}')
        dialects = [key for key in entry if key not in ("meaning", "log")]
        errors[name] = Error(name, entry.take("meaning", str), log,
                             {dialect: read_rendering(entry, dialect) for dialect in dialects},
                             node.lines[name], entry.lines)
    if "internal" not in errors:
        raise node.problem(None, 'there must be an error "internal"')
    return errors


def standard_of(node, field):
    """The default value as it would be spelled in a query; checked against type and bounds."""
    if "default" not in node:
        return None
    kinds = {"text": str, "enum": str, "integer": int, "boolean": bool}
    if field.kind not in kinds:
        raise node.problem("default", f"a default means nothing for {field.kind}")
    value = node.take("default", kinds[field.kind])
    if field.kind == "boolean":
        return "true" if value else "false"
    size = len(value) if field.kind == "text" else value
    if field.kind in ("text", "integer") and not field.minimum <= size <= field.maximum:
        raise node.problem("default", "the default is out of bounds")
    if field.kind == "enum" and value not in field.names:
        raise node.problem("default", f'the default is none of {", ".join(field.names)}')
    return str(value)


def read_setting(node, section, name):
    entry = node.take(name, Object)
    entry.only("type", "default", "min", "max", "values", "reloadable", "sensitive", "doc")
    full = f"{section}_{name}"
    kind = entry.take("type", str)
    if kind not in ("text", "integer", "boolean", "enum"):
        raise entry.problem("type", "a setting is text, integer, boolean or enum")
    if not words.is_member(full):
        raise node.problem(name, f'"{full}" cannot be the name of a struct member')
    field = Field(f"{section}.{name}", full, kind, entry.take("doc", str),
                  sensitive=entry.take("sensitive", bool, False), reloadable=entry.take("reloadable", bool, False))
    read_bounds(entry, field)
    read_values(entry, field, f"settings_{full}")
    field.standard = standard_of(entry, field)
    if field.standard is None:
        raise entry.problem(None, f'"{name}" needs a default')
    return field


def read_settings(node):
    fields = []
    for section in node:
        entries = node.take(section, Object)
        fields += [read_setting(entries, section, name) for name in entries]
    members = [field.member for field in fields]
    for field in fields:
        if members.count(field.member) > 1:
            section, name = field.name.split(".", 1)
            raise node[section].problem(name, f'another setting is called "{field.member}" in C')
    return fields


def read_core(folder):
    """Reads the three files of the contract's folder; raises Problem."""
    types = read(folder / "types.json", "contract/types.json")
    types.only("checks", "types")
    checks = read_checks(types.take("checks", Object))
    return Core(checks, read_types(types.take("types", Object), checks),
                read_errors(read(folder / "errors.json", "contract/errors.json")),
                read_settings(read(folder / "settings.json", "contract/settings.json")))
