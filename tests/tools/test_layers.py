"""tools/layers.py: which includes and texts it takes, and which it refuses."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from layers import problems


def found(path, text):
    return [problem for _, problem in problems(path, text)]


class Includes(unittest.TestCase):
    def takes(self, path, header):
        self.assertEqual(found(path, f"#include {header}\n"), [])

    def refuses(self, path, header):
        self.assertEqual(len(found(path, f"#include {header}\n")), 1, f"{path} including {header}")

    def test_a_folder_includes_itself_and_what_is_to_its_left(self):
        self.takes("src/base/json.c", '"base/json.h"')
        self.takes("src/net/server.c", '"base/log.h"')
        self.takes("src/directory/user.c", '"store/store.h"')
        self.takes("src/api/developer/user.c", '"directory/user.h"')
        self.takes("src/cli/serve.c", '"api/service.h"')
        self.takes("src/main.c", '"cli/cli.h"')

    def test_a_folder_includes_nothing_to_its_right_or_beside_it(self):
        self.refuses("src/base/log.c", '"net/server.h"')
        self.refuses("src/net/server.c", '"crypto/digest.h"')
        self.refuses("src/store/store.c", '"directory/user.h"')
        self.refuses("src/directory/user.c", '"api/operation.h"')
        self.refuses("src/api/operation.c", '"cli/cli.h"')

    def test_api_knows_neither_store_nor_crypto(self):
        self.refuses("src/api/operation.c", '"store/store.h"')
        self.refuses("src/api/rpc/family.c", '"crypto/digest.h"')
        self.takes("src/api/visit.h", '"store/runner.h"')

    def test_generated_headers_have_a_lowest_folder(self):
        self.takes("src/base/error.h", '"contract/errors.h"')
        self.takes("src/net/server.c", '"contract/errors.h"')
        self.refuses("src/store/store.c", '"contract/types.h"')
        self.takes("src/directory/user.c", '"contract/types.h"')
        self.refuses("src/directory/user.c", '"contract/developer.h"')
        self.takes("src/api/route.c", '"contract/developer.h"')

    def test_foreign_headers_have_one_place(self):
        self.takes("src/store/sqlite.c", "<sqlite3.h>")
        self.refuses("src/directory/user.c", "<sqlite3.h>")
        self.refuses("src/cli/init.c", "<libpq-fe.h>")
        self.takes("src/crypto/seal.c", "<sodium.h>")
        self.refuses("src/net/tls.c", "<openssl/ssl.h>")
        self.takes("src/net/tls.h", "<gnutls/abstract.h>")
        self.refuses("src/net/server.c", "<gnutls/gnutls.h>")
        self.takes("src/base/json.h", "<jansson.h>")
        self.refuses("src/api/decode.c", "<jansson.h>")
        self.takes("src/api/decode.c", "<string.h>")

    def test_only_tests_include_what_is_for_tests(self):
        self.takes("src/net/server_test.c", "<cmocka.h>")
        self.takes("src/base/json_fuzz.c", '"tests/fuzz/fuzz.h"')
        self.takes("src/net/fixture.h", '"tests/unit/unit.h"')
        self.refuses("src/net/server.c", "<cmocka.h>")
        self.refuses("src/net/server.c", '"tests/unit/unit.h"')
        self.refuses("src/net/server_test.c", '"store/store.h"')

    def test_a_folder_without_a_place_is_refused(self):
        self.refuses("src/extras/new.c", '"base/text.h"')

    def test_what_a_comment_says_is_no_include(self):
        self.takes("src/base/text.c", '"base/text.h"\n/*\n#include "api/operation.h"\n*/')
        self.assertEqual(found("src/base/text.c", '// #include "api/operation.h"\n'), [])

    def test_the_line_is_told(self):
        text = '/* One\n * two */\n#include <string.h>\n#  include "api/route.h"\n'
        self.assertEqual([line for line, _ in problems("src/base/text.c", text)], [4])


class Sql(unittest.TestCase):
    def refuses(self, text, path="src/directory/user.c"):
        self.assertEqual(found(path, f'const char *x = "{text}";\n'), ["SQL belongs into a .sql file"])

    def takes(self, text, path="src/directory/user.c"):
        self.assertEqual(found(path, f'const char *x = "{text}";\n'), [])

    def test_statements_are_refused(self):
        for text in ("select id from user", "SELECT * FROM user", "insert into user values ($1)", "pragma user_version",
                     " update user set name = $1", "delete from user", "create table x (y text)", "drop index z",
                     "with recent as (select 1)", "select $1"):
            self.refuses(text)

    def test_english_is_taken(self):
        for text in ("select one of them", "update the settings", "insert a coin", "create a user", "drop it", "",
                     "delete", "with a name", "not a select id from user"):
            self.takes(text)

    def test_the_store_may_have_statements(self):
        self.takes("select 1 from migration", path="src/store/migrate.c")

    def test_a_statement_in_a_comment_is_no_text(self):
        self.assertEqual(found("src/directory/user.c", '/* "select id from user" */ int main(void);\n'), [])


class Tool(unittest.TestCase):
    def run_on(self, text):
        with tempfile.TemporaryDirectory() as root:
            source = Path(root) / "src" / "base"
            source.mkdir(parents=True)
            (source / "new.c").write_text(text)
            return subprocess.run([sys.executable, ROOT / "tools" / "layers.py", "--root", root], capture_output=True,
                                  text=True)

    def test_a_problem_is_told_with_its_place(self):
        ran = self.run_on('#include "base/text.h"\n#include "net/server.h"\n')
        self.assertEqual((ran.returncode, ran.stderr), (1, 'src/base/new.c:2: base may not include "net/server.h"\n'))

    def test_a_good_tree_passes_in_silence(self):
        ran = self.run_on('#include "base/text.h"\n')
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
