"""The families: family.json, the operations of each resource, and absent.json."""

import re
from dataclasses import dataclass, field as member

from contract import words
from contract.core import read_core
from contract.fields import SCALARS, TIME_FORMS, FieldReader, Shape
from contract.reader import Array, Object, Problem, read

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
AUTHENTICATIONS = ("none", "bearer", "signature")
OPERATION_KEYS = ("doc", "path", "access", "slow", "idempotent", "authentication", "dialect", "prefixes", "permission",
                  "since", "request", "refuses", "response", "errors")
FAMILY_KEYS = ("product", "version", "doc", "style", "prefixes", "authentication", "dialect", "fallback", "dialects",
               "time", "unset", "request", "response", "shapes", "permissions", "errors")
PREFIX = re.compile(r"(/([A-Za-z0-9._~:-]+|\{[A-Za-z][A-Za-z0-9_]*\}))*")


@dataclass
class Operation:
    """What a family offers under one name."""

    name: str
    resource: str
    doc: str = ""
    method: str | None = None
    paths: list = member(default_factory=list)
    writes: bool = False
    slow: list | None = None  # wire names of request fields; empty: always
    idempotent: str | None = None
    authentication: str = "none"
    dialect: str = ""
    permission: str | None = None
    since: str = ""
    request: Shape = None
    response: Shape = None
    refuses: list = member(default_factory=list)  # wire names of parameters that the family has and we lack
    errors: list = member(default_factory=list)
    supported: bool = True
    symbol: str = ""  # snake case
    identity: int = 0  # over all families
    line: int = 0  # in its file

    def request_field(self, name):
        return next((field for field in self.request.fields if field.name == name), None)


@dataclass
class Family:
    """One API, with the values of its family.json."""

    name: str
    product: str
    version: str
    doc: str
    style: str
    prefixes: list
    authentication: str
    dialect: str
    dialects: dict  # name → fallback or None
    time: str
    unset: str
    permissions: dict
    errors: list
    lines: dict  # of the keys of family.json
    shapes: dict = member(default_factory=dict)  # in an order in which each comes after what it holds
    operations: list = member(default_factory=list)  # in byte order of their names


@dataclass
class Contract:
    """All of it."""

    core: object
    families: list
    dialects: dict  # name → fallback or None


def names_in(path):
    return re.findall(r"\{([^}]*)\}", path)


def choice(node, key, choices, standard):
    value = node.take(key, str, standard)
    if value not in choices:
        raise node.problem(key, f'"{key}" must be one of {", ".join(choices)}')
    return value


def read_prefixes(node, standard):
    prefixes = node.texts("prefixes", standard)
    for prefix in prefixes:
        if not PREFIX.fullmatch(prefix):
            raise node.problem("prefixes", f'"{prefix}" is not a path without its end')
    if not prefixes:
        raise node.problem("prefixes", "there must be a prefix, if only an empty one")
    return prefixes


def read_family_head(name, node, core):
    node.only(*FAMILY_KEYS)
    style = choice(node, "style", ("rest", "rpc"), None)
    if style == "rpc" and "prefixes" in node:
        raise node.problem("prefixes", "an rpc family has no prefixes")
    fallbacks = node.take("dialects", Object, Object(node.file, node.line))
    dialect = node.take("dialect", str)
    dialects = {dialect: node.take("fallback", (str, type(None)), None)}
    for other in fallbacks:
        dialects[other] = fallbacks.take(other, (str, type(None)))
    permissions = node.take("permissions", Object, {})
    return Family(name, node.take("product", str), node.take("version", str), node.take("doc", str), style,
                  read_prefixes(node, [""]) if style == "rest" else [],
                  choice(node, "authentication", AUTHENTICATIONS, None), dialect, dialects,
                  choice(node, "time", TIME_FORMS, "natural"), choice(node, "unset", ("omit", "empty"), "omit"),
                  {key: permissions.take(key, str) for key in permissions}, read_error_names(node, core),
                  node.lines)


def read_error_names(node, core):
    names = node.texts("errors", [])
    for name in names:
        if name not in core.errors:
            raise node.problem("errors", f'errors.json has no error "{name}"')
    return names


class FamilyReader:
    """Reads the folder of one family. What is wrong is collected in `problems`, one for each operation at most."""

    def __init__(self, folder, core, problems):
        self.folder, self.core, self.problems = folder, core, problems
        self.node = read(folder / "family.json", self.file("family.json"))
        self.family = read_family_head(folder.name, self.node, core)
        self.shapes = self.node.take("shapes", Object, Object(self.node.file, self.node.line))
        self.reader = FieldReader(self.family, core, self.shape_of)
        self.open_shapes = []

    def file(self, name):
        return f"contract/{self.folder.name}/{name}"

    def read(self):
        for path in sorted(self.folder.glob("*.json")):
            if path.name == "absent.json":
                self.read_absent(read(path, self.file(path.name)))
            elif path.name != "family.json":
                self.read_resource(path.stem, read(path, self.file(path.name)))
        if not self.problems:
            self.finish()
        return self.family

    def read_resource(self, resource, node):
        for name in node:
            try:
                self.add(node, Operations(self, resource).read(node, name))
            except Problem as problem:
                self.problems.append(problem)

    def read_absent(self, node):
        """rest: name → "METHOD /whole/path" or a list of such; rpc: name → {}."""
        for name in node:
            operation = Operation(name, "absent", supported=False, authentication=self.family.authentication,
                                  dialect=self.family.dialect, symbol=words.snake(name))
            operation.request = operation.response = Shape("", "", "")
            if self.family.style == "rest":
                lines = node.texts(name) if isinstance(node[name], Array) else [node.take(name, str)]
                parts = [self.method_and_path(node, name, line) for line in lines]
                operation.method, operation.paths = parts[0][0], [path for _, path in parts]
                if any(method != operation.method for method, _ in parts):
                    raise node.problem(name, "the spellings of an operation have one method")
            elif node.take(name, Object):
                raise node.problem(name, "an absent operation of an rpc family has nothing but its name: {}")
            self.add(node, operation)

    @staticmethod
    def method_and_path(node, key, line):
        method, _, path = line.partition(" ")
        if method not in METHODS or not path.startswith("/") or not (path == "/" or PREFIX.fullmatch(path)):
            raise node.problem(key, f'"{line}" is not a method ({", ".join(METHODS)}) and a path')
        return method, "" if path == "/" else path

    def add(self, node, operation):
        for other in self.family.operations:
            if other.symbol == operation.symbol:
                raise node.problem(operation.name, f'"{operation.name}" is also in {other.resource}.json')
        operation.line = node.lines[operation.name]
        self.family.operations.append(operation)

    def shape_of(self, name, node, key):
        """The shape called `name`, read when it is first asked for, so that what it holds comes before it."""
        if name in self.family.shapes:
            return self.family.shapes[name]
        if name not in self.shapes:
            raise node.problem(key, f'there is no plain type and no shape "{name}"')
        if name in self.open_shapes:
            raise self.shapes.problem(name, f'the shape "{name}" holds itself')
        entry = self.shapes.take(name, Object)
        entry.only("of", "fields", "doc")
        of = entry.take("of", str, None)
        if of is not None and of not in self.core.types:
            raise entry.problem("of", f'types.json has no type "{of}"')
        symbol = f"{self.family.name}_{words.snake(name)}"
        shape = Shape(name, of or symbol, symbol, of=self.core.types.get(of))
        self.open_shapes.append(name)
        try:
            shape.fields = self.reader.fields(entry.take("fields", Object), shape)
        finally:
            self.open_shapes.pop()
        for field in shape.fields:
            if field.place:
                raise entry["fields"].problem(field.name, '"in" is for the fields of a request')
        if not shape.fields:
            raise entry.problem("fields", "a shape needs fields")
        self.family.shapes[name] = shape
        return shape

    def finish(self):
        """What can be said only once all operations are there."""
        if not self.family.operations:
            self.problems.append(self.node.problem(None, "a family needs operations"))
        for name in self.shapes:
            if name not in self.family.shapes:
                self.problems.append(self.shapes.problem(name, f'no operation uses the shape "{name}"'))
        for operation in self.family.operations:
            mark_incoming(operation.request)
        for name, shape in self.family.shapes.items():
            if shape.incoming and any(field.kind == "flat" for field in shape.fields):
                self.problems.append(self.shapes.problem(name, f'"{name}" stands in a request: "..." is for answers'))
        shapes = list(self.family.shapes.values())
        for operation in self.family.operations:
            shapes += [operation.request, operation.response]
        for shape in shapes:
            set_has(shape)
        self.family.operations.sort(key=lambda operation: operation.name)


def mark_incoming(shape):
    for field in shape.fields:
        if field.shape:
            field.shape.incoming = True
            mark_incoming(field.shape)


def set_has(shape):
    """A type's own struct has no `has_…`; a struct of the contract has them where "absent" would not show. In requests
    that goes for required fields too: the decoder must see that one is missing."""
    if shape.of:
        return
    for field in shape.fields:
        if shape.incoming:
            may_lack = field.standard is None and field.place != "path"
            field.has = may_lack and field.kind in ("integer", "boolean", "object")
        else:
            field.has = not field.required and field.kind == "object"


class Operations:
    """Reads the operations of one resource."""

    def __init__(self, owner, resource):
        self.owner, self.resource, self.family = owner, resource, owner.family

    def read(self, node, name):
        entry = node.take(name, Object)
        entry.only(*OPERATION_KEYS)
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name):
            raise node.problem(name, "an operation's name is letters and digits")
        operation = Operation(name, self.resource, entry.take("doc", str), symbol=words.snake(name),
                              writes=choice(entry, "access", ("read", "write"), None) == "write",
                              since=entry.take("since", str, ""))
        self.read_door(entry, operation)
        self.read_path(entry, operation)
        operation.request = self.read_request(entry, operation)
        operation.response = self.read_response(entry, operation)
        self.read_stages(entry, operation)
        self.read_refusals(entry, operation)
        return operation

    def read_door(self, entry, operation):
        family = self.family
        operation.authentication = choice(entry, "authentication", AUTHENTICATIONS, family.authentication)
        operation.dialect = choice(entry, "dialect", tuple(family.dialects), family.dialect)
        operation.permission = entry.take("permission", str, None)
        if operation.permission is not None and operation.permission not in family.permissions:
            raise entry.problem("permission", f'family.json has no permission "{operation.permission}"')
        errors = read_error_names(entry, self.owner.core)
        for error in errors:
            if error in family.errors:
                raise entry.problem("errors", f'family.json already has "{error}" for every operation')
        operation.errors = family.errors + errors

    def read_path(self, entry, operation):
        if self.family.style == "rpc":
            for key in ("path", "prefixes"):
                if key in entry:
                    raise entry.problem(key, f'an operation of an rpc family has no "{key}"')
            return
        operation.method, path = self.owner.method_and_path(entry, "path", entry.take("path", str))
        operation.paths = [prefix + path or "/" for prefix in read_prefixes(entry, self.family.prefixes)]

    def read_request(self, entry, operation):
        shape = self.shape_of("request", operation, incoming=True)
        own = entry.take("request", Object)
        shape.fields = self.merge(self.shared("request", shape), self.owner.reader.fields(own, shape), own)
        in_path = {name for path in operation.paths for name in names_in(path)}
        in_prefixes = {name for prefix in self.family.prefixes for name in names_in(prefix)}
        shape.fields = [field for field in shape.fields if field.name in in_path or field.name not in in_prefixes]
        for name in sorted(in_path - {field.name for field in shape.fields}):
            raise entry.problem("path", f'"{{{name}}}" stands in the path but not in the request')
        for field in shape.fields:
            self.place(own, operation, field)
        places = {field.place for field in shape.fields}
        if "body" in places and places & {"form", "json_text"}:
            raise entry.problem("request", "a request has a JSON body or a form, not both")
        return shape

    def read_response(self, entry, operation):
        shape = self.shape_of("response", operation, incoming=False)
        own = entry.take("response", Object)
        shape.fields = self.merge(self.shared("response", shape), self.owner.reader.fields(own, shape), own)
        for field in shape.fields:
            if field.place or field.standard is not None:
                raise own.problem(field.name, '"in" and "default" are for requests')
        return shape

    def shape_of(self, side, operation, incoming):
        name = f"{self.family.name}_{operation.symbol}_{side}"
        return Shape(operation.name + side.capitalize(), name, name, incoming=incoming)

    def shared(self, side, shape):
        """The fields that every operation has. Each has its own copy: where it travels depends on the operation."""
        node = self.owner.node.take(side, Object, None)
        return self.owner.reader.fields(node, shape) if node is not None else []

    @staticmethod
    def merge(shared, own, node):
        for field in own:
            if any(field.member == other.member or field.name == other.name for other in shared):
                key = field.name if field.name in node else f"{field.name}!"
                raise node.problem(key, f'family.json already gives "{field.name}" to every operation')
        return shared + own

    def place(self, node, operation, field):
        """Where a field of the request travels, and whether it can travel there."""
        key = field.name if field.name in node else f"{field.name}!"
        holders = [field.name in names_in(path) for path in operation.paths]
        if any(holders):
            if field.place not in (None, "path") or field.kind not in SCALARS:
                raise node.problem(key, f'"{field.name}" stands in the path: it is plain and travels there')
            field.place, field.required = "path", all(holders)
            return
        if field.kind == "flat" or field.wrap or field.omitted:
            raise node.problem(key, '"...", "wrap" and "unset" are for answers')
        standard = "query" if operation.method in ("GET", "DELETE") else "body"
        field.place = field.place or ("form" if self.family.style == "rpc" else standard)
        allowed = ("form", "json_text", "header") if self.family.style == "rpc" else (
            ("query", "header") if operation.method == "GET" else ("query", "body", "form", "json_text", "header"))
        if field.place not in allowed:
            raise node.problem(key, f'"{field.name}" cannot travel in "{field.place}" here, '
                               f"only in {', '.join(allowed)}")
        plain = SCALARS + (("texts",) if field.place == "query" else ())
        if field.place in ("query", "header") and field.kind not in plain:
            raise node.problem(key, f'"{field.name}" cannot travel in "{field.place}": it is not plain')

    @staticmethod
    def slow_fields(entry):
        if isinstance(entry.get("slow"), Array):
            return entry.texts("slow")
        slow = entry.take("slow", str, None)
        return [] if slow == "always" else slow and [slow]

    def read_stages(self, entry, operation):
        operation.slow = self.slow_fields(entry)
        for name in operation.slow or []:
            if not operation.request_field(name):
                raise entry.problem("slow", f'the request has no field "{name}"')
        operation.idempotent = entry.take("idempotent", str, None)
        if operation.idempotent is not None:
            field = operation.request_field(operation.idempotent)
            if not field or field.kind != "text" or not operation.writes:
                raise entry.problem("idempotent", '"idempotent" names a text in the request of a write')

    @staticmethod
    def read_refusals(entry, operation):
        operation.refuses = entry.texts("refuses", [])
        for name in operation.refuses:
            if operation.request_field(name):
                raise entry.problem("refuses", f'"{name}" stands in the request')
        if operation.refuses and "parameter_unsupported" not in operation.errors:
            raise entry.problem("refuses", 'what refuses parameters has the error "parameter_unsupported"')


def refuse_same_routes(families):
    """No two operations answer to the same method and path."""
    seen = {}
    for family in families:
        for operation in family.operations:
            for path in operation.paths:
                route = f"{operation.method} " + re.sub(r"\{[^}]*\}", "{}", path)
                if route in seen:
                    raise Problem(f"contract/{family.name}/{operation.resource}.json", operation.line,
                                  f'"{operation.name}" and "{seen[route]}" are both {route}')
                seen[route] = operation.name


def gather_dialects(families, core):
    """Dialect → fallback over all families; each must be able to say that something failed inside."""
    dialects = {}
    for family in families:
        for name, fallback in family.dialects.items():
            if dialects.setdefault(name, fallback) != fallback:
                raise Problem(f"contract/{family.name}/family.json", family.lines["dialect"],
                              f'the dialect "{name}" has another fallback in another family')
    for name, fallback in list(dialects.items()):
        if fallback is not None and dialects.setdefault(fallback, None) is not None:
            raise Problem("contract/errors.json", core.errors["internal"].line,
                          f'the dialect "{name}" falls back to "{fallback}", which has a fallback itself')
    internal = core.errors["internal"]
    for name in dialects:
        if not words.is_member(name) or not rendering_of(internal, name, dialects):
            raise Problem("contract/errors.json", internal.line, f'"internal" has no text in the dialect "{name}"')
    return dialects


def refuse_unspoken(contract):
    """Every dialect of errors.json is one that a family speaks."""
    problems = [Problem("contract/errors.json", error.lines[dialect], f'no family speaks the dialect "{dialect}"')
                for error in contract.core.errors.values() for dialect in error.renderings
                if dialect not in contract.dialects]
    if problems:
        raise ExceptionGroup("the contract", problems)


def rendering_of(error, dialect, dialects):
    """(status, code, message, message_zh) of an error; None if neither the dialect nor a fallback says it."""
    return error.renderings.get(dialect) or error.renderings.get(dialects[dialect])


def read_contract(folder):
    """Reads all; raises the problems found, as an ExceptionGroup of Problem."""
    problems = []
    core = read_core(folder)
    families = []
    for file in sorted(folder.glob("*/family.json")):
        if not words.is_member(file.parent.name):
            raise Problem(f"contract/{file.parent.name}/family.json", 1, "the folder's name is no C identifier")
        try:
            families.append(FamilyReader(file.parent, core, problems).read())
        except Problem as problem:
            problems.append(problem)
    if not problems:
        refuse_same_routes(families)
        dialects = gather_dialects(families, core)
    if problems:
        raise ExceptionGroup("the contract", list({str(problem): problem for problem in problems}.values()))
    for identity, operation in enumerate(operation for family in families for operation in family.operations):
        operation.identity = identity
    return Contract(core, families, dialects)
