"""A few kills at random moments under a load of writes; `kills.py` alone does as many as it is told."""
import os

import kills
import pytest

STORE = os.environ.get("MUSTER_TEST_STORE", "sqlite")


def test_what_was_answered_survives_kills_and_nothing_is_half_there():
    number = 4 if STORE == "sqlite" else 2
    trial = kills.kill(STORE, servers=1, kills=number, writers=6)
    assert trial.answered() >= number * 5 * 6 and trial.starts


@pytest.mark.skipif(STORE != "postgres", reason="SQLite has one server")
def test_of_two_servers_one_answers_while_the_other_is_killed_and_comes_back():
    trial = kills.kill(STORE, servers=2, kills=2, writers=6)
    assert trial.answered() >= 2 * 5 * 6
    assert not any(writer.ledger.unanswered > 2 * 2 for writer in trial.writers)


def test_what_was_answered_survives_an_orderly_stop_under_load(fresh_server):
    server = fresh_server()
    trial = kills.Trial([server], writers=6)

    def stop():
        assert server.stop() == 0
    trial.run(stop)
    trial.start_again(server)
    trial.check()
