"""A disk that can be full: a small file system, mounted over a folder in a namespace of its own."""
import pathlib
import subprocess


class SmallDisk:
    """`prefix` runs a command that sees it in the folder."""

    def __init__(self, folder, megabytes):
        mount = f'mount -t tmpfs -o size={megabytes}m,mode=0700 small "$1" && echo mounted && exec cat'
        self.holder = subprocess.Popen(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh",
                                        str(folder)],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.mounted = self.holder.stdout.readline() == "mounted\n"
        process = str(self.holder.pid)
        self.prefix = ["nsenter", "--target", process, "--user", "--mount", "--preserve-credentials"]
        self.ballast = pathlib.Path(f"/proc/{process}/root{folder}/ballast")

    def fill(self):
        with open(self.ballast, "ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def free(self):
        self.ballast.unlink()

    def remove(self):
        self.holder.kill()
        return self.holder.communicate()[1]
