"""Cases with `rocketmq` from PyPI, whose wheel holds Apache's C++ client: one JSON line each.

main.py NAMESERVER BROKER [PART OF A NAME]
"""
import ctypes
import json
import os
import sys
import tempfile
import time
from importlib.metadata import version

# The C++ client writes its log there.
os.environ["HOME"] = tempfile.mkdtemp(prefix="rocketproof-python-")

from rocketmq.client import Message, MessageModel, Producer, PullConsumer, PushConsumer, SendStatus  # noqa: E402
from rocketmq.ffi import dll  # noqa: E402

NAME_SERVER = sys.argv[1]
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
RUN = int(time.time() * 1000) % 10**9
SECONDS = 60
names = 0
kept = []


def unique(base):
    global names
    names += 1
    return "py_%s_%d_%d" % (base, RUN, names)


def keep(client):
    """Started, and closed at the end: its destructor would close it as soon as nobody names it."""
    client.set_namesrv_addr(NAME_SERVER)
    client.start()
    kept.append(client)
    return client


def producer():
    return keep(Producer(unique("p")))


def message(topic, body, tag="T"):
    made = Message(topic)
    made.set_tags(tag)
    made.set_body(body)
    return made


def topic(base):
    """A topic is made by its first message."""
    name = unique(base)
    send(producer(), name, "first")
    return name


def send(by, name, *bodies):
    for body in bodies:
        result = by.send_sync(message(name, body))
        check(result.status == SendStatus.OK, "status %s" % result.status)


def check(ok, text):
    if not ok:
        raise AssertionError(text)


def wait(what, ok):
    end = time.monotonic() + SECONDS
    while not ok():
        check(time.monotonic() < end, "not in %d s: %s" % (SECONDS, what))
        time.sleep(0.02)


class Sink:
    def __init__(self):
        self.got = []

    def take(self, received):
        body = received.body.decode()
        if body != "first":
            self.got.append((body, received.tags, received.keys, received.get_property("colour"), received.store_timestamp - received.born_timestamp))

    def bodies(self):
        return [each[0] for each in self.got]

    def wait(self, bodies):
        wait("%d messages" % len(bodies), lambda: set(bodies) <= set(self.bodies()))


def push(name, take, expression="*", group=None, **options):
    consumer = PushConsumer(group or unique("g"), **options)
    consumer.set_instance_name(unique("i"))
    consumer.subscribe(name, take, expression)
    return keep(consumer)


def many(prefix, count):
    return ["%s%d" % (prefix, i) for i in range(count)]


def sync():
    result = producer().send_sync(message(unique("sync"), "x"))
    check(result.status == SendStatus.OK and len(result.msg_id) == 32, str(result))


def asynchronous():
    name, by, done = topic("async"), producer(), []
    for body in many("a", 100):
        by.send_async(message(name, body), lambda result: done.append(result), lambda problem: done.append(problem))
    wait("100 answers", lambda: len(done) == 100)
    check(all(getattr(each, "status", None) == SendStatus.OK for each in done), str(done[:3]))
    return "100"


def one_way():
    name, sink, by = topic("oneway"), Sink(), producer()
    push(name, sink.take)
    for body in many("o", 200):
        by.send_oneway(message(name, body))
    sink.wait(many("o", 200))
    return "200 sent, %d received" % len(sink.got)


def batch():
    # It compresses the whole batch and does not say that it is one, so RocketMQ 4.9.7 stores one message, too.
    name = topic("batch")
    check(producer().send_batch([message(name, body) for body in many("b", 50)]).status == SendStatus.OK, "not SEND_OK")
    return "50 in one; stored as one message, as by RocketMQ 4.9.7, which this client does not tell that it is a batch"


def properties():
    name, sink, large = topic("props"), Sink(), "compress me " * 5000
    push(name, sink.take)
    made = message(name, large)
    made.set_keys("key")
    made.set_property("colour", "red")
    producer().send_sync(made)
    sink.wait([large])
    check(sink.got[0][1:4] == (b"T", b"key", b"red"), str(sink.got[0][1:4]))
    return "60000 bytes"


def tags():
    name, sink, by = topic("tags"), Sink(), producer()
    push(name, sink.take, "A || C")
    for tag in "ABC":
        by.send_sync(message(name, tag, tag))
    sink.wait(["A", "C"])
    check(len(sink.got) == 2, str(sink.bodies()))


def orderly():
    name, sink, by = topic("orderly"), Sink(), producer()
    push(name, sink.take, orderly=True)
    for i in range(25):
        for key in range(3):
            by.send_orderly(message(name, "%d %02d" % (key, i)), key)
    wait("75 messages", lambda: len(sink.got) >= 75)
    for key in "012":
        mine = [body for body in sink.bodies() if body.startswith(key)]
        check(mine == sorted(mine), str(mine))
    return "75 in order"


def broadcast():
    name, group, sinks = topic("broadcast"), unique("g"), [Sink(), Sink()]
    for sink in sinks:
        push(name, sink.take, group=group, message_model=MessageModel.BROADCASTING)
        # One process may not have a group twice: the second one comes under another name.
        group = unique("g")
    send(producer(), name, *many("c", 20))
    for sink in sinks:
        sink.wait(many("c", 20))


def retry():
    name, group, times = topic("retry"), unique("g"), []

    def fail(received):
        if received.body != b"first":
            times.append(received.reconsume_times)
            if len(times) < 3:
                raise ValueError("again")

    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        push(name, fail, group=group)
        send(producer(), name, "again")
        wait("the third time", lambda: len(times) >= 3)
    finally:
        sys.unraisablehook = hook
    return "came %s times before" % times


def delay():
    name, sink = topic("delay"), Sink()
    push(name, sink.take)
    made = message(name, "late")
    made.set_delay_time_level(2)
    producer().send_sync(made)
    sink.wait(["late"])
    check(sink.got[0][4] >= 4900, "after %d ms" % sink.got[0][4])
    return "level 2: 5 s"


def pull():
    name = topic("pull")
    send(producer(), name, *many("l", 30))
    got = [each.body.decode() for each in keep(PullConsumer(unique("g"))).pull(name)]
    check(set(many("l", 30)) <= set(got), str(len(got)))
    return "30"


def offsets():
    name, group, first, second, by = topic("resume"), unique("g"), Sink(), Sink(), producer()
    consumer = push(name, first.take, group=group)
    send(by, name, "one")
    first.wait(["one"])
    # It tells its progress every 5 s.
    time.sleep(6)
    kept.remove(consumer)
    consumer.shutdown()
    ctypes_handle, consumer._handle = consumer._handle, None
    dll.DestroyPushConsumer(ctypes.c_void_p(ctypes_handle))
    push(name, second.take, group=group)
    send(by, name, "two")
    second.wait(["two"])
    check(second.bodies() == ["two"], str(second.bodies()))


CASES = {
    "send: sync, to a topic that does not exist yet": sync,
    "send: async": asynchronous,
    "send: one-way; push: concurrent": one_way,
    "send: batch": batch,
    "send: a body that is compressed, keys, properties": properties,
    "filter: tags": tags,
    "push: orderly, a queue for each key": orderly,
    "push: broadcast": broadcast,
    "retry": retry,
    "delay level": delay,
    "pull consumer": pull,
    "offsets: a group goes on where it stopped": offsets,
}


def tell(**line):
    print(json.dumps(line), flush=True)


tell(client="PyPI: rocketmq, with Apache's C++ client", version=version("rocketmq"))
for title, case in CASES.items():
    if ONLY not in title:
        continue
    try:
        tell(case=title, status="PASS", detail=case() or "")
    except Exception as problem:  # Whatever it is, it is what came of the case.
        tell(case=title, status="FAIL", detail="%s: %s" % (type(problem).__name__, problem))
# The C++ client's threads do not always end.
os._exit(0)
