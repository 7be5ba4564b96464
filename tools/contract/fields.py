"""The fields of requests, answers and shapes: what a specification such as "user.name" or ["UserItem"] means."""

import re
from dataclasses import dataclass, field as member, replace

from contract import words
from contract.core import LISTS, MOST, Field, read_bounds, read_check, read_values, standard_of
from contract.reader import Array, Object

PLAIN = ("text", "integer", "boolean", "time", "json", "map", "enum")
KEYS = ("type", "doc", "min", "max", "check", "values", "names", "most", "default", "as", "in", "wrap", "shape",
        "sensitive", "fixed", "member", "unset")
TIME_FORMS = ("natural", "iso", "seconds", "string", "local")
PLACES = ("path", "query", "body", "form", "json_text", "header")
WIRE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*|\.\.\.")
SCALARS = ("text", "integer", "boolean", "time", "enum")


@dataclass
class Shape:
    """A struct that travels: a named shape, or the request or response of an operation."""

    name: str
    struct: str  # its C name
    symbol: str  # what its tables are called
    fields: list = member(default_factory=list)
    of: object = None  # the type of the core that it projects
    incoming: bool = False  # a request, or part of one


class FieldReader:
    """Reads the fields of one family."""

    def __init__(self, family, core, shape_of):
        self.family, self.core = family, core
        self.shape_of = shape_of  # (name, node, key) → Shape

    def fields(self, node, shape):
        """The fields of one object of the contract; `shape` is what they belong to."""
        fields = []
        for key in node:
            field = self.field(node, key, shape)
            own_members = [] if shape.of else [other.member for other in fields]
            if field.member in own_members or field.name in (other.name for other in fields):
                raise node.problem(key, f'another field has the name "{field.name}", or "{field.member}" in C')
            fields.append(field)
        return fields

    def field(self, node, key, shape):
        entry = node[key]
        if isinstance(entry, (str, Array)):
            entry = Object(node.file, node.lines[key])
            entry["type"], entry.lines["type"] = node[key], node.lines[key]
        elif not isinstance(entry, Object):
            raise node.problem(key, "a field is a specification or an object")
        entry.only(*KEYS)
        name = key.removesuffix("!")
        if not WIRE_NAME.fullmatch(name):
            raise node.problem(key, f'"{name}" is not a name: letters, digits, "_", "-" and "." after a letter')
        if name == "...":
            return self.flat(node, key, entry, shape)
        field = self.projected(entry, name, shape.of) if shape.of else self.specified(entry, name, shape)
        field.required = key.endswith("!")
        self.overrides(node, entry, field)
        if shape.of is None:
            field.member = entry.take("member", str, field.member)
            if not words.is_member(field.member) or field.member.startswith("has_"):
                raise node.problem(key, f'"{field.member}" cannot be a struct member; choose one with "member"')
        elif "member" in entry:
            raise entry.problem("member", 'the members of a type of the core have their names; "member" means nothing')
        return field

    def flat(self, node, key, entry, shape):
        name = entry.take("type", str)
        if shape.of or key != "...":
            raise node.problem(key, '"..." stands in answers and shapes of their own, and is never required')
        entry.only("type", "member", "doc")
        nested = self.shape_of(name, entry, "type")
        own = nested.of.name if nested.of else words.snake(name)
        return Field("...", entry.take("member", str, own), "flat", entry.take("doc", str, ""), shape=nested)

    def projected(self, entry, name, of):
        """A field of a shape that projects the type `of`: the value names the type's field."""
        inner = entry.take("type", str)
        if inner not in of.fields:
            raise entry.problem("type", f'the type "{of.name}" has no field "{inner}"')
        core = of.fields[inner]
        if core.kind not in ("object", "objects"):
            return self.copy(core, name, core.member)
        nested = self.shape_of(entry.take("shape", str), entry, "shape")
        if nested.of is not core.shape:
            raise entry.problem("shape", f'"shape" must name a shape of the type "{core.shape.name}"')
        return replace(self.copy(core, name, core.member), shape=nested)

    def specified(self, entry, name, shape):
        if "shape" in entry:
            raise entry.problem("shape", '"shape" is for lists inside a projection; name the shape as the type')
        spec = entry.take("type", (str, Array))
        if isinstance(spec, Array):
            if len(spec) != 1 or not isinstance(spec[0], str):
                raise entry.problem("type", "a list holds one specification")
            return self.listed(entry, spec[0], name)
        if spec in PLAIN:
            field = Field(name, words.snake(name), spec)
            read_values(entry, field, f"{shape.struct}_{field.member}")
            return field
        if "." in spec:
            core = self.core_field(entry, spec)
            if core.kind in ("object", "objects"):
                raise entry.problem("type", f'"{spec}" is not plain; name a shape')
            return self.copy(core, name, words.snake(name))
        return Field(name, words.snake(name), "object", shape=self.shape_of(spec, entry, "type"))

    def listed(self, entry, spec, name):
        if spec == "text":
            return Field(name, words.snake(name), "texts")
        if "." in spec:
            core = self.core_field(entry, spec)
            if core.kind != "text":
                raise entry.problem("type", f'a list holds text or shapes, and "{spec}" is {core.kind}')
            return replace(self.copy(core, name, words.snake(name)), kind="texts", most=MOST)
        if spec in PLAIN:
            raise entry.problem("type", f"a list holds text or shapes, not {spec}")
        return Field(name, words.snake(name), "objects", shape=self.shape_of(spec, entry, "type"))

    def core_field(self, entry, spec):
        type_name, _, name = spec.partition(".")
        fields = self.core.types[type_name].fields if type_name in self.core.types else {}
        if name not in fields:
            raise entry.problem("type", f'types.json has no field "{spec}"')
        if fields[name].kind == "bytes":
            raise entry.problem("type", f'"{spec}" is bytes, which never travel')
        return fields[name]

    @staticmethod
    def copy(core, name, member_name):
        return replace(core, name=name, member=member_name, names=list(core.names), owns_enum=False)

    def overrides(self, node, entry, field):
        """What the entry says beside its type."""
        field.doc = entry.take("doc", str, field.doc)
        field.sensitive = entry.take("sensitive", bool, field.sensitive)
        field.fixed = entry.take("fixed", bool, False)
        field.omitted = self.omitted(entry)
        read_bounds(entry, field)
        read_check(entry, field, self.core.checks)
        self.names(entry, field)
        field.standard = standard_of(entry, field)
        if field.standard is not None and field.required:
            raise entry.problem("default", "what is required has no default")
        field.most = self.most(entry, field)
        field.wrap = entry.take("wrap", str, None)
        if field.wrap and not field.is_list:
            raise entry.problem("wrap", '"wrap" is for lists')
        field.form = self.form(entry, field)
        field.place = entry.take("in", str, None)
        if field.place is not None and field.place not in PLACES:
            raise entry.problem("in", f'"in" must be one of {", ".join(PLACES)}')

    @staticmethod
    def names(entry, field):
        if "values" in entry and not field.owns_enum:
            raise entry.problem("values", '"values" is for the plain type enum; spell a core enum with "names"')
        if "names" not in entry:
            return
        names = entry.texts("names")
        if field.kind != "enum" or len(names) != len(field.values):
            raise entry.problem("names", f'"names" must spell the {len(field.values)} values '
                                f"of an enum: {', '.join(field.values)}")
        field.names = names

    @staticmethod
    def most(entry, field):
        most = entry.take("most", int, field.most)
        if "most" in entry and (field.kind not in LISTS or most < 1):
            raise entry.problem("most", '"most" is the greatest number of items of a list or map')
        return most

    @staticmethod
    def omitted(entry):
        if entry.take("unset", str, "omit") != "omit":
            raise entry.problem("unset", 'of a field "unset" is "omit"; what else happens is the family\'s business')
        return "unset" in entry

    def form(self, entry, field):
        form = entry.take("as", str, None)
        if field.kind == "time":
            if form is not None and form not in TIME_FORMS:
                raise entry.problem("as", f'"as" must be one of {", ".join(TIME_FORMS)}')
            return form or self.family.time
        if form is not None and (form != "string" or field.kind not in ("integer", "boolean")):
            raise entry.problem("as", '"as" is for times; integers and booleans can be "string"')
        return form or "natural"
