#!/usr/bin/env python3
"""Fails on an include that breaks the layers, and on SQL text in C outside src/store."""

import argparse
import re
import sys
from pathlib import Path

from c_source import ROOT, includes, is_test, source_files, texts

# What a folder of src/ may include, beside itself. "main" is src/main.c.
LAYERS = {
    "base": [],
    "net": ["base"],
    "crypto": ["base"],
    "store": ["base"],
    "directory": ["base", "net", "crypto", "store"],
    "signin": ["base", "net", "crypto", "store", "directory"],
    "oidc": ["base", "net", "crypto", "directory", "signin"],
    "saml": ["base", "net", "crypto", "directory", "signin"],
    "api": ["base", "net", "directory", "signin", "oidc", "saml"],
    "cli": ["base", "net", "crypto", "store", "directory", "signin", "oidc", "saml", "api"],
    "main": ["base", "cli"],
}

# Single headers that a folder may include against the table.
EXCEPTIONS = {
    ("api", "store/runner.h"): "a visit is a runner's job; statements stay in the directory",
}

# Generated headers, and from which folder up they may be included; the other ones under contract/ are api's.
GENERATED = {
    "contract/errors.h": "base",
    "contract/settings.h": "base",
    "contract/types.h": "directory",
}

# Foreign headers that belong to one place. A name that ends in "/" stands for all below it.
FOREIGN = {
    "sqlite3.h": ["src/store/"],
    "libpq-fe.h": ["src/store/"],
    "openssl/": ["src/crypto/"],
    "sodium.h": ["src/crypto/"],
    "crypt.h": ["src/crypto/"],
    "fido.h": ["src/crypto/"],
    "cbor.h": ["src/crypto/"],
    "gnutls/": ["src/net/tls.", "src/net/tls_test.c"],
    "microhttpd.h": ["src/net/"],
    "curl/": ["src/net/"],
    "jansson.h": ["src/base/json."],
    "utf8proc.h": ["src/base/"],
    "ini.h": ["src/base/settings."],
}

# Beside the layers, tests may include these.
FOR_TESTS = ("cmocka.h", "tests/")

SQL = re.compile(r"""\s*(?:
    select\b.*(?:\bfrom\b|\$\d) | insert\s+into\s | update\s+\w+\s+set\b | delete\s+from\s | with\s+\w+\s+as\s*\(
    | (?:create|alter|drop)\s+(?:table|index|view)\b | pragma\s )""", re.I | re.X | re.S)


def folder_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else "main"


def is_allowed_layer(folder, name):
    other = name.split("/")[0]
    if other == "contract":
        lowest = GENERATED.get(name, "api")
        return folder == lowest or lowest in LAYERS[folder]
    return other == folder or other in LAYERS[folder] or (folder, name) in EXCEPTIONS


def foreign_problem(path, name):
    for header, places in FOREIGN.items():
        if name == header or (header.endswith("/") and name.startswith(header)):
            if not path.startswith(tuple(places)):
                return f"<{name}> may be included by {' and '.join(places)} only"
    return None


def include_problem(path, name):
    """What is wrong with the file at `path` including `name`, or None."""
    folder = folder_of(path)
    if is_test(path) and name.startswith(FOR_TESTS):
        return None
    if folder not in LAYERS:
        return f"the folder {folder} has no place in the layers"
    if name.startswith(FOR_TESTS):
        return f'"{name}" is for tests'
    if name.split("/")[0] in (*LAYERS, "contract") and not is_allowed_layer(folder, name):
        return f'{folder} may not include "{name}"'
    return foreign_problem(path, name)


def sql_problems(path, text):
    if path.startswith("src/store/") or not path.endswith(".c"):
        return
    for line, content in texts(text):
        if SQL.match(content):
            yield line, "SQL belongs into a .sql file"


def problems(path, text):
    """(line, what is wrong) for each problem of one file."""
    for line, name in includes(text):
        problem = include_problem(path, name)
        if problem:
            yield line, problem
    yield from sql_problems(path, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that holds src/")
    found = [f"{path}:{line}: {problem}" for path, text in source_files(parser.parse_args().root)
             for line, problem in problems(path, text)]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
