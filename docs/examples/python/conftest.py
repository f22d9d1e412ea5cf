"""A RocketMQ cluster that lives as long as a test."""
import json
import os
import signal
import subprocess
import urllib.request

import pytest


class Cluster:
    """Started with the flags of `rocketproof cluster`; clients can send once it is there."""

    def __init__(self, *flags):
        command = os.environ.get("ROCKETPROOF", "npx rocketproof").split() + ["cluster", "--port", "0", *flags]
        # npx starts the program as a process of its own: in a session of theirs all of them end together.
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        ready = json.loads(self.process.stdout.readline())
        self.name_server, self.control = ready["namesrv"], ready["control"]

    def post(self, what, node):
        """`kill`, `restart`, `pause`, `power-loss` … a node, by name or by role; its name."""
        request = urllib.request.Request("%s/%s" % (self.control, what), json.dumps({"broker": node}).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["node"]

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


@pytest.fixture
def cluster():
    started = Cluster("--mode", "dledger")
    yield started
    started.stop()
