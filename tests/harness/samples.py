"""Requests that the contract allows, made from the contract: every field is sent, with a value of its kind and form."""
import json
import pathlib
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from contract.families import read_contract, rendering_of  # noqa: E402,F401

# By format, one text that has it.
GOOD = {"email": "amina@example.com", "phone_region": "86", "phone_number": "13800000000",
        "principal_name": "amina@example.com", "mobile_phone": "86-13800000000", "http_url": "https://example.com/a",
        "https_url": "https://example.com/a", "tag_key": "team", "tag_value": "blue"}
ABSENT = object()
PASSWORD = "Sample-Pass.1234"


def text(field):
    if field.check and field.check.format:
        return GOOD[field.check.format]
    if field.sensitive:
        return PASSWORD
    alphabet = field.check.characters if field.check and field.check.characters else "sample"
    letters = "sample" if set("sample") <= set(alphabet) else alphabet[0]
    return letters.ljust(field.minimum, letters[-1])[:field.maximum]


def value(field):
    """A value that the field takes, as JSON has it."""
    if field.kind == "texts":
        return [text(field)]
    if field.kind == "objects":
        return [structure(field.shape)]
    makers = {"text": text, "object": lambda field: structure(field.shape), "boolean": lambda _: True,
              "integer": lambda field: max(field.minimum, min(5, field.maximum)), "time": lambda _: 1900000000000,
              "enum": lambda field: field.names[0], "json": lambda _: '{"a": 1}', "map": lambda field: {"a": "b"}}
    return makers[field.kind](field)


def structure(shape):
    return {field.name: value(field) for field in shape.fields if not field.fixed}


def flat(name, value):
    """A value as the parameters that spell it."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in flat(f"{name}.{key}", item)]
    if isinstance(value, list):
        return flat(name, dict(enumerate(value, 1)))
    if isinstance(value, bool):
        value = str(value).lower()
    return [(name, str(value))]


class Sample:
    """A request of one operation: its fields' values, and how they travel. `world` gives what must be real: the path
    of a family leads to an instance and an application."""

    def __init__(self, family, operation, real):
        self.family, self.operation = family, operation
        self.values = structure(operation.request) | {name: real[name] for name in real
                                                      if operation.request_field(name)}

    def fields(self, *places):
        return [field for field in self.operation.request.fields if field.place in places and not field.fixed]

    def with_value(self, name, value):
        """The same request with another value; ABSENT takes the field out."""
        changed = Sample.__new__(Sample)
        changed.family, changed.operation = self.family, self.operation
        changed.values = {**self.values, name: value}
        if value is ABSENT:
            del changed.values[name]
        return changed

    def parameters(self, *places):
        pairs = []
        for field in self.fields(*places):
            if field.name in self.values:
                value = self.values[field.name]
                pairs += [(field.name, json.dumps(value))] if field.place == "json_text" else flat(field.name, value)
        return pairs

    @property
    def path(self):
        path = self.operation.paths[0] or "/"
        for field in self.fields("path"):
            value = urllib.parse.quote(str(self.values[field.name]), safe="")
            path = path.replace("{" + field.name + "}", value)
        return path

    @property
    def body(self):
        """The JSON object, or None where the operation has none."""
        fields = self.fields("body")
        return {field.name: self.values[field.name] for field in fields if field.name in self.values} \
            if fields else None

    @property
    def headers(self):
        return {field.name: str(self.values[field.name]) for field in self.fields("header")
                if field.name in self.values}

    @property
    def takes_form(self):
        return bool(self.fields("form", "json_text"))
