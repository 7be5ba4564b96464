"""The limits that stand behind the figures: the same machine, the same cores, nothing of ours."""
import pathlib
import re
import subprocess

import load
from running import Program, cores, free_port, pinned

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build-bench"
NAMES = ("empty", "grouped", "argon2")
DIGEST_BYTES = (64, 256, 1024)
GET = {"kind": "fixed", "parts": ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"]}
POST = {"kind": "fixed", "parts": ["POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n{\"ok\":true}"]}


def program(name):
    return BUILD / "tests" / "bench" / f"bench_{name}"


def build():
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, "--buildtype=release", "-Dbench=true"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", BUILD, "--quiet", *(program(name).relative_to(BUILD) for name in NAMES)], check=True,
                   stdout=subprocess.DEVNULL)


class Primitives:
    """All of them, as long as they run."""

    def __init__(self, folder):
        build()
        ports = free_port(), free_port()
        self.programs = [Program([program("empty"), ports[0]], ports[0]),
                         Program([program("grouped"), ports[1], folder / "grouped.db"], ports[1])]
        for one in self.programs:
            one.wait("/")

    def empty(self, seconds):
        return load.wrk(self.programs[0].port, GET, seconds)

    def grouped(self, seconds):
        return load.wrk(self.programs[1].port, POST, seconds)

    def close(self):
        for one in self.programs:
            one.stop()


def argon2(seconds, kibibytes, passes):
    """Hashes a second."""
    said = subprocess.run(pinned(cores()[0], program("argon2"), seconds, kibibytes, passes), check=True,
                          capture_output=True, text=True).stdout
    return {"rate": float(said)}


def digests(seconds):
    """`openssl speed`: SHA-256 and HMAC-SHA256 a second, by the size of what is hashed."""
    found = []
    for name, option in (("SHA-256", ("-evp", "sha256")), ("HMAC-SHA256", ("-hmac", "sha256"))):
        for size in DIGEST_BYTES:
            said = subprocess.run(pinned(cores()[0], "openssl", "speed", "-mr", "-seconds", max(1, round(seconds)),
                                         "-bytes", size, *option), check=True, capture_output=True, text=True).stdout
            bytes_per_second = float(re.search(r"^\+F:.*:([\d.]+)$", said, re.MULTILINE).group(1))
            found.append({"name": name, "bytes": size, "rate": bytes_per_second / size})
    return found
