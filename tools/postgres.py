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


@contextlib.contextmanager
def cluster():
    """Yields a libpq connection string for its administrator."""
    programs, folder = _programs(), pathlib.Path(tempfile.mkdtemp(prefix="muster-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _as_owner(programs / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync", "-U", "postgres")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200"
    _as_owner(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield f"host={folder} user=postgres dbname=postgres"
    finally:
        _as_owner(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
