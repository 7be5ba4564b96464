"""The quick run measures everything, and its figures make the page. No time is asserted."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import page  # noqa: E402
from peers import peer  # noqa: E402


def quick():
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([sys.executable, HERE / "bench.py", "--quick", "--out", file.name], check=True,
                       capture_output=True)
        return json.loads(pathlib.Path(file.name).read_text(encoding="utf-8"))


class QuickRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = quick()

    def test_every_rate_is_there_with_its_limit(self):
        for _, name, _, limit, _ in page.RATES:
            self.assertGreater(self.results["serving"][name]["rate"], 0, name)
            self.assertGreater(self.results["serving"][limit]["rate"], 0, limit)
        for name in ("argon2", "create_user_with_password"):
            self.assertGreater(self.results["passwords"][name]["rate"], 0, name)

    def test_every_list_has_a_first_a_middle_and_a_last_page(self):
        places = {}
        for row in self.results["lists"]:
            places.setdefault(row["list"], []).append(row["page"])
        self.assertEqual({tuple(found) for found in places.values()}, {("first", "middle", "last")})
        self.assertEqual(len(places), 5)

    def test_all_users_went_in_and_out(self):
        moved = [(row["verb"], row["users"]) for row in self.results["transfers"]]
        self.assertEqual(moved, [("import", 2500), ("export", 2500), ("import", 5000), ("export", 5000)])

    def test_the_page_has_every_promise(self):
        lines = page.table(self.results).splitlines()[2:]
        self.assertEqual(len(lines), len(page.RATES) + 10)

    def test_all_of_it_can_be_shown(self):
        whole = page.figures(self.results) + page.origin(self.results) + page.sizing(self.results)
        self.assertNotIn("nan", whole.lower())

    def test_peers_stand_below_us_and_missing_ones_below_all(self):
        work = {"rate": 10.0, "p50": 1.0, "p99": 2.0}
        found = {"name": "Other (kind) 1.0", "start": 1.0, "idle": {"resident": 1024}, "busy": {"peak": 2048},
                 "works": {"a work": work}}
        text = page.peers({**self.results, "peers": [{"name": "Absent", "missing": "no such thing"}, found]})
        self.assertIn("| Other (kind) 1.0 | 1.00 s | 1 MiB | 2 MiB |", text)
        self.assertIn("| Other: a work | 10/s | 1.0 | 2.0 |", text)
        self.assertTrue(text.endswith("Absent was not measured: no such thing."))


class Absent:
    name = "no such server"

    def install(self):
        raise RuntimeError("it is not to be had")


class Peers(unittest.TestCase):
    def test_one_that_cannot_be_had_is_a_row_that_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            row = peer.measure(Absent(), pathlib.Path(folder), None, lambda text: None)
        self.assertEqual(row, {"name": "no such server", "missing": "it is not to be had"})


class Marks(unittest.TestCase):
    def test_what_stands_outside_the_marks_stays(self):
        with tempfile.NamedTemporaryFile("w+", suffix=".md", encoding="utf-8") as file:
            file.write("before\n<!-- one: written by x -->\nold\n<!-- end of one -->\nafter\n")
            file.flush()
            page.fill(pathlib.Path(file.name), {"one": "new"})
            self.assertEqual(pathlib.Path(file.name).read_text(encoding="utf-8"),
                             "before\n<!-- one: written by x -->\n\nnew\n\n<!-- end of one -->\nafter\n")


if __name__ == "__main__":
    unittest.main()
