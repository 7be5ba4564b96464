"""tools/budget.py and the scanner below it: what they find in C, and what they let pass."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from budget import problems
from c_source import functions, includes, texts, variables


def found(text, path="src/directory/user.c"):
    return [problem for _, problem in problems(path, text)]


def only(text):
    functions_found = functions(text)
    assert len(functions_found) == 1, functions_found
    return functions_found[0]


class Scanner(unittest.TestCase):
    def test_functions_are_found_with_their_lines(self):
        text = "/* One */\nint x;\n\nstatic int twice(int number)\n{\n\treturn 2 * number;\n}\n"
        function = only(text)
        self.assertEqual((function.name, function.line, function.lines), ("twice", 4, 4))

    def test_attributes_and_pointers_do_not_hide_a_function(self):
        self.assertEqual(only('__attribute__((format(printf, 1, 2))) void say(const char *f, ...)\n{\n}\n').name, "say")
        self.assertEqual(only("struct user *user_find(struct arena *arena)\n{\n\treturn 0;\n}\n").name, "user_find")

    def test_tables_and_structs_are_no_functions(self):
        self.assertEqual(functions("struct a {\n\tint (*run)(int);\n};\nstatic const int t[] = {f(1), 2};\n"
                                   "enum { SIZE = 1 };\nint prototype(int a);\n#define M(x) { x; }\n"), [])

    def test_braces_in_texts_and_comments_do_not_count(self):
        function = only("int f(void)\n{\n\t/* } */ g('}', \"}\\\"}\"); // }\n\treturn 0;\n}\nint x;\n")
        self.assertEqual(function.lines, 5)

    def test_parameters_are_counted(self):
        for parameters, count in (("void", 0), ("", 0), ("int a", 1), ("int a, int b", 2),
                                  ("void (*run)(int, int), int b", 2), ("const char *format, ...", 2)):
            self.assertEqual(only(f"int f({parameters})\n{{\n}}\n").parameters, count, parameters)

    def test_complexity_counts_decisions(self):
        for body, complexity in (("", 1), ("if (a) b();", 2), ("if (a && b || c) d();", 4), ("a ? b : c;", 2),
                                 ("for (;;) while (a) b();", 3), ("switch (a) { case 1: case 2: default: }", 3),
                                 ("gift(ifx, forge);", 1), ('"if (a)"; /* if */', 1)):
            self.assertEqual(only(f"int f(void)\n{{\n{body}\n}}\n").complexity, complexity, body)

    def test_a_brace_without_its_other_half_is_told(self):
        with self.assertRaises(ValueError):
            functions("int f(void)\n{\n")

    def test_includes_and_texts(self):
        text = '#include "a.h" /* "b" */\n#include <c.h>\nconst char *d = "e\\"f";\n'
        self.assertEqual(includes(text), [(1, "a.h"), (2, "c.h")])
        self.assertEqual(texts(text), [(3, 'e\\"f')])

    def mutable(self, text):
        return [variable.name for variable in variables(text) if variable.mutable]

    def test_mutable_variables_are_found(self):
        for text, name in (("int count;", "count"), ("static int count = 1;", "count"), ("char names[2][3];", "names"),
                           ("static const char *name;", "name"), ("static const char *names[] = {\"a\"};", "names"),
                           ("static struct { int a; } pair;", "pair"), ("struct pair pair = {.a = 1};", "pair"),
                           ("struct pair { int a; } pair;", "pair"), ("static _Thread_local int here;", "here"),
                           ("_Atomic(struct user *) current;", "current"), ("static int (*run)(int) = f;", "run"),
                           ("int f(void)\n{\n\tstatic int calls;\n\treturn ++calls;\n}", "calls"),
                           ("int f(void)\n{\n\tif (a) {\n\t\tstatic struct { int b; } once = {0};\n\t}\n}", "once")):
            self.assertEqual(self.mutable(text + "\n"), [name], text)

    def test_what_cannot_change_is_let_pass(self):
        for text in ("static const int limit = 1;", "static const char *const names[] = {\"a\"};", "struct pair;",
                     "static const struct { int a; } pairs[] = {{1}};", "typedef int number;", "enum { A, B = 2 };",
                     "struct pair { int a; };", "extern int other;", "int f(int a);", "void g(void (*run)(int));",
                     "static int (*const run)(int) = f;", "_Static_assert(sizeof(int) == 4, \"int\");",
                     "int f(void)\n{\n\tstatic const struct { int a; } b[] = {{1}};\n\tint local = 1;\n}",
                     "static inline struct pair make(void)\n{\n\treturn (struct pair){1};\n}"):
            self.assertEqual(self.mutable(text + "\n"), [], text)


class Budget(unittest.TestCase):
    def test_function_length(self):
        self.assertEqual(found("void f(void)\n{\n" + "\ta();\n" * 57 + "}\n"), [])
        self.assertEqual(found("void f(void)\n{\n" + "\ta();\n" * 58 + "}\n"), ["f has 61 lines, more than 60"])

    def test_file_length(self):
        self.assertEqual(found("\n" * 600), [])
        self.assertEqual(found("\n" * 601), ["601 lines, more than 600"])

    def test_parameters(self):
        self.assertEqual(found("void f(int a, int b, int c, int d, int e)\n{\n}\n"), [])
        six = "void handle(int a, int b, int c, int d, int e, int f)\n{\n}\n"
        self.assertEqual(found(six), ["handle has 6 parameters, more than 5"])
        self.assertEqual(found(six, "src/net/server.c"), [])

    def test_complexity(self):
        self.assertEqual(found("void f(void)\n{\n" + "\tif (a) b();\n" * 14 + "}\n"), [])
        self.assertEqual(found("void f(void)\n{\n" + "\tif (a) b();\n" * 15 + "}\n"),
                         ["f has complexity 16, more than 15"])

    def test_goto(self):
        self.assertEqual(found("void f(void)\n{\n\tgoto end;\nend:\n}\n"), ["f has a goto"])

    def test_a_file_that_cannot_be_read_is_told(self):
        self.assertEqual(found("void f(void)\n{\n"), ["line 2: a brace without its other half"])

    def test_mutable_globals(self):
        self.assertEqual(found("static int count;\n"), ["count is a mutable global"])
        self.assertEqual(found("static int count;\n", "src/base/log.c"), [])
        self.assertEqual(found("static int count;\n", "src/main.c"), [])

    def test_banned_functions(self):
        for name in ("strcpy", "sprintf", "atoi", "strtok", "localtime", "malloc", "free", "system"):
            self.assertEqual(len(found(f"void f(void)\n{{\n\t{name}(a);\n}}\n")), 1, name)

    def test_functions_that_only_look_banned(self):
        for name in ("gmtime_r", "xmlfree", "hooks.free", "hooks->free", "builder_free", "snprintf", "sodium_malloc"):
            self.assertEqual(found(f"void f(void)\n{{\n\t{name}(a);\n}}\n"), [], name)

    def test_the_allocator_has_callers(self):
        text = "void f(void)\n{\n\tfree(calloc(1, 1));\n}\n"
        self.assertEqual(len(found(text)), 2)
        self.assertEqual(found(text, "src/base/arena.c"), [])
        self.assertEqual(found(text, "src/net/server_test.c"), [])
        self.assertEqual(len(found("void f(void)\n{\n\tstrcpy(a, b);\n}\n", "src/net/server_test.c")), 1)

    def test_macros_with_control_flow(self):
        self.assertEqual(found("#define CHECK(x) \\\n\tdo { if (!(x)) return 1; } while (0)\n"),
                         ["the macro CHECK has control flow"])
        self.assertEqual(found('#define SAY(x) say("if " #x)\n#define SIZE 4 /* if it fits */\n'), [])


class Tool(unittest.TestCase):
    def run_on(self, text, *options):
        with tempfile.TemporaryDirectory() as root:
            source = Path(root) / "src" / "base"
            source.mkdir(parents=True)
            (source / "new.c").write_text(text)
            return subprocess.run([sys.executable, ROOT / "tools" / "budget.py", "--root", root, *options],
                                  capture_output=True, text=True)

    def test_a_problem_is_told_with_its_place(self):
        ran = self.run_on("\nint count;\n")
        self.assertEqual((ran.returncode, ran.stderr), (1, "src/base/new.c:2: count is a mutable global\n"))

    def test_a_good_tree_passes_in_silence(self):
        ran = self.run_on("int f(void);\n")
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "", ""))

    def test_the_report_tells_the_median(self):
        ran = self.run_on("void f(void)\n{\n}\nvoid g(void)\n{\n\th();\n}\nvoid h(void)\n{\n\tg();\n\tf();\n}\n",
                          "--report")
        self.assertIn("functions:  3\n  lines:    median 4, 90 % at most 5, largest 5\n", ran.stdout)


if __name__ == "__main__":
    unittest.main()
