"""The commands of docs/operations.md, as they stand there."""
import re
import unittest

import machine

GUIDE = machine.ROOT / "docs" / "operations.md"
VERSION = "99.0.0"


def blocks(section):
    """The indented blocks under a heading, as scripts."""
    text = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", GUIDE.read_text(encoding="utf-8"), re.M | re.S)[1]
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.M)
    return [re.sub("^    ", "", block, flags=re.M).strip() for block in found]


def setUpModule():
    machine.prepare(machine.build(VERSION))


class Guide(unittest.TestCase):
    def setUp(self):
        self.machine = machine.Machine()
        self.addCleanup(self.machine.remove)

    def follow(self, script):
        return self.machine.run("sh", "-euxc", script)

    def write(self, path, content):
        self.machine.run("mkdir", "--parents", path.rpartition("/")[0])
        self.machine.run("tee", path, input=content + "\n")
        self.machine.run("chmod", "755", path)

    def test_a_stranger_can_follow_it(self):
        architecture = self.machine.run("dpkg", "--print-architecture").strip()
        _, begin, keep = blocks("Install")
        self.machine.run("apt-get", "install", f"/packages/muster_{VERSION}_{architecture}.deb")
        self.assertIn("ready", self.follow(begin))
        self.follow(keep)
        with self.subTest("backup"):
            make, script, trial = blocks("Backup")
            self.follow(make)
            self.write("/etc/cron.daily/muster", script)
            self.machine.run("run-parts", "--exit-on-error", "/etc/cron.daily")
            self.assertEqual(len(self.machine.run("ls", "/var/backups/muster").split()), 2)
            self.assertIn("LTAI", self.follow(trial))
        with self.subTest("restore"):
            self.follow(blocks("Restore")[0])
            self.assertEqual(self.machine.unit("ActiveState"), "active")
        with self.subTest("a lost root key"):
            key = self.machine.run("runuser", "-u", "muster", "--", "muster", "key", "list").split()[0]
            self.follow(re.sub(r"LTAI\w+", key, blocks("A lost root key")[0]))
            self.assertNotIn(key, self.machine.run("runuser", "-u", "muster", "--", "muster", "key", "list"))
        with self.subTest("data in another place"):
            self.write("/etc/systemd/system/muster.service.d/data.conf", blocks("Hardening")[0])
            self.machine.run("systemctl", "stop", "muster")
            self.machine.run("mv", "/var/lib/muster", "/srv/muster")
            self.machine.run("sed", "--in-place", "s|^folder = .*|folder = /srv/muster|", "/etc/muster/muster.ini")
            self.machine.run("systemctl", "daemon-reload")
            self.machine.run("systemctl", "start", "muster")
            self.assertEqual(self.machine.curl("/readyz"), "ready\n")

    def test_tls(self):
        architecture = self.machine.run("dpkg", "--print-architecture").strip()
        self.machine.run("dpkg", "--install", f"/packages/muster_{VERSION}_{architecture}.deb")
        self.machine.run("runuser", "-u", "muster", "--", "muster", "init")
        place, settings, port, renewal, proxy = blocks("TLS")
        pair = "cd /root && openssl req -x509 -newkey rsa:2048 -nodes -keyout privkey.pem -out fullchain.pem -subj /CN=x"
        self.follow(pair)
        self.follow("cd /root\n" + place)
        self.machine.run("sed", "--in-place", "s|^\\[server\\]|&\\n" + settings.replace("\n", "\\n") + "|",
                         "/etc/muster/muster.ini")
        self.machine.run("systemctl", "start", "muster")
        self.assertEqual(self.machine.curl("--insecure", "/readyz", address="https://127.0.0.1:8443"), "ready\n")
        self.machine.run("sed", "--in-place", "s|0.0.0.0:8443|0.0.0.0:443|", "/etc/muster/muster.ini")
        self.follow(port)
        self.assertEqual(self.machine.curl("--insecure", "/readyz", address="https://127.0.0.1"), "ready\n")
        self.write("/etc/letsencrypt/renewal-hooks/deploy/muster", renewal)
        before = self.machine.curl("--insecure", "/metrics", address="https://127.0.0.1")
        self.follow(pair + " -days 900\nRENEWED_LINEAGE=/root /etc/letsencrypt/renewal-hooks/deploy/muster")
        self.machine.wait_for("ActiveState", "active")
        ends = re.compile(r"^muster_tls_certificate_ends_seconds (\S+)$", re.M)
        after = self.machine.curl("--insecure", "/metrics", address="https://127.0.0.1")
        self.assertGreater(float(ends.search(after)[1]), float(ends.search(before)[1]))
        self.machine.run("sed", "--in-place", f"s|^\\[server\\]|&\\n{proxy}|", "/etc/muster/muster.ini")
        self.machine.run("systemctl", "restart", "muster")
        self.assertEqual(self.machine.curl("--insecure", "/readyz", address="https://127.0.0.1"), "ready\n")


if __name__ == "__main__":
    unittest.main()
