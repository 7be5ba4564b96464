"""What it was measured on, and what the tree says of itself."""
import contextlib
import json
import mmap
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

LATENCY = "/dev/cpu_dma_latency"
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
            "kernel": platform.release().partition("-")[0], "load": os.getloadavg()[0],
            "compiler": said("gcc", "--version"), "wrk": said("dpkg-query", "-W", "-f", "${Version}", "wrk"),
            "libraries": {name: said("pkg-config", "--modversion", package) for name, package in LIBRARIES.items()}}


@contextlib.contextmanager
def awake():
    """No core sleeps meanwhile. A server that answers faster than it is asked waits for its asker to be woken, and on a
    virtual machine whoever wakes a core pays for it, ten microseconds each time. Only root may ask for that."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(open(LATENCY, "wb", buffering=0)).write(bytes(4))
        except OSError as problem:
            print(f"bench: cores go to sleep in between: {problem}", file=sys.stderr)
        yield


@contextlib.contextmanager
def in_memory(*folders):
    """All files below them are read, and stay in memory, as those of a server do that has run for a while."""
    with contextlib.ExitStack() as mapped:
        for file in (file for folder in folders for file in pathlib.Path(folder).rglob("*")):
            with contextlib.suppress(FileNotFoundError, ValueError):  # ValueError: an empty one
                if file.is_file():
                    with file.open("rb") as opened:
                        mapped.enter_context(mmap.mmap(opened.fileno(), 0, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE,
                                                       prot=mmap.PROT_READ))
        yield


@contextlib.contextmanager
def postgres():
    """One that writes durably."""
    with cluster.running(durable=True) as made:
        yield made
