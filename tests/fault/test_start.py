"""What a server says that does not start: words on stderr that name what to mend, and an exit status."""
import os
import shutil
import signal
import socket

import pytest
from harness.server import Server


@pytest.fixture(scope="module")
def made():
    """A server that was made and not started, for tests that leave it as it is."""
    one = Server().init()
    yield one
    one.remove()


@pytest.fixture
def spoiled(fresh_server):
    """The same, for tests that spoil it."""
    return fresh_server(start=False)


def refused(server, *settings, status=1, config=None, **more):
    """What a server that must not start says."""
    options = [option for setting in ("server.listen=127.0.0.1:0", *settings) for option in ("--set", setting)]
    options += ["--config", str(config)] if config else []
    done = server.run("serve", *options, check=False, timeout=30, **more)
    assert done.returncode == status, (done.returncode, done.stderr)
    assert done.stdout == "" and "Sanitizer" not in done.stderr
    sentences = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(sentences) == 1 and sentences[0].startswith("muster: "), done.stderr
    return sentences[0]


def test_plain_http_is_refused_where_others_could_read_it(made):
    for address in ("0.0.0.0", "[::]"):
        said = refused(made, f"server.listen={address}:0")
        assert "plain HTTP" in said and "server.tls_certificate" in said and "server.allow_plain_http" in said


def test_plain_http_is_served_where_others_can_read_it_when_that_is_asked_for(fresh_server):
    server = fresh_server("server.allow_plain_http=true", start=False).start(listen="0.0.0.0:0")
    with socket.create_connection(("127.0.0.1", server.port), 20):
        pass


def test_an_unknown_setting_is_named(made):
    assert '"limit.calls"' in refused(made, "limit.calls=5", status=2)


def test_a_setting_that_may_have_been_meant_is_named(made):
    assert 'there is no setting "server.lisen"; is server.listen meant?' in refused(made, "server.lisen=x", status=2)


def test_a_variable_that_is_no_setting_is_named(made):
    variables = {"MUSTER_SERVER_LISTN": "x", "MUSTER_DATA_PORT": "tcp://10.0.0.1:80", "MUSTER_SERVICE_HOST": "10.0.0.1"}
    done = made.run("key", "list", env={**os.environ, **variables})
    said, = [line for line in done.stderr.splitlines() if "passed over" in line]
    assert "MUSTER_SERVER_LISTN (is server.listen meant?)" in said and "MUSTER_DATA_PORT" in said
    assert "MUSTER_SERVICE_HOST" not in said and "10.0.0.1" not in said


@pytest.mark.parametrize("setting", [
    "mail.url=mail.example.com:587", "mail.url=http://mail.example.com", "mail.url=smtp://:25", "mail.from=Muster <a@b.example>",
    "sms.url=sms.example.com", "sms.url=http://sms.example.com/send", "sms.url=ftp://127.0.0.1/",
    "server.issuer=id.example.com", "server.issuer=https://user@id.example.com", "server.management_listen=9480",
    "server.trusted_proxies=localhost", "server.trusted_proxies=10.0.0.0/33"])
def test_what_would_be_found_wrong_only_later_is_said_at_once(made, setting):
    name, _, value = setting.partition("=")
    said = refused(made, setting, status=2)
    assert f"{name} must be " in said and value not in said


def test_mail_needs_a_sender(made):
    assert "mail.from" in refused(made, "mail.url=smtp://mail.example.com", status=2)


@pytest.mark.parametrize("setting, wanted", [
    ("limit.calls_per_second=many", "limit.calls_per_second must be a whole number from 0 to 1000000"),
    ("server.idle_seconds=0", "server.idle_seconds must be a whole number from 1 to 3600"),
    ("server.allow_plain_http=perhaps", "server.allow_plain_http must be true or false"),
    ("log.level=loud", "log.level must be one of debug, info, warning, error, off")])
def test_a_bad_value_is_told_what_would_be_a_good_one(made, setting, wanted):
    assert wanted in refused(made, setting, status=2)


def test_a_bad_value_of_the_environment_is_named(made):
    said = refused(made, "log.level=info", status=2, env={**os.environ, "MUSTER_LIMIT_CALLS_PER_SECOND": "many"})
    assert "MUSTER_LIMIT_CALLS_PER_SECOND" in said


@pytest.mark.parametrize("content, wanted", [
    ("[log]\nlevel = info\n\n[limit]\ncalls = 5\n", ":5: "),
    ("[log]\nlevel = loud\n", ":2: log.level must be"),
    ("[log]\nlevel\n", ":2: "),
    ("[log]\nlevel = info\nlevel = error\n", ":3: log.level is set twice")])
def test_a_mistake_in_the_file_is_found_by_its_line(made, tmp_path, content, wanted):
    file = tmp_path / "muster.ini"
    file.write_text(content)
    assert f"{file}{wanted}" in refused(made, status=2, config=file)


def test_a_settings_file_that_is_not_there_is_named(made, tmp_path):
    assert "none.ini" in refused(made, status=2, config=tmp_path / "none.ini")


def test_a_value_that_may_be_a_secret_is_not_repeated(made):
    assert "s3cret" not in refused(made, "limit.calls_per_second=s3cret", status=2)


def test_a_missing_master_key_is_said(spoiled):
    (spoiled.folder / "data" / "master.key").unlink()
    said = refused(spoiled)
    assert "there is no master key file" in said and "muster init" in said


def test_a_master_key_that_others_can_read_is_refused(spoiled):
    (spoiled.folder / "data" / "master.key").chmod(0o640)
    assert "0600" in refused(spoiled)


def test_a_master_key_that_is_none_is_refused(spoiled):
    (spoiled.folder / "data" / "master.key").write_text("0" * 63)
    assert "32 bytes in hex" in refused(spoiled)


def test_a_master_key_of_another_installation_is_refused(spoiled):
    """What is sealed in the database does not open with it; what it would seal, the right one could not open."""
    (spoiled.folder / "data" / "master.key").write_text("0" * 64 + "\n")
    assert "master key" in refused(spoiled)


def test_a_database_of_a_newer_version_is_refused(spoiled):
    spoiled.change_data("insert into migration (number, name, applied) values (9999, 'of the future', 0)")
    assert "newer version" in refused(spoiled)


@pytest.mark.skipif(os.environ.get("MUSTER_TEST_STORE") == "postgres", reason="PostgreSQL serves several")
def test_a_data_folder_in_use_is_said(spoiled):
    """What both would write, each would have a different idea of; a restore would pull the database from under it."""
    spoiled.start()
    assert "another 'muster serve'" in refused(spoiled)
    backup = str(spoiled.folder / "backup")
    spoiled.run("backup", backup)
    for file in (spoiled.folder / "data").glob("muster.db*"):
        file.rename(spoiled.folder / file.name)
    done = spoiled.run("restore", backup, check=False)
    assert done.returncode == 1 and "another 'muster serve'" in done.stderr
    assert not (spoiled.folder / "data" / "muster.db").exists()
    spoiled.stop(signal.SIGKILL)
    spoiled.run("restore", backup)
    spoiled.start()


def test_a_port_in_use_is_said(made, server):
    assert "another program listens there" in refused(made, f"server.listen=127.0.0.1:{server.port}")


def test_a_management_port_in_use_is_said(made, server):
    said = refused(made, f"server.management_listen=127.0.0.1:{server.port}")
    assert "server.management_listen" in said and "another program listens there" in said


@pytest.mark.parametrize("listen, status", [
    ("localhost", 2), ("127.0.0.1:99999", 2), ("nowhere.invalid:80", 1), (":80", 2)])
def test_an_address_that_is_none_is_said(made, listen, status):
    assert "server.listen" in refused(made, f"server.listen={listen}", status=status)


def test_a_missing_data_folder_is_said(spoiled):
    shutil.rmtree(spoiled.folder / "data")
    assert "muster init" in refused(spoiled)


def test_half_a_pair_for_tls_is_refused(made, tmp_path):
    assert "must be set together" in refused(made, f"server.tls_certificate={tmp_path / 'certificate'}")


def test_a_certificate_that_is_not_there_is_named(made, tmp_path):
    said = refused(made, f"server.tls_certificate={tmp_path / 'certificate'}", f"server.tls_key={tmp_path / 'key'}")
    assert "server.tls_certificate" in said
