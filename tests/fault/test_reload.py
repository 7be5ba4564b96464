"""SIGHUP: settings that may change while it runs."""
import json
import signal

import pytest
from harness import state
from harness.calls import Calls
from harness.server import Server
from harness.until import until


class Configured:
    """A server with a settings file, and a caller."""

    def __init__(self, file, *settings):
        self.file, self.server = file, Server(settings).init()
        self.write("")
        self.server.options += ["--config", str(file)]
        self.calls = Calls(self.server.start())

    def write(self, content):
        self.file.write_text(content)

    def reload(self, content):
        """What is logged after SIGHUP with this content."""
        self.write(content)
        before = len(self.server.logged())
        self.server.process.send_signal(signal.SIGHUP)
        until(lambda: any(word in self.server.logged()[before:] for word in ('"reloaded"', "not read again")))
        return [json.loads(line) for line in self.server.logged()[before:].splitlines()][-1]

    def statuses(self, count=20):
        return [self.calls.developer("GET", "/users").status for _ in range(count)]

    def remove(self):
        self.calls.connection.close()
        self.server.remove()


@pytest.fixture
def configured(tmp_path):
    made = []

    def make(*settings):
        made.append(Configured(tmp_path / "muster.ini", *settings))
        return made[-1]
    yield make
    for one in made:
        one.remove()


def test_the_log_level_is_read_again(configured):
    one = configured()

    def logs_a_call():
        answer = one.calls.developer("GET", "/users")
        one.calls.get("/healthz")
        return answer.header("x-acs-request-id") in one.server.logged()
    assert until(logs_a_call)
    assert one.reload("[log]\nlevel = warning\n[limit]\ncalls = 5\n")["level"] == "error"
    assert until(logs_a_call)
    one.write("[log]\nlevel = warning\n")
    one.server.process.send_signal(signal.SIGHUP)
    until(lambda: not logs_a_call())
    one.write("[log]\nlevel = info\n")
    one.server.process.send_signal(signal.SIGHUP)
    until(logs_a_call)


def test_limits_are_read_again_and_a_broken_file_changes_nothing(configured):
    one = configured()
    assert set(one.statuses()) == {200}
    assert one.reload("[limit]\ncalls_per_second = 1\n")["message"] == "reloaded"
    assert 429 in one.statuses()
    for broken, place in (("[limit]\ncalls_per_second = many\n", ":2: limit.calls_per_second must be"),
                          ("[limit]\ncalls = 0\n", ":2: there is no setting"),
                          ("[limit]\ncalls_per_second = 0\n[log]\nlevel = loud\n", ":4: log.level must be")):
        line = one.reload(broken)
        assert line["level"] == "error" and str(one.file) + place in line["problem"]
        assert 429 in one.statuses()
    one.file.unlink()
    one.server.process.send_signal(signal.SIGHUP)
    until(lambda: "cannot read the settings file" in one.server.logged())
    assert 429 in one.statuses()
    one.reload("[limit]\ncalls_per_second = 0\n")
    assert set(one.statuses()) == {200}


def test_what_the_arguments_set_still_comes_before_the_file(configured):
    one = configured("limit.calls_per_second=1")
    assert 429 in one.statuses()
    assert one.reload("[limit]\ncalls_per_second = 0\n")["message"] == "reloaded"
    assert 429 in one.statuses()


def test_what_may_not_change_while_it_runs_stays(configured):
    one = configured("server.body_bytes=2048")
    assert one.reload("[server]\nlisten = 127.0.0.1:1\nbody_bytes = 1024\n[data]\nfolder = elsewhere\n")["level"] == "info"
    assert set(one.statuses()) == {200}
    assert one.calls.create_user(description="a" * 1500).status != 413


def test_the_audit_is_trimmed_from_when_that_is_asked_for(configured):
    one = configured()
    for _ in range(3):
        one.calls.user()
    one.server.change_data("update audit_event set time = 1 where id in (select id from audit_event order by id limit 2)")
    events = state.counts(one.server)["audit_event"]
    one.reload("[audit]\nkeep_days = 30\n")
    until(lambda: state.rows(one.server, "select count(*) from audit_event where time = 1") == [("0",)])
    assert state.counts(one.server)["audit_event"] == events - 2
