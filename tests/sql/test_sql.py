#!/usr/bin/env python3
"""tools/sql.py: what it makes of good SQL, and what it says of bad.

After a change that is meant, write the golden files again:
    tests/sql/test_sql.py golden
"""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTRACT = ROOT / "tests/contract/good"
sys.path.insert(0, str(HERE))

import cases

SCHEMA = sorted((HERE / "good/schema").iterdir())
FLAGS = """-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wcast-qual -Wwrite-strings -Wvla -Wno-missing-field-initializers -fsyntax-only""".split()
COMPILERS = [name for name in ("gcc", "clang", "clang-14") if shutil.which(name)]


def run(*arguments):
    return subprocess.run([ROOT / "tools/sql.py", *arguments], capture_output=True, text=True, check=False)


def make_statements(files, out, schema=tuple(SCHEMA)):
    return run("statements", "--contract", CONTRACT, "--schema", *schema, "--out", out, "--files", *files)


def make_all(out):
    """Everything that golden/ holds."""
    done = make_statements(sorted((HERE / "good").glob("*.sql")), out)
    return done.stderr + run("migrations", "--out", Path(out) / "migrations.c", *SCHEMA).stderr


class GoodSql(unittest.TestCase):
    maxDiff = None

    def test_makes_what_stands_in_golden(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(make_all(folder), "")
            made = {path.name: path.read_text(encoding="utf-8") for path in Path(folder).iterdir()}
        for name, text in made.items():
            with self.subTest(name):
                self.assertEqual((HERE / "golden" / name).read_text(encoding="utf-8"), text)
        self.assertEqual({path.name for path in (HERE / "golden").iterdir()}, set(made))

    def test_compiles_without_a_warning(self):
        self.assertTrue(COMPILERS)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ROOT / "tools/contract.py", "--contract", CONTRACT, "generate", "--out", f"{folder}/contract"],
                           check=True)
            (Path(folder) / "directory").mkdir()
            # As far as the wrappers need it: the real one wants the whole contract.
            (Path(folder) / "directory/call.h").write_text(
                '#pragma once\n#include "contract/types.h"\n#include "store/store.h"\n'
                "struct call { struct store *store; struct arena *arena; };\n", encoding="utf-8")
            self.assertEqual(make_all(Path(folder) / "directory"), "")
            for source in sorted((Path(folder) / "directory").glob("*.c")):
                for compiler in COMPILERS:
                    with self.subTest(f"{compiler} {source.name}"):
                        command = [compiler, *FLAGS, f"-I{folder}", f"-I{ROOT / 'src'}", source]
                        done = subprocess.run(command, capture_output=True, text=True, check=False)
                        self.assertEqual(done.stderr, "")


class BadSql(unittest.TestCase):
    def check_problem(self, done, file, expected):
        line, _, message = expected.partition(": ")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(done.stderr.startswith(f"{file}:{line}: {message}"), f"{expected!r} is not {done.stderr!r}")

    def test_statements_are_refused_with_file_and_line(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "bad.sql"
            for text, expected in cases.STATEMENTS:
                with self.subTest(expected):
                    file.write_text(text, encoding="utf-8")
                    self.check_problem(make_statements([file], Path(folder) / "out"), file, expected)
            self.assertFalse((Path(folder) / "out").exists())

    def test_a_name_is_taken_in_all_files(self):
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / "a.sql", Path(folder) / "b.sql"]
            for file in files:
                file.write_text(cases.SELECT + ";", encoding="utf-8")
            self.check_problem(make_statements(files, Path(folder) / "out"), files[1],
                               f"1: book_by_id: there is one already, at {files[0]}:1")

    def test_schemas_are_refused_with_file_and_line(self):
        for scripts, expected in cases.SCHEMAS:
            with self.subTest(expected), tempfile.TemporaryDirectory() as folder:
                files = []
                for name, text in scripts.items():
                    files.append(Path(folder) / name)
                    files[-1].write_text(text, encoding="utf-8")
                done = run("migrations", "--out", Path(folder) / "migrations.c", *files)
                self.check_problem(done, files[-1], expected)

    def test_what_is_not_utf8_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "bad.sql"
            file.write_bytes(b"-- \xff\n")
            self.check_problem(make_statements([file], Path(folder) / "out"), file, "1: not UTF-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["golden"]:
        sys.exit(make_all(HERE / "golden"))
    unittest.main()
