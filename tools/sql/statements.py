"""The named statements of .sql files."""

import re
from dataclasses import dataclass, field as member

from contract import words as c_words
from contract.reader import Problem

from sql.words import Word, cut, meaningful, one_line, read_text, split_statements

ENGINES = ("sqlite", "postgres")
KINDS = ("text", "integer", "boolean", "time", "enum", "bytes", "texts")
READS = ("select", "with")
WRITES = ("insert", "update", "delete")
BEGINNING = re.compile(r"-- (?:[a-z_][a-z0-9_]*[(@]|\{)")
CONDITION = re.compile(r"-- \{(?P<name>[a-z_]+) (?P<column>[a-z_]+)\}")
USE = re.compile(r"\{(?P<name>[a-z_]+) (?P<column>[a-z_]+(?:\.[a-z_]+)?)\}")
HEADER = re.compile(r"-- (?P<name>[a-z_][a-z0-9_]*)(?:@(?P<engine>[a-z]+))?\((?P<binds>[^()]*)\)(?: -> (?P<row>[a-z_][a-z0-9_]*)(?P<many>\[\])?)?(?P<by_values>, by values)?(?P<quiet>, quiet)?")
OVERRIDE = re.compile(r"-- (?P<name>[a-z_][a-z0-9_]*)@(?P<engine>[a-z]+)")
EACH = {"sqlite": "json_each({place}) as each_{name}",
        "postgres": "json_array_elements_text({place}::json) as each_{name}(value)"}
# Joined to what is asked, an array of which PostgreSQL knows no size makes it read all of a realm that it takes for small.
AMONG = re.compile(r"\bin \(select value from (json_array_elements_text\(\$\w+::json\)) as each_\w+\(value\)\)")
PLACE = {"sqlite": "?", "postgres": "$"}


@dataclass
class Bind:
    """A value that a statement needs."""

    name: str
    kind: str


@dataclass
class Condition:
    """What statements ask of a column; in `text` that stands as `column`."""

    text: str
    column: str


@dataclass
class Statement:
    """A named statement; `texts` has its words by engine: both, or the only one that it is for."""

    file: object
    line: int
    name: str
    binds: list
    source: object = None  # the type of the core whose struct is bound, if any
    row: object = None  # the type of the core that a row is
    many: bool = False
    by_values: bool = False  # PostgreSQL plans it with the values at hand, anew each time
    quiet: bool = False  # what it writes changes no list and no name that somebody could know by heart
    comment: list = member(default_factory=list)
    texts: dict = member(default_factory=dict)

    def problem(self, message, word=None):
        return Problem(self.file, word.line if word else self.line, f"{self.name}: {message}")

    @property
    def writes(self):
        return meaningful(next(iter(self.texts.values())))[0].named(*WRITES)

    def rendered(self, engine, place):
        """The text in one line, with place(bind name) where a value goes."""
        words = [Word(word.kind, self.render_word(word, engine, place), word.line) for word in self.texts[engine]]
        return AMONG.sub(r"= any (array(select value from \1))", one_line(words))

    def render_word(self, word, engine, place):
        if word.kind == "bind":
            return place(word.text[1:])
        if word.kind == "each":
            name = word.text[6:-1]
            return EACH[engine].format(place=place(name), name=name)
        return word.text

    def sql(self, engine):
        """What the engine gets: the n-th bind is ?n or $n."""
        names = [bind.name for bind in self.binds]
        return self.rendered(engine, lambda name: f"{PLACE[engine]}{names.index(name) + 1}")


def read_statements(paths, types):
    """All statements of the files, in order."""
    found, conditions, read = {}, {}, [(path, *block) for path in paths for block in blocks(path)]
    for path, line, header, body in read:
        if header.startswith("-- {"):
            read_condition(path, line, header, body, conditions)
    for path, line, header, body in read:
        if not header.startswith("-- {"):
            read_block(path, line, header, [in_full(text, conditions) for text in body], types, found)
    for statement in found.values():
        settle(statement)
    return list(found.values())


def blocks(path):
    """Each header with its line and the lines below it."""
    result = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if BEGINNING.match(line):
            result.append((number, line, []))
        elif result:
            result[-1][2].append(line)
        elif line.strip() and not line.startswith("--"):
            raise Problem(path, number, "a statement needs a header: -- name(binds) -> row")
    if not result:
        raise Problem(path, 1, "no statements")
    return result


def read_condition(path, line, header, body, conditions):
    match = CONDITION.fullmatch(header)
    if not match:
        raise Problem(path, line, "not a header: -- {name column}")
    if match["name"] in ("each", *conditions):
        raise Problem(path, line, f"{match['name']}: there is one already")
    text = " ".join(" ".join(part for part in body if not part.startswith("--")).split())
    if not text.endswith(";"):
        raise Problem(path, line, f"{match['name']}: a condition ends with a semicolon")
    conditions[match["name"]] = Condition(in_full(text[:-1], conditions), "{" + match["column"] + "}")


def in_full(text, conditions):
    """The text with each condition that it names, {name column}, spelled out; others are not understood later."""
    def spelled(match):
        condition = conditions.get(match["name"])
        return condition.text.replace(condition.column, match["column"]) if condition else match[0]
    return USE.sub(spelled, text)


def read_block(path, line, header, body, types, found):
    words = read_body(path, line, body)
    override = OVERRIDE.fullmatch(header)
    if override:
        add_override(path, line, override, words, found)
        return
    match = HEADER.fullmatch(header)
    if not match:
        raise Problem(path, line, "not a header: -- name(binds) -> row")
    name = match["name"]
    if name in found:
        raise Problem(path, line, f"{name}: there is one already, at {found[name].file}:{found[name].line}")
    statement = Statement(path, line, name, [], many=bool(match["many"]), by_values=bool(match["by_values"]),
                          quiet=bool(match["quiet"]), comment=comment_lines(body))
    read_binds(statement, match["binds"].strip(), types)
    if match["row"]:
        statement.row = known_type(statement, match["row"], types)
    engines = (known_engine(path, line, name, match["engine"]),) if match["engine"] else ENGINES
    statement.texts = {engine: words for engine in engines}
    found[name] = statement


def add_override(path, line, match, words, found):
    name, engine = match["name"], known_engine(path, line, match["name"], match["engine"])
    if name not in found or found[name].file != path:
        raise Problem(path, line, f"{name}: no statement of that name stands above")
    statement = found[name]
    if len(statement.texts) == 1:
        raise Problem(path, line, f"{name}: it is for one engine only")
    if statement.texts["sqlite"] is not statement.texts["postgres"]:
        raise Problem(path, line, f"{name}: one override is enough; the other engine takes the main text")
    statement.texts[engine] = words


def known_engine(path, line, name, engine):
    if engine not in ENGINES:
        raise Problem(path, line, f"{name}: no engine is called {engine}; there are {' and '.join(ENGINES)}")
    return engine


def comment_lines(body):
    """The comment right below a header."""
    lines = []
    for line in body:
        if not line.startswith("--"):
            break
        lines.append(line[2:].strip())
    return lines


def read_body(path, line, body):
    statements, rest = split_statements(cut("\n".join(body), path, line + 1))
    if meaningful(rest):
        raise Problem(path, meaningful(rest)[0].line, "a statement ends with a semicolon")
    if len(statements) != 1 or not meaningful(statements[0]):
        raise Problem(path, line, "one statement must stand below a header")
    return statements[0]


def known_type(statement, name, types):
    if name not in types:
        raise statement.problem(f"contract/types.json has no type {name}")
    return types[name]


def read_binds(statement, text, types):
    if re.fullmatch(r"[a-z_][a-z0-9_]*", text):
        statement.source = known_type(statement, text, types)
        return
    for part in filter(None, text.split(",")):
        name, _, kind = part.strip().partition(" ")
        if not c_words.is_member(name):
            raise statement.problem(f'"{name}" cannot be the name of a bind')
        if kind not in KINDS:
            raise statement.problem(f'{name}: "{kind}" is not a kind; there are {", ".join(KINDS)}')
        if any(bind.name == name for bind in statement.binds):
            raise statement.problem(f'"{name}" stands twice')
        statement.binds.append(Bind(name, kind))


def check_kind(statement, words):
    """Which statements there are, and which give rows."""
    if not words[0].named(*READS, *WRITES):
        raise statement.problem(f"a statement begins with {', '.join(READS + WRITES)}", words[0])
    changes = [word for word in words if word.named(*WRITES)]
    if words[0].named(*READS) and changes:
        raise statement.problem("a change does not begin with select or with", changes[0])
    gives = not changes or any(word.named("returning") for word in words)
    if gives and not statement.row:
        raise statement.problem("its rows need a type: -> type or -> type[]")
    if statement.row and not gives:
        raise statement.problem("it gives no rows: a change does so by returning")


def check_by_values(statement, engine):
    """What it gives is known from when it was prepared, and must be the same when it is planned again."""
    if statement.by_values and re.search(r"\bselect ([a-z_]+\.)?\*", one_line(statement.texts[engine])):
        raise statement.problem("what is planned by values names its columns")


def check_quiet(statement):
    if statement.quiet and not statement.writes:
        raise statement.problem("what is quiet is a change")


def settle(statement):
    """Checks the binds of each text against the header, and works out those of a bound type."""
    if statement.source:
        statement.binds = binds_of_type(statement)
    kinds = {bind.name: bind.kind for bind in statement.binds}
    check_quiet(statement)
    for engine in statement.texts:
        check_kind(statement, meaningful(statement.texts[engine]))
        check_by_values(statement, engine)
        used = set()
        for word in statement.texts[engine]:
            if word.kind in ("bind", "each"):
                used.add(check_bind(statement, word, kinds))
        missing = [name for name in kinds if name not in used and not statement.source]
        if missing:
            raise statement.problem(f"the text for {engine} does not use ${missing[0]}")


def bind_name(word):
    return word.text[1:] if word.kind == "bind" else word.text[6:-1]


def check_bind(statement, word, kinds):
    name = bind_name(word)
    if name not in kinds:
        raise statement.problem(f"${name} is not in the header", word)
    if word.kind == "each" and kinds[name] != "texts":
        raise statement.problem(f"{{each {name}}} needs texts, but {name} is {kinds[name]}", word)
    if word.kind == "bind" and kinds[name] == "texts":
        raise statement.problem(f"${name} is a list: write {{each {name}}}", word)
    return name


def binds_of_type(statement):
    """The fields that the texts name, in the order in which they first do."""
    binds = {}
    for engine in statement.texts:
        for word in statement.texts[engine]:
            if word.kind not in ("bind", "each"):
                continue
            name = bind_name(word)
            field = statement.source.fields.get(name)
            if field is None or not (field.column or field.kind == "texts"):
                raise statement.problem(f"{statement.source.name} has no field {name} that can be bound", word)
            binds[name] = Bind(name, field.kind)
    return list(binds.values())
