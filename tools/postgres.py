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
    """`connection` is a libpq connection string for its administrator. `durable`: a commit is on the disk. `folder`:
    where it is kept, and may be already. `settings`: more of PostgreSQL's own, as "name=value"."""

    def __init__(self, durable=False, folder=None, settings=()):
        self._durable, self._settings = durable, settings
        self._programs, self.folder = _programs(), pathlib.Path(folder or tempfile.mkdtemp(prefix="muster-postgres-"))
        self._data = self.folder / "data"
        self.connection = f"host={self.folder} user=postgres dbname=postgres"
        if not self._data.exists():
            self._make()

    def _make(self):
        self.folder.mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        _as_owner(self._programs / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-sync",
                  "-U", "postgres")

    def start(self):
        # Without fsync it survives a crash of its own, if not one of the machine; databases are made and dropped fast.
        fsync = "on" if self._durable else "off"
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=200",
                    f"fsync={fsync}", *self._settings)
        options = " ".join(f"-c {setting}" for setting in settings)
        # After a kill it warns that another one might be running.
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-o", options, "-w", "start",
                  stderr=subprocess.DEVNULL)

    def stop(self, how="immediate"):
        """As a crash would; "fast" in good order."""
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-m", how, "-w", "stop")

    def processes(self):
        first = (self._data / "postmaster.pid").read_text().split()[0]
        return [int(first), *map(int, pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    def kill(self):
        """All of its processes at once, so that none can clean up."""
        processes = self.processes()
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(pathlib.Path(f"/proc/{process}/stat").exists() for process in processes):
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
