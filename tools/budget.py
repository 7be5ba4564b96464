#!/usr/bin/env python3
"""Fails on functions and files above budget, on mutable globals, and on functions that may not be called."""

import argparse
import re
import statistics
import sys
from pathlib import Path

from c_source import ROOT, code_of, functions, is_test, line_of, macros, source_files, variables

FUNCTION_LINES = 60
FILE_LINES = 600
PARAMETERS = 5
COMPLEXITY = 15

# Functions whose parameters are not ours to choose.
FOREIGN_SIGNATURES = {
    ("src/net/request.c", "read_header"): "libmicrohttpd's iterator over headers",
    ("src/net/server.c", "handle"): "libmicrohttpd's access handler",
    ("src/net/tls.c", "tls_choose"): "GnuTLS's choice of a certificate",
}

# File-scope state, each with its reason. src/main.c and src/base/log.c may have it without one.
STATE = {
    ("src/base/json.c", "current_arena"): "jansson's allocator takes no context; each thread has its own",
    ("src/base/json.c", "installed"): "jansson takes its allocator once for the whole process",
    ("src/crypto/digest.c", "algorithms"): "OpenSSL's algorithms, fetched once and never changed",
    ("src/crypto/digest.c", "fetched"): "guards that once",
    ("src/store/sqlite.c", "once"): "SQLite is configured once for the whole process, before its first use",
}
STATEFUL_FILES = ("src/main.c", "src/base/log.c")

BANNED = {
    **dict.fromkeys(["strcpy", "strcat", "sprintf", "vsprintf", "strncpy", "strncat", "gets"],
                    "does not know how much room there is"),
    **dict.fromkeys(["atoi", "atol", "atoll", "atof"], "does not tell failure; use text_to_integer"),
    **dict.fromkeys(["strtok", "localtime", "gmtime", "ctime", "asctime", "rand", "random"],
                    "keeps state that threads share"),
    **dict.fromkeys(["malloc", "calloc", "realloc", "reallocarray", "strdup", "strndup", "asprintf", "free"],
                    "memory comes from arenas"),
    **dict.fromkeys(["alloca", "setjmp", "longjmp", "system", "popen", "tmpnam", "mktemp"], "has no safe use here"),
}

# Who may call a banned function nevertheless. Tests may use the allocator.
CALLERS = {
    ("src/base/arena.c", "calloc"): "arenas are made of it",
    ("src/base/arena.c", "malloc"): "arenas are made of it",
    ("src/base/arena.c", "free"): "arenas are made of it",
    ("src/base/json.c", "malloc"): "jansson's allocator when no arena is set",
    ("src/base/json.c", "free"): "jansson's allocator when no arena is set",
}
ALLOCATOR = {name for name, reason in BANNED.items() if reason == "memory comes from arenas"}

CONTROL_FLOW = re.compile(r"\b(?:return|goto|break|continue|if|else|for|while|do|switch)\b")
CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")


def function_problems(path, text):
    for function in functions(text):
        if function.lines > FUNCTION_LINES:
            yield function.line, f"{function.name} has {function.lines} lines, more than {FUNCTION_LINES}"
        if function.parameters > PARAMETERS and (path, function.name) not in FOREIGN_SIGNATURES:
            yield function.line, f"{function.name} has {function.parameters} parameters, more than {PARAMETERS}"
        if function.complexity > COMPLEXITY:
            yield function.line, f"{function.name} has complexity {function.complexity}, more than {COMPLEXITY}"
        if re.search(r"\bgoto\b", function.body):
            yield function.line, f"{function.name} has a goto"


def variable_problems(path, text):
    if path in STATEFUL_FILES:
        return
    for variable in variables(text):
        if variable.mutable and (path, variable.name) not in STATE:
            yield variable.line, f"{variable.name} is a mutable global"


def call_problems(path, text):
    code = code_of(text)
    for match in CALL.finditer(code):
        name = match.group(1)
        if (path, name) in CALLERS or (is_test(path) and name in ALLOCATOR):
            continue
        yield line_of(code, match.start()), f"{name} may not be called: {BANNED[name]}"


def macro_problems(text):
    for line, name, replacement in macros(text):
        if CONTROL_FLOW.search(replacement):
            yield line, f"the macro {name} has control flow"


def problems(path, text):
    """(line, what is wrong) for each problem of one file."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield 1, f"{lines} lines, more than {FILE_LINES}"
    try:
        functions(text)
    except ValueError as unread:
        yield 1, str(unread)
        return
    yield from function_problems(path, text)
    yield from variable_problems(path, text)
    yield from call_problems(path, text)
    yield from macro_problems(text)


def spread(numbers):
    ordered = sorted(numbers) or [0]
    return (f"median {statistics.median(ordered):g}, 90 % at most {ordered[len(ordered) * 9 // 10]}, "
            f"largest {ordered[-1]}")


def report(files):
    """What the tree looks like, tests apart."""
    written = [(path, text) for path, text in files if not is_test(path)]
    all_functions = [function for _, text in written for function in functions(text)]
    return "\n".join([
        f"files:      {len(written)}, {sum(text.count(chr(10)) for _, text in written)} lines",
        f"  lines:    {spread([text.count(chr(10)) for path, text in written if path.endswith('.c')])}",
        f"functions:  {len(all_functions)}",
        f"  lines:    {spread([function.lines for function in all_functions])}",
        f"  complexity: {spread([function.complexity for function in all_functions])}",
        f"  parameters: {spread([function.parameters for function in all_functions])}",
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that holds src/")
    parser.add_argument("--report", action="store_true", help="say what the tree looks like")
    options = parser.parse_args()
    files = list(source_files(options.root))
    if options.report:
        print(report(files))
    found = [f"{path}:{line}: {problem}" for path, text in files for line, problem in problems(path, text)]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
