"""The broker: started from what the machine has, kept across restarts, reached by a socket."""

import socket

import pytest
from kombu import Connection

from launch import MissingPrerequisite, broker

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def no_broker_given(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)


def put(url, message):
    with Connection(url) as connection:
        connection.SimpleQueue("courriels").put(message)


def take(url):
    with Connection(url) as connection:
        message = connection.SimpleQueue("courriels").get(timeout=5)
        message.ack()
        return message.payload


def test_message_outlives_a_restart_of_the_broker(tmp_path):
    with broker.serve(tmp_path) as first:
        put(first.url, "un")
        (child,) = first.children.started
        server = child.process
    assert server.returncode == 0

    with broker.serve(tmp_path) as second:
        assert take(second.url) == "un"


def test_directory_too_deep_for_a_socket_is_served_all_the_same(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    with broker.serve(deep) as courier:
        put(courier.url, "deux")
        assert take(courier.url) == "deux"
    assert (deep / "appendonlydir").is_dir()


def test_socket_is_for_its_owner_alone(tmp_path):
    with broker.serve(tmp_path):
        assert (tmp_path / "broker.sock").stat().st_mode & 0o777 == 0o700


def test_given_broker_is_used_and_none_is_started(tmp_path, monkeypatch):
    with broker.serve(tmp_path) as ours:
        monkeypatch.setenv("REDIS_URL", ours.url)
        with broker.serve(tmp_path / "other") as given:
            assert (given.url, given.children.started) == (ours.url, [])


def test_given_broker_that_does_not_answer_is_one_sentence(tmp_path, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
    monkeypatch.setenv("REDIS_URL", url)

    with (
        pytest.raises(MissingPrerequisite, match="REDIS_URL is set but no broker answers there"),
        broker.serve(tmp_path),
    ):
        pytest.fail("nothing answers there")


def test_broker_that_cannot_start_is_one_sentence(tmp_path):
    (tmp_path / "appendonlydir").write_text("a file where the server wants a directory")

    with (
        pytest.raises(MissingPrerequisite, match=r"The broker did not start: see .*broker\.log"),
        broker.serve(tmp_path),
    ):
        pytest.fail("it cannot write")
