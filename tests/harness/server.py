"""A real `muster serve`, from init to SIGTERM."""
import contextlib
import json
import os
import pathlib
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MUSTER_BINARY", str(ROOT / "build" / "muster"))


def sanitized():
    """Whether the server is built with AddressSanitizer, which keeps memory that was freed."""
    return b"__asan_init" in pathlib.Path(BINARY).read_bytes()


class Database:
    """Where the server keeps its data: SQLite in its folder, or a database of the PostgreSQL that runs: a fresh one, or
    the one that is named."""

    def __init__(self, kind=None, connection=None, name=None):
        self.kind = kind or os.environ.get("MUSTER_TEST_STORE", "sqlite")
        self.name = name or "muster_" + uuid.uuid4().hex[:12]
        self.settings = []
        if self.kind == "postgres":
            self.server = connection or os.environ["MUSTER_TEST_POSTGRES"]
            if not name:
                self._psql(f"create database {self.name}")
            self.url = re.sub(r"dbname=\S+", f"dbname={self.name}", self.server)
            self.settings = ["--set", f"data.database={self.url}"]

    def _psql(self, statement):
        subprocess.run(["psql", "-qX", self.server, "-c", statement], check=True, capture_output=True)

    def change(self, statement, file):
        """What no operation can bring about."""
        if self.kind == "postgres":
            subprocess.run(["psql", "-qX", self.url, "-c", statement], check=True, capture_output=True)
            return
        with contextlib.closing(sqlite3.connect(file, timeout=30)) as connection, connection:
            connection.execute(statement)

    def drop(self):
        if self.kind == "postgres":
            self._psql(f"drop database if exists {self.name} with (force)")


class Server:
    def __init__(self, settings=(), database=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-test-"))
        self.database = database or Database()
        self.options = ["--data", str(self.folder / "data"), *self.database.settings,
                        "--set", "password.memory_kib=8192", "--set", "password.passes=1",
                        "--set", "limit.failures_per_minute=0", "--set", "limit.address_failures_per_minute=0"]
        for setting in settings:
            self.options += ["--set", setting]
        self.prefix = []  # a command that runs the program in other surroundings
        self.process = self.log = None
        self.port = 0
        self.reading = threading.Event()
        self.reading.set()

    def beside(self, database=None):
        """A further server, not started, with the master key of this one."""
        other = Server(database=database or self.database)
        other.options += ["--set", f"data.master_key={self.folder / 'data' / 'master.key'}"]
        other.secrets = self.secrets
        return other

    def run(self, *arguments, check=True, text=True, **more):
        return subprocess.run([*self.prefix, BINARY, *arguments, *self.options], check=check, text=text,
                              capture_output=True, **more)

    def init(self):
        done = self.run("init", "--json", check=False)
        assert done.returncode == 0, done.stderr
        self.secrets = json.loads(done.stdout)
        return self

    def start(self, listen="127.0.0.1:0"):
        self.log = open(self.folder / "log", "ab+")
        read, write = os.pipe()
        self.process = subprocess.Popen([*self.prefix, BINARY, "serve", *self.options, "--set",
                                         f"server.listen={listen}"], stderr=write)
        os.close(write)
        self._wait_until_listening(read)
        return self

    def _wait_until_listening(self, pipe):
        """Reads the log until it says the port, then lets it flow into the file."""
        seen, deadline = b"", time.monotonic() + 30
        while b'"listening"' not in seen or not seen.endswith(b"\n"):
            ready, _, _ = select.select([pipe], [], [], max(0, deadline - time.monotonic()))
            chunk = os.read(pipe, 65536) if ready else b""
            seen += chunk
            assert chunk, f"the server did not start: {seen.decode(errors='replace')}"
        self.log.write(seen)
        line = next(line for line in seen.splitlines() if b'"listening"' in line)
        self.port, self.management_port = json.loads(line)["port"], json.loads(line).get("management_port")
        self._drain(pipe)

    def _drain(self, pipe):
        """Copies the log into the file, but stands still while `reading` is not set."""
        def copy():
            with os.fdopen(pipe, "rb", buffering=0) as stream:
                while self.reading.wait() and (chunk := stream.read(65536)):
                    self.log.write(chunk)
                    self.log.flush()
        threading.Thread(target=copy, daemon=True).start()

    def change_data(self, statement):
        self.database.change(statement, self.folder / "data" / "muster.db")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def logged(self):
        self.log.flush()
        return (self.folder / "log").read_text(errors="replace")

    def stop(self, how=signal.SIGTERM):
        """Ends it and returns the exit status; a sanitizer's report shows in it."""
        if not self.process:
            return None
        self.process.send_signal(how)
        status = self.process.wait(timeout=60)
        self.process = None
        return status

    def remove(self):
        self.stop(signal.SIGKILL)
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)
