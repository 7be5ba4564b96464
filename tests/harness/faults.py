"""Every way to get one field of a request wrong, from what the contract says of the field."""
from dataclasses import dataclass

from harness import samples
from harness.samples import ABSENT

# By format, a text of allowed characters that does not have it.
MALFORMED = {"email": "amina", "phone_region": "0", "phone_number": "12345", "principal_name": "amina",
             "mobile_phone": "8613800000000", "http_url": "example.com", "https_url": "http://example.com",
             "tag_key": "acs:team", "tag_value": "acs:blue"}
UNKNOWN_WORD = "no such word"
OTHER_TYPES = {"text": (5, True, [], {}, ["sample"]), "enum": (1, False, [], {}),
               "integer": ("5", 1.5, True, [], {}), "time": ("5", 1.5, True, [], {}),
               "boolean": ("true", 1, [], {}), "texts": ("sample", 5, {}, {"1": "sample"}),
               "objects": ("sample", 5, {}, True), "object": ("sample", 5, [], True), "map": ("sample", 5, [])}
NOT_SPELLED = {"integer": ("many", "1.5", "1e3", "0x10", " 5", "9" * 20), "time": ("soon", "1.5", "9" * 20),
               "boolean": ("maybe", "1", "yes", "truetrue")}
LAST_TIME = 253402300799999


@dataclass
class Fault:
    """`value` in place of the field's own is answered by one of `errors`, which names `subject`."""

    label: str
    value: object
    errors: tuple
    subject: str


def faults(field, name, spelled):
    """The faults of a field that is called `name`. `spelled`: it travels as text, not as JSON."""
    if field.required and field.place != "path":
        yield Fault("missing", ABSENT, ("parameter_missing",), name)
        if not spelled:
            yield Fault("null", None, ("parameter_missing",), name)
            if field.kind in ("texts", "objects"):
                yield Fault("no items", [], ("parameter_missing",), name)
    if spelled and field.kind in ("texts", "objects"):
        yield from numbering(field, name)
    wrong = NOT_SPELLED if spelled else OTHER_TYPES
    for value in wrong.get(field.kind, ()):
        yield Fault(f"{value!r} for {field.kind}", value, ("parameter_invalid",), name)
    yield from BY_KIND[field.kind](field, name, spelled)


def forbidden_characters(field):
    """Texts that only differ from a good one by a character that may not stand in it."""
    good, check = samples.text(field), field.check
    for control in "\x01\x1b\x7f":
        yield good + control
    if not (check and check.lines):
        yield good + "\n"
    if check and check.characters:
        yield good + next(character for character in " <'\u00e9" if character not in check.characters)
    if not (check and check.other):
        yield good + "\u0085"
    if check and check.first:
        yield next(character for character in check.characters if character not in check.first) + good


def text_faults(field, name, spelled):
    form = field.check.format if field.check else None
    good = samples.text(field)
    long = good + good[-1] * (field.maximum + 1 - len(good))
    yield Fault("too long", long, ("parameter_length", "parameter_format") if form else ("parameter_length",), name)
    if not (field.check and field.check.characters):
        yield Fault("too long beyond ASCII", "\u6d4b" * (field.maximum + 1), ("parameter_length",), name)
    for value in forbidden_characters(field):
        yield Fault(f"character {value!r}"[:60], value, ("parameter_characters",), name)
    if form:
        yield Fault("malformed", MALFORMED[form], ("parameter_format",), name)
    if field.required:
        yield Fault("empty", "", ("parameter_missing",), name)
    elif field.minimum > 0:
        yield Fault("too short", good[:field.minimum - 1], ("parameter_length",), name)


def integer_faults(field, name, spelled):
    for value in (field.minimum - 1, field.maximum + 1):
        if -(1 << 63) <= value < 1 << 63:
            yield Fault("out of bounds", value, ("parameter_invalid",), name)


def time_faults(field, name, spelled):
    for value in (-1, LAST_TIME + 1):
        yield Fault("no such time", value, ("parameter_invalid",), name)


def enum_faults(field, name, spelled):
    for value in (UNKNOWN_WORD, field.names[0] + " ", field.names[0] + "\u00e9"):
        yield Fault(f"word {value!r}", value, ("parameter_invalid",), name)


def json_faults(field, name, spelled):
    if spelled:
        for value in ("{", "{'a': 1}", "[" * 1000):
            yield Fault("no JSON", value, ("parameter_invalid",), name)


def item_errors(fault):
    """An empty item of a list is a wrong value, whatever an empty field of its kind would be."""
    return ("parameter_invalid",) if fault.value == "" else fault.errors


def texts_faults(field, name, spelled):
    good = samples.text(field)
    yield Fault("too many", [good] * (field.most + 1), ("parameter_length",), name)
    yield Fault("empty item", [""], ("parameter_invalid",), f"{name}.1")
    for fault in text_faults(field, f"{name}.1", spelled):
        yield Fault(f"item {fault.label}", [fault.value], item_errors(fault), fault.subject)
    yield Fault("second item", [good, good + "\x01"], ("parameter_characters",), f"{name}.2")
    if not spelled:
        for value in (5, None, True, [], {}):
            yield Fault(f"item {value!r}", [value], ("parameter_invalid",), f"{name}.1")


def inner_faults(field, name, spelled, wrap):
    good = samples.structure(field.shape)
    for inner in field.shape.fields:
        for fault in faults(inner, f"{name}.{inner.name}", spelled):
            changed = {**good, inner.name: fault.value}
            if fault.value is ABSENT:
                del changed[inner.name]
            if changed or not spelled:
                yield Fault(f"{inner.name} {fault.label}", wrap(changed), fault.errors, fault.subject)


def objects_faults(field, name, spelled):
    good = samples.structure(field.shape)
    yield Fault("too many", [good] * (field.most + 1), ("parameter_length",), name)
    yield from inner_faults(field, f"{name}.1", spelled, lambda item: [item])
    if not spelled:
        for value in ("sample", 5, None, []):
            yield Fault(f"item {value!r}", [value], ("parameter_invalid",), f"{name}.1")


def object_faults(field, name, spelled):
    return inner_faults(field, name, spelled, lambda value: value)


def map_faults(field, name, spelled):
    yield Fault("too many", {f"a{n}": "b" for n in range(field.most + 1)}, ("parameter_length",), name)
    yield Fault("value", {"a": "b\x01"}, ("parameter_characters",), f"{name}.a")
    if not spelled:
        yield Fault("no text", {"a": 5}, ("parameter_invalid",), f"{name}.a")


def numbering(field, name):
    """The numbers of a list's items, wrong."""
    item = samples.value(field)[0]
    for number in ("0", "x", "-1", "1x", "", "9" * 20):
        pairs = samples.flat(name, {number: item})
        yield Fault(f"number {number!r}", {number: item}, ("parameter_invalid",), min(pairs)[0])
    for number in (str(field.most + 1), "99999999"):
        yield Fault(f"number {number!r}", {number: item}, ("parameter_length",), name)


BY_KIND = {"text": text_faults, "integer": integer_faults, "time": time_faults, "enum": enum_faults,
           "boolean": lambda *_: (), "json": json_faults, "texts": texts_faults, "objects": objects_faults,
           "object": object_faults, "map": map_faults}
