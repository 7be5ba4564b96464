#!/usr/bin/env python3
"""Holds recorded exchanges against the contract.

Fails on an answer with a field that its operation does not declare, or of another type; on an error that it does not
declare; and, with --complete, on an operation that no test exercised with success. Writes how often each operation was
exercised beside the recording (…-exercised.json), from which docs/coverage.md is made.
"""
import argparse
import base64
import collections
import json
import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from contract.families import read_contract, rendering_of  # noqa: E402

SCALARS = {"text": str, "enum": str, "integer": int, "boolean": bool}


class Matcher:
    """Finds the operation of a request, as the server does."""

    def __init__(self, contract):
        self.by_action, self.by_path = {}, []
        for family in contract.families:
            for operation in family.operations:
                if family.style == "rpc":
                    self.by_action[family.version, operation.name] = family, operation
                for path in operation.paths:
                    pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)) + "$")
                    self.by_path.append((operation.method, pattern, path.count("{"), family, operation))
        self.by_path.sort(key=lambda row: row[2])

    def find(self, exchange):
        path, _, query = exchange["path"].partition("?")
        if path == "/":
            form = base64.b64decode(exchange["body"]).decode("utf-8", "replace")
            parameters = dict(urllib.parse.parse_qsl(query + "&" + form, keep_blank_values=True))
            headers = exchange["headers"]
            return self.by_action.get((parameters.get("Version") or headers.get("x-acs-version"),
                                       parameters.get("Action") or headers.get("x-acs-action")))
        for method, pattern, _, family, operation in self.by_path:
            if method == exchange["method"] and pattern.match(path):
                return family, operation
        return None


def flat_fields(shape):
    """The fields of an answer by name, with those of flat shapes at their level."""
    fields = {}
    for field in shape.fields:
        fields |= flat_fields(field.shape) if field.kind == "flat" else {field.name: field}
    return fields


def undeclared(shape, answer, where):
    """What in `answer` the shape does not allow."""
    if not isinstance(answer, dict):
        return [f"{where}: not an object"]
    fields, found = flat_fields(shape), []
    for name, value in answer.items():
        if name not in fields:
            found.append(f"{where}.{name}: not declared")
        else:
            found += wrong_value(fields[name], value, f"{where}.{name}")
    return found


def wrong_value(field, value, where):
    if field.is_list:
        return wrong_list(field, value, where)
    if field.shape:
        return undeclared(field.shape, value, where)
    expected = SCALARS.get(field.kind)
    if field.kind == "time":
        expected = int if field.form in ("natural", "seconds") else str
        if value == "":
            return []
    if field.form == "string":
        expected = str
    if expected and type(value) is not expected:
        return [f"{where}: {type(value).__name__} instead of {expected.__name__}"]
    if field.names and value != "" and value not in field.names:
        return [f"{where}: '{value}' is none of {field.names}"]
    return []


def wrong_list(field, value, where):
    if field.wrap:
        value = value.get(field.wrap) if isinstance(value, dict) and set(value) == {field.wrap} else None
    if not isinstance(value, list):
        return [f"{where}: not a list"]
    found = []
    for number, item in enumerate(value):
        if field.shape:
            found += undeclared(field.shape, item, f"{where}[{number}]")
        elif not isinstance(item, str):
            found.append(f"{where}[{number}]: not text")
    return found


def error_code(answer):
    return next((answer[key] for key in ("Code", "error_code", "error") if key in answer), None)


def pattern_of(code):
    return re.compile(re.sub(r"\\{[sS]ubject\\}", ".*", re.escape(code)) + "$", re.S)


class Checker:
    def __init__(self, contract):
        self.contract, self.matcher = contract, Matcher(contract)
        self.errors = contract.core.errors
        self.found, self.counts = [], collections.defaultdict(collections.Counter)

    def _declared(self, family, operation, status, code):
        for name in [*family.errors, *operation.errors]:
            rendering = rendering_of(self.errors[name], operation.dialect, self.contract.dialects)
            if rendering and rendering[0] == status and pattern_of(rendering[1]).match(code):
                return True
        return False

    def check(self, exchange):
        match = self.matcher.find(exchange)
        if not match:
            return
        family, operation = match
        where = f"{family.name}.{operation.name}"
        if exchange["answer"].startswith("<?xml"):
            return
        answer = json.loads(exchange["answer"])
        if exchange["status"] == 200:
            self.counts[family.name][operation.name] += 1
            self.found += undeclared(operation.response, answer, where)
            return
        code = error_code(answer)
        if code is None or not self._declared(family, operation, exchange["status"], code):
            self.found.append(f"{where}: the error {exchange['status']} {code} is not declared")

    def unexercised(self):
        return [f"{family.name}.{operation.name}: no test exercised it"
                for family in self.contract.families for operation in family.operations
                if operation.supported and not self.counts[family.name][operation.name]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=pathlib.Path, help="and the files beside it whose names begin with its name")
    parser.add_argument("--complete", action="store_true")
    options = parser.parse_args()
    checker = Checker(read_contract(ROOT / "contract"))
    for recording in sorted(options.recording.parent.glob(options.recording.name + "*")):
        with open(recording, encoding="utf-8") as lines:
            for line in lines:
                checker.check(json.loads(line))
    exercised = options.recording.with_name(options.recording.stem + "-exercised.json")
    exercised.write_text(json.dumps(checker.counts, indent=1, sort_keys=True), encoding="utf-8")
    found = sorted(set(checker.found)) + (checker.unexercised() if options.complete else [])
    for line in found[:200]:
        print(line)
    print(f"{sum(map(sum, (c.values() for c in checker.counts.values())))} answers held against the contract, "
          f"{len(found)} objections")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
