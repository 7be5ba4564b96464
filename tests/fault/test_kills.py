"""A few kills at random moments under a load of writes; `kills.py` alone does as many as it is told."""
import os

import kills
import pytest

STORE = os.environ.get("MUSTER_TEST_STORE", "sqlite")


def test_what_was_answered_survives_kills_and_nothing_is_half_there():
    trial = kills.kill(STORE, servers=1, kills=4, writers=6)
    assert trial.answered() >= 4 * 5 * 6 and trial.starts


@pytest.mark.skipif(STORE != "postgres", reason="SQLite has one server")
def test_of_two_servers_one_answers_while_the_other_is_killed_and_comes_back():
    trial = kills.kill(STORE, servers=2, kills=3, writers=6)
    assert trial.answered() >= 3 * 5 * 6
    assert not any(writer.ledger.unanswered > 3 * 3 for writer in trial.writers)
