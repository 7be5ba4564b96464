#!/usr/bin/env python3
"""Checks the contract, lays it out, and generates from it. contract/README.md explains the format."""

import argparse
import sys
from pathlib import Path

from contract.c_core import core_files
from contract.core import read_core
from contract.reader import Problem

ROOT = Path(__file__).resolve().parent.parent


def generate(options):
    files = core_files(read_core(options.contract))
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (options.out / name).write_text(text, encoding="utf-8")
    if options.depfile:
        inputs = [options.contract, *sorted(options.contract.glob("**/*.json")), *sorted(options.contract.glob("*/"))]
        target = options.out / next(iter(files))
        options.depfile.write_text(f"{target}: {' '.join(str(path) for path in inputs)}\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contract", type=Path, default=ROOT / "contract", help="the contract's folder")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("generate", help="C and OpenAPI, for the build")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--depfile", type=Path, help="where to write, for ninja, what was read")
    command.set_defaults(run=generate)
    options = parser.parse_args()
    try:
        return options.run(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
