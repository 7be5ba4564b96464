"""A small data set is made and everything is asked of it, on both stores. No time is asserted."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import dataset  # noqa: E402
import size  # noqa: E402

SCALE, ROUNDS = 0.001, 3
ITEMS = 50  # a page has up to a hundred: whatever costs a statement for each is above this


class SmallRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="muster-size-") as folder:
            os.chmod(folder, 0o755)  # PostgreSQL runs as another user than root
            former, dataset.CACHE = dataset.CACHE, pathlib.Path(folder)
            cls.results = {store: size.run(store, SCALE, ROUNDS, lambda text: None) for store in ("sqlite", "postgres")}
            dataset.CACHE = former

    def names(self, store):
        return [(row["family"], row["name"]) for row in self.results[store]["rows"]]

    def test_both_stores_were_asked_the_same(self):
        self.assertEqual(self.names("sqlite"), self.names("postgres"))
        self.assertEqual(len(set(self.names("sqlite"))), len(self.names("sqlite")))
        self.assertGreater(len(self.names("sqlite")), 150)

    def test_lists_were_asked_beside_a_writer_too(self):
        for store, result in self.results.items():
            for row in result["rows"]:
                if "List" in row["name"]:
                    self.assertGreater(row["beside"]["count"], 0, (store, row["name"]))

    def test_no_list_costs_a_statement_for_each_item(self):
        for row in self.results["postgres"]["rows"]:
            if "List" in row["name"]:
                self.assertTrue(0 < row["statements"] < ITEMS, (row["name"], row["statements"]))

    def test_writers_went_on_during_removals(self):
        for result in self.results.values():
            self.assertEqual(len(result["removals"]), 2)
            for removal in result["removals"]:
                self.assertGreater(removal["writers"]["count"], 0)

    def test_all_of_it_can_be_shown(self):
        for result in self.results.values():
            shown = size.section(result)
            for row in result["rows"]:
                self.assertIn(row["name"], shown)


if __name__ == "__main__":
    unittest.main()
