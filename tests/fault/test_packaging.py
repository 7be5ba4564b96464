"""The files of packaging/ against a server: settings it takes, metrics it has."""
import json
import re
import subprocess

import pytest
from harness.server import BINARY, ROOT

PACKAGING = ROOT / "packaging"
OWN = re.compile(r"\b(?:muster|process)_[a-z_]+")
OF_A_HISTOGRAM = re.compile("_(?:bucket|sum|count)$")


def test_every_setting_of_the_example_is_taken(tmp_path):
    """As it is, and with the ; taken away from every one."""
    example = (PACKAGING / "muster.ini").read_text()
    everything = re.sub(r"^;(?=\w+ =)", "", example, flags=re.M)
    assert "\n;listen =" in example and "\nlisten =" in everything
    for content in (example, everything):
        file = tmp_path / "muster.ini"
        file.write_text(content)
        done = subprocess.run([BINARY, "migrate", "--dry-run", "--config", file, "--data", tmp_path / "none"],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "master key" in done.stderr, done.stderr


@pytest.fixture(scope="module")
def metrics(own, calls):
    """{name: type} after some calls."""
    calls.user()
    calls.change_password(calls.user())
    calls.developer("GET", "/users/nobody")
    page = calls.get("/metrics").body.decode()
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", page, re.M))
    shown = {re.match(r"\w+", line)[0] for line in page.splitlines() if not line.startswith("#")}
    assert {OF_A_HISTOGRAM.sub("", name) for name in shown} == set(types)
    return types


def used(expressions):
    return {name for expression in expressions for name in OWN.findall(expression)}


def rules():
    return re.findall(r"^ +expr: (?:>\n)?((?:.|\n)*?)(?=^ +(?:for|labels):)", (PACKAGING / "prometheus-rules.yml").read_text(),
                      re.M)


def panels():
    board = json.loads((PACKAGING / "grafana-dashboard.json").read_text())
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return shown + [variable["definition"] for variable in board["templating"]["list"] if "definition" in variable]


@pytest.mark.parametrize("expressions", [rules, panels])
def test_every_metric_that_is_asked_for_is_there(metrics, expressions):
    wanted = used(expressions())
    assert len(wanted) >= 8
    for name in wanted:
        base = OF_A_HISTOGRAM.sub("", name)
        assert name in metrics or metrics.get(base) == "histogram", name


@pytest.mark.parametrize("expressions", [rules, panels])
def test_only_counters_are_asked_for_their_rate(metrics, expressions):
    for expression in expressions():
        for name in re.findall(r"\b(?:rate|increase)\((\w+)", expression):
            assert metrics[OF_A_HISTOGRAM.sub("", name)] in ("counter", "histogram"), expression


def test_every_metric_that_is_not_of_a_call_is_on_the_dashboard(metrics):
    assert set(metrics) - {OF_A_HISTOGRAM.sub("", name) for name in used(panels())} == set()


def test_counters_are_named_as_such(metrics):
    for name, kind in metrics.items():
        assert name.endswith("_total") == (kind == "counter"), name
