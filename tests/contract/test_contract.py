"""tools/contract.py: what it makes of a good contract, and what it says of bad ones.

After a change that is meant, write the golden files again:
    tools/contract.py --contract tests/contract/good generate --out tests/contract/golden
    tools/contract.py --contract tests/contract/good docs --out tests/contract/golden
    tools/contract.py --contract tests/contract/good settings --set server.threads=2 > tests/contract/golden/muster.ini
    tools/contract.py --contract tests/contract/good coverage > tests/contract/golden/coverage.md
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "tools")]

import cases
from contract.c_core import core_files
from contract.c_families import family_files
from contract.families import read_contract
from contract.layout import laid_out
from contract.openapi import openapi_document
from contract.pages import coverage_page, pages
from contract.reader import Problem, read
from contract.settings_file import settings_file
from contract.words import bitmap, literal, snake

FLAGS = """-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wcast-qual -Wwrite-strings -Wvla -Wno-missing-field-initializers -fsyntax-only""".split()
COMPILERS = [name for name in ("gcc", "clang", "clang-14") if shutil.which(name)]


def made_from(folder):
    """All that is generated from the contract in `folder`."""
    contract = read_contract(folder)
    return core_files(contract.core) | family_files(contract) | pages(contract) | {
        "coverage.md": coverage_page(contract, None),
        "muster.ini": settings_file(contract.core.settings, {"server.threads": "2"})}


def problems_of(folder):
    problems = []
    try:
        read_contract(folder)
    except* Problem as group:
        problems = [str(problem) for problem in group.exceptions]
    return problems


def run(*arguments):
    return subprocess.run([ROOT / "tools/contract.py", *arguments], capture_output=True, text=True, check=False)


class GoodContract(unittest.TestCase):
    maxDiff = None

    def test_makes_what_stands_in_golden(self):
        made = made_from(HERE / "good")
        for name, text in made.items():
            with self.subTest(name):
                self.assertEqual((HERE / "golden" / name).read_text(encoding="utf-8"), text)
        self.assertEqual({path.name for path in (HERE / "golden").iterdir()}, set(made))

    def test_compiles_without_a_warning(self):
        self.assertTrue(COMPILERS)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("--contract", HERE / "good", "generate", "--out", f"{folder}/contract").returncode, 0)
            for header in sorted(Path(folder).glob("contract/*.h")):
                alone = f'#include "contract/{header.name}"\n'
                (Path(folder) / f"{header.stem}_alone.c").write_text(alone, encoding="utf-8")
            for source in sorted(Path(folder).glob("**/*.c")):
                for compiler in COMPILERS:
                    with self.subTest(f"{compiler} {source.name}"):
                        command = [compiler, *FLAGS, f"-I{folder}", f"-I{ROOT / 'src'}", source]
                        done = subprocess.run(command, capture_output=True, text=True, check=False)
                        self.assertEqual(done.stderr, "")

    def test_names_all_it_read_for_the_build(self):
        with tempfile.TemporaryDirectory() as folder:
            run("--contract", HERE / "good", "generate", "--out", folder, "--depfile", f"{folder}/made.d")
            target, inputs = (Path(folder) / "made.d").read_text(encoding="utf-8").split(": ")
            self.assertEqual(target, f"{folder}/errors.h")
            self.assertIn(str(HERE / "good/library/book.json"), inputs.split())
            self.assertIn(str(HERE / "good/library"), inputs.split())


class BadContract(unittest.TestCase):
    def check(self, table):
        for file, old, new, expected in table:
            with self.subTest(f"{file}: {new}"), tempfile.TemporaryDirectory() as folder:
                shutil.copytree(HERE / "good", folder, dirs_exist_ok=True)
                path = Path(folder) / file
                text = path.read_text(encoding="utf-8")
                self.assertIn(old, text)
                path.write_text(text.replace(old, new, 1), encoding="utf-8")
                start = expected if expected.startswith("contract/") else f"contract/{file}:{expected}"
                found = problems_of(Path(folder))
                self.assertTrue(any(problem.startswith(start) for problem in found), f"{start} not in {found}")

    def test_broken_json_is_refused_with_its_line(self):
        self.check(cases.READER)

    def test_wrong_types_errors_and_settings_are_refused_with_their_line(self):
        self.check(cases.CORE)

    def test_wrong_families_are_refused_with_their_line(self):
        self.check(cases.FAMILIES)

    def test_text_that_is_not_utf8_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bad.json"
            path.write_bytes(b'{"a": "\xff"}')
            with self.assertRaisesRegex(Problem, "bad.json:1: not UTF-8"):
                read(path, "bad.json")

    def test_each_bad_operation_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(HERE / "good", folder, dirs_exist_ok=True)
            path = Path(folder) / "library/book.json"
            path.write_text(path.read_text(encoding="utf-8").replace('"access"', '"acces"'), encoding="utf-8")
            self.assertEqual(len(problems_of(Path(folder))), 5)

    def test_a_dialect_that_no_family_speaks_fails_the_check(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(HERE / "good", folder, dirs_exist_ok=True)
            path = Path(folder) / "errors.json"
            path.write_text(path.read_text(encoding="utf-8").replace('"desk"', '"dsk"'), encoding="utf-8")
            done = run("--contract", folder, "check")
            self.assertEqual((done.returncode, done.stderr),
                             (1, 'contract/errors.json:21: no family speaks the dialect "dsk"\n'))


class Layout(unittest.TestCase):
    def test_good_contract_has_the_layout(self):
        self.assertEqual(run("--contract", HERE / "good", "format", "--check").stderr, "")

    def test_format_restores_the_layout_and_changes_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(HERE / "good", folder, dirs_exist_ok=True)
            for path in Path(folder).glob("**/*.json"):
                path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")), indent=7), encoding="utf-8")
            self.assertEqual(run("--contract", folder, "format", "--check").returncode, 1)
            self.assertEqual(run("--contract", folder, "format").returncode, 0)
            for path in (HERE / "good").glob("**/*.json"):
                restored = Path(folder) / path.relative_to(HERE / "good")
                self.assertEqual(restored.read_text(encoding="utf-8"), path.read_text(encoding="utf-8"))

    def test_long_lists_are_filled_and_fields_stay_on_one_line(self):
        names = [f"error_number_{number}" for number in range(12)]
        text = laid_out("user.json", {"Get": {"errors": names, "doc": "x" * 130}})
        self.assertEqual(text.splitlines()[2], '    "errors": [')
        self.assertLessEqual(max(len(line) for line in text.splitlines() if "xxx" not in line), 120)
        self.assertEqual(json.loads(text)["Get"]["errors"], names)


class OpenApi(unittest.TestCase):
    def test_documents_are_well_formed(self):
        for folder in (HERE / "good", ROOT / "contract"):
            contract = read_contract(folder)
            for family in contract.families:
                with self.subTest(family.name):
                    self.check_document(openapi_document(contract, family))

    def check_document(self, document):
        self.assertEqual(set(document), {"openapi", "info", "paths", "components"})
        self.check_references(document, document["components"]["schemas"])
        seen = set()
        for path, item in document["paths"].items():
            self.assertTrue(path.startswith("/"))
            for method, operation in item.items():
                self.assertIn(method, ("get", "post", "put", "patch", "delete"))
                self.assertNotIn(operation["operationId"], seen)
                seen.add(operation["operationId"])
                self.check_operation(document, path, operation)

    def check_operation(self, document, path, operation):
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        self.assertEqual(in_path, {part[1:-1] for part in path.split("/") if part.startswith("{")})
        self.assertTrue(all(one.get("required") for one in operation["parameters"] if one["in"] == "path"))
        self.assertIn("200", operation["responses"])
        for status, response in operation["responses"].items():
            self.assertRegex(status, r"^[2-5][0-9][0-9]$")
            self.assertTrue(response["description"])
        for requirement in operation["security"]:
            self.assertLessEqual(set(requirement), set(document["components"]["securitySchemes"]))

    def check_references(self, value, schemas):
        if isinstance(value, dict):
            if "$ref" in value:
                self.assertIn(value["$ref"].removeprefix("#/components/schemas/"), schemas)
            for inner in value.values():
                self.check_references(inner, schemas)
        elif isinstance(value, list):
            for inner in value:
                self.check_references(inner, schemas)


class Words(unittest.TestCase):
    def test_wire_names_become_c_names(self):
        names = {"OrganizationalUnitIds": "organizational_unit_ids", "M2MClientStatus": "m2m_client_status",
                 "userId": "user_id", "OAuth2Url": "oauth2_url", "MFADevice": "mfa_device",
                 "client_id": "client_id", "x-acs-token": "x_acs_token"}
        for wire, name in names.items():
            self.assertEqual(snake(wire), name)

    def test_text_becomes_a_literal_that_cannot_end_early(self):
        self.assertEqual(literal('a"b\\c\nd??/'), '"a\\"b\\\\c\\nd?""?/"')
        self.assertEqual(literal("\0" "1"), '"\\0001"')
        self.assertEqual(literal(None), "NULL")

    def test_characters_become_bits(self):
        self.assertEqual(bitmap("!A"), "{0x0000000200000000U, 0x0000000000000002U}")


class Coverage(unittest.TestCase):
    def test_shows_what_tests_called(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "run.json"
            path.write_text('{"library": {"GetBook": 3}}', encoding="utf-8")
            done = run("--contract", HERE / "good", "coverage", "--exercised", path)
            self.assertIn("| GetBook | `GET /v1/{tenantId}/books/{bookId}` | supported | through a client |", done.stdout)
            self.assertIn("| Ping | `POST /v1/{tenantId}/ping` | supported |  |", done.stdout)
            self.assertIn("| BurnBook | `DELETE /v1/{tenantId}/books/{bookId}` | not supported |  |", done.stdout)


if __name__ == "__main__":
    unittest.main()
