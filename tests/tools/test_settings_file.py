"""What is in packaging/ says the same as the rest of the tree."""

import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class SettingsFile(unittest.TestCase):
    maxDiff = None

    def test_is_what_the_contract_says(self):
        made = subprocess.run([sys.executable, ROOT / "tools/contract.py", "settings", "--set",
                               "data.folder=/var/lib/muster"], capture_output=True, text=True, check=True).stdout
        self.assertEqual((ROOT / "packaging/muster.ini").read_text(encoding="utf-8"), made, "run `make docs`")


if __name__ == "__main__":
    unittest.main()
