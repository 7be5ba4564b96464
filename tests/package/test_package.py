"""The Debian package in a machine with systemd: install, start, reload, upgrade, remove, purge."""
import json
import unittest

import machine

OLD, NEW = "0.0.1", "99.0.0"


def setUpModule():
    machine.prepare(machine.build(NEW))
    machine.build(OLD)


class Package(unittest.TestCase):
    def setUp(self):
        self.machine = machine.Machine()
        self.addCleanup(self.machine.remove)
        self.architecture = self.machine.run("dpkg", "--print-architecture").strip()

    def install(self, version=NEW):
        return self.machine.run("dpkg", "--install", f"/packages/muster_{version}_{self.architecture}.deb")

    def as_muster(self, *command):
        return self.machine.run("runuser", "-u", "muster", "--", *command)

    def begin(self, version=NEW):
        """Installed, made and started."""
        self.install(version)
        self.secrets = json.loads(self.as_muster("muster", "init", "--json"))
        self.machine.run("systemctl", "start", "muster")

    def set(self, section, setting):
        file = "/etc/muster/muster.ini"
        self.machine.run("sed", "--in-place", f"s|^\\[{section}\\]|&\\n{setting}|", file)

    def stat(self, path):
        return self.machine.run("stat", "--format=%U:%G %a", path).strip()

    def exists(self, path):
        return self.machine.try_("test", "-e", path).returncode == 0

    def users(self):
        """The names that the developer API lists, after one more was made."""
        base = f"/v2/{self.secrets['instance']}/{self.secrets['application']}"
        client = f"{self.secrets['application']}:{self.secrets['client_secret']}"
        answer = self.machine.curl("--user", client, "--data", "grant_type=client_credentials", base + "/oauth2/token")
        bearer = ["--header", f"Authorization: Bearer {json.loads(answer)['access_token']}"]
        before = json.loads(self.machine.curl(*bearer, base + "/users"))["data"]
        body = {"username": f"user{len(before)}", "primaryOrganizationalUnitId": "ou_root", "password": "Sample-Pass.1234"}
        self.machine.curl(*bearer, "--header", "Content-Type: application/json", "--data", json.dumps(body), base + "/users")
        return [user["username"] for user in json.loads(self.machine.curl(*bearer, base + "/users"))["data"]]


class Installing(Package):
    def test_starts_nothing_before_there_is_data(self):
        said = self.install()
        self.assertIn("runuser -u muster -- muster init", said)
        self.assertEqual(self.stat("/var/lib/muster"), "muster:muster 700")
        self.assertEqual(self.stat("/etc/muster/muster.ini"), "root:muster 640")
        self.assertEqual(self.machine.run("systemctl", "is-enabled", "muster").strip(), "enabled")
        self.machine.run("systemctl", "start", "muster")
        self.assertEqual((self.machine.unit("ActiveState"), self.machine.unit("Result")), ("inactive", "success"))

    def test_root_does_not_make_data_that_the_server_cannot_read(self):
        self.install()
        refused = self.machine.try_("muster", "init")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("not as root", refused.stderr)
        self.assertEqual(self.machine.run("ls", "-A", "/var/lib/muster"), "")

    def test_its_files_are_described(self):
        self.install()
        self.machine.run("dpkg", "--verify", "muster")
        self.machine.run("systemd-analyze", "verify", "/lib/systemd/system/muster.service")
        self.assertTrue(self.exists("/usr/share/doc/muster/operations.md"))


class Serving(Package):
    def test_it_serves_and_systemd_knows_how_it_is(self):
        self.begin()
        self.assertEqual(self.machine.unit("ActiveState"), "active")
        self.assertEqual(self.machine.curl("/readyz"), "ready\n")
        self.assertEqual(self.users(), ["user0"])
        first = self.machine.unit("MainPID")
        self.set("log", "level = debug")
        self.machine.run("systemctl", "reload", "muster")
        self.machine.wait_for("ActiveState", "active")
        self.assertIn('"message":"reloaded","outcome":"none"', self.machine.journal())
        self.assertEqual(self.machine.unit("MainPID"), first)
        self.machine.run("systemctl", "stop", "muster")
        self.assertEqual((self.machine.unit("ActiveState"), self.machine.unit("Result")), ("inactive", "success"))
        self.assertEqual(self.machine.unit("NRestarts"), "0")

    def test_it_is_shut_in(self):
        self.begin()
        self.machine.run("systemd-analyze", "security", "--threshold=15", "muster.service")
        number = self.machine.unit("MainPID")
        status = dict(line.split(":\t", 1) for line in self.machine.run("cat", f"/proc/{number}/status").splitlines()
                      if ":\t" in line)
        own = self.machine.run("id", "--user", "muster").strip()
        self.assertEqual(status["Uid"].split(), [own] * 4)
        self.assertEqual([int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")], [0] * 4)
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        mounts = self.machine.run("cat", f"/proc/{number}/mountinfo")
        writable = {line.split()[4] for line in mounts.splitlines() if line.split()[5].startswith("rw")}
        self.assertIn("/var/lib/muster", writable)
        self.assertFalse(writable & {"/", "/etc", "/usr", "/home", "/root", "/var"})

    def test_it_is_started_again_when_it_was_killed(self):
        self.begin()
        self.set_pause()
        self.machine.run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "muster")
        self.machine.wait_for("NRestarts", "1")
        self.machine.wait_for("ActiveState", "active")
        self.assertEqual(self.users(), ["user0"])

    def set_pause(self):
        """No need to wait five seconds here."""
        self.machine.run("mkdir", "/etc/systemd/system/muster.service.d")
        self.machine.run("sh", "-c", "printf '[Service]\\nRestartSec=0\\n' >/etc/systemd/system/muster.service.d/pause.conf")
        self.machine.run("systemctl", "daemon-reload")

    def test_a_mistake_in_the_settings_is_not_tried_again_and_again(self):
        self.begin()
        self.set("server", "threads = many")
        self.assertNotEqual(self.machine.try_("systemctl", "restart", "muster").returncode, 0)
        self.assertEqual((self.machine.unit("ActiveState"), self.machine.unit("NRestarts")), ("failed", "0"))
        self.assertIn("muster.ini:", self.machine.journal())

    def test_a_low_port_needs_the_drop_in(self):
        self.begin()
        self.set("server", "listen = 127.0.0.1:80")
        self.machine.try_("systemctl", "restart", "--no-block", "muster")
        self.machine.until(lambda: "choose a port from 1024 on" in self.machine.journal())
        self.machine.run("install", "-D", "-t", "/etc/systemd/system/muster.service.d", "/usr/share/muster/low-port.conf")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "muster")
        self.assertEqual(self.machine.curl("/readyz", address="http://127.0.0.1:80"), "ready\n")


class Changing(Package):
    def test_an_upgrade_restarts_and_keeps_data_and_settings(self):
        self.begin(OLD)
        self.assertEqual(self.users(), ["user0"])
        self.set("token", "seconds = 600")
        first = self.machine.unit("MainPID")
        self.install(NEW)
        self.assertNotEqual(self.machine.unit("MainPID"), first)
        self.assertEqual(self.machine.unit("ActiveState"), "active")
        self.assertEqual(sorted(self.users()), ["user0", "user1"])
        self.machine.run("grep", "--quiet", "seconds = 600", "/etc/muster/muster.ini")
        self.assertEqual(self.stat("/etc/muster/muster.ini"), "root:muster 640")

    def test_an_upgrade_does_not_start_what_was_disabled(self):
        self.begin(OLD)
        self.machine.run("systemctl", "disable", "--now", "muster")
        self.install(NEW)
        self.assertEqual(self.machine.unit("ActiveState"), "inactive")
        self.assertEqual(self.machine.try_("systemctl", "is-enabled", "muster").stdout.strip(), "disabled")

    def test_a_removed_one_comes_back_with_its_data(self):
        self.begin()
        self.assertEqual(self.users(), ["user0"])
        self.machine.run("dpkg", "--remove", "muster")
        self.assertEqual(self.machine.unit("MainPID"), "0")
        self.assertFalse(self.exists("/usr/bin/muster"))
        self.install()
        self.assertEqual(self.machine.unit("ActiveState"), "active")
        self.assertEqual(sorted(self.users()), ["user0", "user1"])

    def test_a_purge_leaves_nothing(self):
        self.begin()
        self.machine.run("dpkg", "--purge", "muster")
        left = self.machine.run("find", "/", "-xdev", "-iname", "*muster*", "-not", "-path", "/packages*")
        self.assertEqual(left, "")
        for database in ("passwd", "group"):
            self.assertNotEqual(self.machine.try_("getent", database, "muster").returncode, 0)
        self.assertEqual(self.machine.unit("LoadState"), "not-found")


if __name__ == "__main__":
    unittest.main()
