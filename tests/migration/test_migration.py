"""Databases of earlier versions: migrated, they are what a new one would be, and answer as they did.

Each released schema has a snapshot here, NNN.json.gz, taken when it was released (tests/migration/take). The newest schema's
is taken on the spot."""
import pytest
from harness.server import Server
from snapshot import FOLDER, SCRIPTS, Doors, Snapshot, schema_of, take


@pytest.fixture(scope="module")
def newest():
    return take()


@pytest.fixture(params=sorted(path.name for path in FOLDER.glob("*.json.gz")) + ["newest"])
def snapshot(request):
    return request.getfixturevalue("newest") if request.param == "newest" else Snapshot.read(FOLDER / request.param)


@pytest.fixture
def loaded(snapshot):
    server = Server()
    snapshot.load(server)
    yield server
    server.remove()


def still_says(now, then):
    """Whether an answer says all that it said. Later versions may say more."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and still_says(now[name], then[name]) for name in then)
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(still_says, now, then))
    return now == then


def test_it_is_migrated_and_answers_as_before(snapshot, loaded):
    missing = len(SCRIPTS) - snapshot.schema
    words = "1 migration" if missing == 1 else f"{missing} migrations"
    assert loaded.run("migrate", "--dry-run").stdout == f"{words} would run\n"
    assert loaded.run("migrate").stdout == f"{words} run\n"
    assert loaded.run("migrate", "--dry-run").stdout == "0 migrations would run\n"
    doors = Doors(loaded.start(), snapshot.secrets)
    for door, operation, arguments, then in snapshot.reads:
        now = doors.read(door, operation, arguments)
        assert still_says(now, then), (operation, now, then)


def test_serve_migrates_by_itself(snapshot, loaded):
    loaded.start()
    assert Doors(loaded, snapshot.secrets).eiam.ListUsers()["Users"]


def test_it_has_the_schema_of_a_new_one(loaded):
    loaded.run("migrate")
    fresh = Server().init()
    try:
        assert schema_of(loaded) == schema_of(fresh)
    finally:
        fresh.remove()

