"""A PostgreSQL of our own for tests: a new cluster in a temporary folder, reached by a socket there, gone afterwards."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile


def _programs():
    """The newest installed server's programs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise SystemExit("no PostgreSQL server is installed (tools/install-packages test)")
    return found[-1]


def _as_owner(*command):
    """The server refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


class Cluster:
    """`connection` is a libpq connection string for its administrator."""

    def __init__(self):
        self._programs, self.folder = _programs(), pathlib.Path(tempfile.mkdtemp(prefix="muster-postgres-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._data = self.folder / "data"
        self.connection = f"host={self.folder} user=postgres dbname=postgres"
        _as_owner(self._programs / "initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--no-sync",
                  "-U", "postgres")

    def start(self):
        # Without fsync it survives a crash of its own, if not one of the machine; databases are made and dropped fast.
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=200 -c fsync=off"
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def stop(self):
        """As a crash would."""
        _as_owner(self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def cluster():
    """Yields the connection string of one that runs."""
    made = Cluster()
    made.start()
    try:
        yield made.connection
    finally:
        made.stop()
        made.remove()
