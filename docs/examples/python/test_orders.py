import time

from rocketmq.client import Message, Producer, PushConsumer, SendStatus


def order(text):
    message = Message("orders")
    message.set_tags("paid")
    message.set_body(text)
    return message


def send(name_server, text):
    """Until it is stored by a majority: then it survives any one broker.

    A client asks for routes when it starts, and then every 30 s, which cannot be changed; a new one does not try a leader that is dead.
    """
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        producer = Producer("shop%d" % time.monotonic_ns())
        producer.set_namesrv_addr(name_server)
        producer.start()
        try:
            if producer.send_sync(order(text)).status == SendStatus.OK:
                return
        except Exception:  # No leader yet: this client raises what it has.
            time.sleep(0.1)
        finally:
            producer.shutdown()
    raise AssertionError("%s was not taken within a minute" % text)


def test_an_order_outlives_the_broker_that_took_it(cluster):
    send(cluster.name_server, "7 EUR")
    killed = cluster.post("kill", "broker-a/leader")
    send(cluster.name_server, "9 EUR")
    cluster.post("restart", killed)

    read = set()
    consumer = PushConsumer("books")
    consumer.set_namesrv_addr(cluster.name_server)
    consumer.subscribe("orders", lambda message: read.add(message.body.decode()))
    consumer.start()
    deadline = time.monotonic() + 60
    while not {"7 EUR", "9 EUR"} <= read and time.monotonic() < deadline:
        time.sleep(0.05)
    assert read == {"7 EUR", "9 EUR"}
    consumer.shutdown()
