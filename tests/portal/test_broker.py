"""The folder broker: no reader ever meets half a message."""

import json
from itertools import count
from threading import Thread

import pytest
from kombu import Connection, Exchange, Queue

from portal import broker, env

_numbers = count()


@pytest.fixture
def connect(tmp_path):
    broker.register()
    options = env.broker("folder://", tmp_path)

    def new() -> Connection:
        return Connection("folder://", transport_options=options)

    return new


@pytest.fixture
def queue():
    """One of its own: what a process has bound is remembered beyond a test."""
    name = f"work{next(_numbers)}"
    return Queue(name, Exchange(name, type="direct"), routing_key=name)


def take_all(connection, queue, expected):
    seen = []
    inbox = connection.SimpleQueue(queue)
    while len(seen) < expected:
        message = inbox.get(timeout=10)
        seen.append(message.payload)
        message.ack()
    inbox.close()
    return seen


def test_messages_come_whole_and_in_order(connect, queue):
    with connect() as connection:
        outbox = connection.SimpleQueue(queue)
        for number in range(50):
            outbox.put({"number": number})
        outbox.close()
        seen = take_all(connection, queue, 50)
    assert [each["number"] for each in seen] == list(range(50))


def test_a_reader_that_polls_hard_loses_no_large_message(connect, queue):
    def publish():
        with connect() as connection:
            outbox = connection.SimpleQueue(queue)
            for number in range(300):
                outbox.put({"number": number, "load": "字" * 20_000})
            outbox.close()

    with connect() as connection:
        connection.transport.polling_interval = 0
        connection.SimpleQueue(queue).close()  # bound before anybody publishes
        writer = Thread(target=publish)
        writer.start()
        seen = take_all(connection, queue, 300)
        writer.join()
    assert {len(each["load"]) for each in seen} == {20_000}


def test_a_message_that_cannot_be_read_is_dropped_and_the_next_one_comes(
    connect, queue, tmp_path, caplog
):
    with connect() as connection:
        outbox = connection.SimpleQueue(queue)
        planted = tmp_path / "broker" / "messages" / f"0_half.{queue.name}.msg"
        planted.write_text('{"body": "cut off', "utf-8")
        outbox.put({"number": 1})
        outbox.close()
        assert take_all(connection, queue, 1) == [{"number": 1}]
    assert not planted.exists()
    assert "0_half" in caplog.text


def test_two_that_bind_at_once_both_stay_bound(connect, tmp_path):
    names = [f"work{number}" for number in range(8)]

    def bind(name):
        with connect() as connection:
            exchange = Exchange("shared", type="direct")
            Queue(name, exchange, routing_key=name)(connection.channel()).declare()

    threads = [Thread(target=bind, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    table = (tmp_path / "broker" / "control" / "shared.exchange").read_text("utf-8")
    assert {queue for _, _, queue in json.loads(table)} == set(names)
