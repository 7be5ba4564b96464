#!/usr/bin/env python3
"""Checks the contract, lays it out, and generates from it. contract/README.md explains the format."""

import argparse
import sys
from pathlib import Path

from contract.c_core import core_files
from contract.c_families import family_files
from contract.families import read_contract, refuse_unspoken
from contract.layout import laid_out
from contract.pages import coverage_page, pages
from contract.reader import Object, Problem, read
from contract.settings_file import settings_file

ROOT = Path(__file__).resolve().parent.parent


def check(options):
    refuse_unspoken(read_contract(options.contract))
    return 0


def format_files(options):
    changed = []
    for path in sorted(options.contract.glob("**/*.json")):
        name = f"contract/{path.relative_to(options.contract)}"
        text = laid_out(path.name, read(path, name))
        if text == path.read_text(encoding="utf-8"):
            continue
        changed.append(Problem(name, 1, "not in the layout of `tools/contract.py format`"))
        if not options.check:
            path.write_text(text, encoding="utf-8")
    if options.check and changed:
        raise ExceptionGroup("layout", changed)
    return 0


def write_files(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def generate(options):
    contract = read_contract(options.contract)
    files = core_files(contract.core) | family_files(contract)
    write_files(options.out, files)
    if options.depfile:
        inputs = [options.contract, *sorted(options.contract.glob("**/*.json")), *sorted(options.contract.glob("*/"))]
        target = options.out / next(iter(files))
        options.depfile.write_text(f"{target}: {' '.join(str(path) for path in inputs)}\n", encoding="utf-8")
    return 0


def docs(options):
    made = pages(read_contract(options.contract))
    if not options.check:
        write_files(options.out, made)
        return 0
    stale = [name for name, text in made.items()
             if not (options.out / name).exists() or (options.out / name).read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{options.out / name} is not what the contract says: run `make docs`", file=sys.stderr)
    return 1 if stale else 0


def example(options):
    chosen = dict(assignment.split("=", 1) for assignment in options.set)
    settings = read_contract(options.contract).core.settings
    unknown = set(chosen) - {field.name for field in settings}
    if unknown:
        print(f"there is no setting {', '.join(sorted(unknown))}", file=sys.stderr)
        return 1
    sys.stdout.write(settings_file(settings, chosen))
    return 0


def coverage(options):
    exercised = None
    if options.exercised:
        node = read(options.exercised, str(options.exercised))
        exercised = {family: node.take(family, Object) for family in node}
    sys.stdout.write(coverage_page(read_contract(options.contract), exercised))
    return 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contract", type=Path, default=ROOT / "contract", help="the contract's folder")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name, run, text):
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    command("check", check, "Says what is wrong in the contract, with file and line.")
    laying = command("format", format_files, "Puts every file into the only layout.")
    laying.add_argument("--check", action="store_true", help="fail where it is not, and change nothing")
    making = command("generate", generate, "Writes the C that the build compiles.")
    making.add_argument("--out", type=Path, required=True)
    making.add_argument("--depfile", type=Path, help="where to write, for ninja, what was read")
    writing = command("docs", docs, "Writes the reference pages.")
    writing.add_argument("--out", type=Path, required=True)
    writing.add_argument("--check", action="store_true", help="fail where they differ, and change nothing")
    showing = command("settings", example, "Prints a settings file in which every setting is explained.")
    showing.add_argument("--set", action="append", default=[], metavar="SECTION.NAME=VALUE",
                         help="a setting that is not to be a comment")
    covering = command("coverage", coverage, "Prints the table of what works.")
    covering.add_argument("--exercised", type=Path, help="JSON {family: {operation: calls}} of a test run")
    return parser.parse_args()


def main():
    options = arguments()
    status = 1
    try:
        status = options.run(options)
    except* Problem as group:
        for problem in group.exceptions:
            print(problem, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
