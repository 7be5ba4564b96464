"""A Debian 12 of our own with systemd in it: made once by debootstrap, booted by systemd-nspawn, and nothing of a boot is
kept."""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build-deb"
IMAGE = BUILT / "machine"
PACKAGES = BUILT / "packages"  # /packages inside
INSIDE = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def build(version):
    """The package's file."""
    made = subprocess.run([ROOT / "tools/deb", version], check=True, capture_output=True, text=True)
    PACKAGES.mkdir(exist_ok=True)
    return Path(shutil.copy(ROOT / made.stdout.strip(), PACKAGES))


def run_on_image(*command):
    subprocess.run(["chroot", IMAGE, *command], check=True, stdout=subprocess.DEVNULL, env=INSIDE)


def make_image():
    mirror = [os.environ["DEBIAN_MIRROR"]] if "DEBIAN_MIRROR" in os.environ else []
    subprocess.run(["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,adduser", "bookworm", IMAGE,
                    *mirror], check=True, stdout=subprocess.DEVNULL)
    (IMAGE / "etc/hostname").write_text("machine\n")


def prepare(package):
    """Sees to it that the image has what the package depends on, and not the package."""
    depends = subprocess.run(["dpkg-deb", "--field", package, "Depends"], check=True, capture_output=True, text=True).stdout
    stamp = BUILT / "machine-has"
    if stamp.exists() and stamp.read_text() == depends:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(IMAGE, ignore_errors=True)
    make_image()
    shutil.copy("/etc/resolv.conf", IMAGE / "etc/resolv.conf")
    shutil.copy(package, IMAGE / "tmp/muster.deb")
    run_on_image("apt-get", "update", "-qq")
    run_on_image("apt-get", "install", "-qq", "--no-install-recommends", "/tmp/muster.deb")
    run_on_image("muster", "--version")
    run_on_image("apt-get", "purge", "-qq", "muster")
    run_on_image("apt-get", "install", "-qq", "--no-install-recommends", "curl", "openssl")  # for the guide
    (IMAGE / "tmp/muster.deb").unlink()
    stamp.write_text(depends)


class Machine:
    def __init__(self):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--directory", IMAGE, "--volatile=overlay",
             "--private-network", f"--bind-ro={PACKAGES}:/packages", "--boot", "--console=pipe"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.first = self.until(self.find_first)
        self.until(lambda: self.try_("systemctl", "is-system-running").stdout.strip() in ("running", "degraded"))

    def find_first(self):
        """The process outside that is process 1 inside."""
        if self.process.poll() is not None:
            self.log.seek(0)
            raise AssertionError(self.log.read().decode(errors="replace"))
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next((child for child in children if Path(f"/proc/{child}/comm").read_text().strip() == "systemd"), None)

    @staticmethod
    def until(condition, seconds=60):
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise AssertionError("it did not happen")
            time.sleep(0.1)
        return found

    def try_(self, *command, **more):
        return subprocess.run(["nsenter", "--target", self.first, "--all", "--", *command], capture_output=True, text=True,
                              env=INSIDE, check=False, **more)

    def run(self, *command, **more):
        """What the command prints; it must succeed."""
        done = self.try_(*command, **more)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def curl(self, *arguments, address="http://127.0.0.1:8480"):
        """From outside with the machine's network. The last argument is a path."""
        *options, path = arguments
        return subprocess.run(["nsenter", "--target", self.first, "--net", "--", "curl", "--silent", "--show-error",
                               "--fail-with-body", *options, address + path], check=True, capture_output=True, text=True).stdout

    def unit(self, name):
        """A property of the service."""
        return self.run("systemctl", "show", "--property", name, "--value", "muster.service").strip()

    def wait_for(self, name, value):
        self.until(lambda: self.unit(name) == value)

    def journal(self):
        return self.run("journalctl", "--unit", "muster", "--output", "cat", "--no-pager")

    def remove(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
