#!/usr/bin/env python3
"""Checks the contract, lays it out, and generates from it. contract/README.md explains the format."""

import argparse
import sys
from pathlib import Path

from contract.c_core import core_files
from contract.c_families import family_files
from contract.families import read_contract
from contract.reader import Problem

ROOT = Path(__file__).resolve().parent.parent


def generate(options):
    contract = read_contract(options.contract)
    files = core_files(contract.core) | family_files(contract)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (options.out / name).write_text(text, encoding="utf-8")
    if options.depfile:
        inputs = [options.contract, *sorted(options.contract.glob("**/*.json")), *sorted(options.contract.glob("*/"))]
        target = options.out / next(iter(files))
        options.depfile.write_text(f"{target}: {' '.join(str(path) for path in inputs)}\n", encoding="utf-8")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contract", type=Path, default=ROOT / "contract", help="the contract's folder")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("generate", help="C and OpenAPI, for the build")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--depfile", type=Path, help="where to write, for ninja, what was read")
    command.set_defaults(run=generate)
    options = parser.parse_args()
    status = 1
    try:
        status = options.run(options)
    except* Problem as group:
        for problem in group.exceptions:
            print(problem, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
