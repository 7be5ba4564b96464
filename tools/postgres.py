"""A PostgreSQL of our own for tests: a new cluster in a temporary folder, reached by a socket there, gone afterwards."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


def _programs():
    """The newest installed server's programs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise SystemExit("no PostgreSQL server is installed (tools/install-packages test)")
    return found[-1]


def _as_owner(*command, **more):
    """The server refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/", **more)


class Cluster:
    """`connection` is a libpq connection string for its administrator. `durable`: a commit is on the disk."""

    def __init__(self, durable=False):
        self._durable = durable
        self._programs, self.folder = _programs(), pathlib.Path(tempfile.mkdtemp(prefix="muster-postgres-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._data = self.folder / "data"
        self.connection = f"host={self.folder} user=postgres dbname=postgres"
        _as_owner(self._programs / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-sync",
                  "-U", "postgres")

    def start(self):
        # Without fsync it survives a crash of its own, if not one of the machine; databases are made and dropped fast.
        fsync = "on" if self._durable else "off"
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=200 -c fsync={fsync}"
        # After a kill it warns that another one might be running.
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-o", options, "-w", "start",
                  stderr=subprocess.DEVNULL)

    def stop(self):
        """As a crash would."""
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self):
        """All of its processes at once, so that none can clean up."""
        first = (self._data / "postmaster.pid").read_text().split()[0]
        others = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in map(int, (first, *others)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(pathlib.Path(f"/proc/{process}/stat").exists() for process in (first, *others)):
            time.sleep(0.01)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running(durable=False):
    """Yields a cluster that runs."""
    made = Cluster(durable)
    made.start()
    try:
        yield made
    finally:
        made.stop()
        made.remove()


@contextlib.contextmanager
def cluster():
    """Yields the connection string of one that runs."""
    with running() as made:
        yield made.connection
