"""What it was measured on, and what the tree says of itself."""
import contextlib
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import postgres as cluster  # noqa: E402

LIBRARIES = {"libmicrohttpd": "libmicrohttpd", "SQLite": "sqlite3", "OpenSSL": "libcrypto", "libsodium": "libsodium",
             "libpq": "libpq"}


def setting(section, name):
    """Its default."""
    return json.loads((ROOT / "contract" / "settings.json").read_text(encoding="utf-8"))[section][name]["default"]


def said(*command):
    """The first line of what a program says, or nothing when it is not there."""
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.strip().partition("\n")[0]


def processor():
    found = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def memory_gib():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def description():
    return {"date": time.strftime("%Y-%m-%d"), "commit": said("git", "rev-parse", "--short", "HEAD"),
            "processor": processor(), "cores": os.cpu_count(), "memory_gib": memory_gib(),
            "kernel": platform.release(), "load": os.getloadavg()[0],
            "compiler": said("gcc", "--version"), "wrk": said("dpkg-query", "-W", "-f", "${Version}", "wrk"),
            "libraries": {name: said("pkg-config", "--modversion", package) for name, package in LIBRARIES.items()}}


@contextlib.contextmanager
def postgres():
    with cluster.running(durable=True) as made:
        yield made.connection
