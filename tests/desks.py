"""A desk that runs on 127.0.0.1 while a test looks at it, over HTTP and in Chromium."""

import json
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass

from zoning import scenario
from zoning.app import serve, server

TOKEN = "a-token-of-this-test"


@dataclass
class Running:
    desk: object
    port: int
    token: str = TOKEN

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/#{self.token}"

    def ask(self, path, body=None, *, headers=None, raw=None):
        """Return the status of an answer and what it says."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        sent = {"x-zoning-token": self.token, "content-type": "application/json", **(headers or {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, sent)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                read = answer.read()
                return answer.status, json.loads(read) if answer.headers["content-type"] == "application/json" and read else read  # fmt: skip
        except urllib.error.HTTPError as error:
            read = error.read()
            return error.code, json.loads(read) if read[:1] == b"{" else read

    def state(self):
        """What the page sees once nothing is being solved."""
        for _ in range(2000):
            found = self.ask("/api/state")[1]
            if not found["solving"]:
                return found
            time.sleep(0.02)
        raise AssertionError("the desk never came to an answer")

    def edit(self, **change):
        return self.ask("/api/edit", {"version": self.desk.version, "edit": change})


@contextmanager
def running(file, folder):
    """Serve the desk of a scenario file; it ends with the block."""
    found = serve.desk(scenario.load(file), folder)
    held = serve.listening("127.0.0.1", 0)
    app = server.app(found, token=TOKEN, hosts=["127.0.0.1"])
    server_ = serve.Server(found, app)
    thread = threading.Thread(target=server_.run, kwargs={"sockets": [held]})
    thread.start()
    try:
        yield Running(found, held.getsockname()[1])
    finally:
        server_.handle_exit(signal.SIGINT, None)
        thread.join(timeout=20)
        held.close()
        found.close()
        assert not thread.is_alive()


def opened(chromium, run, *, width=1700, height=950):
    """The desk's page, with everything it complains of."""
    view = chromium.new_page(viewport={"width": width, "height": height})
    view.complaints = []
    view.on("pageerror", lambda error: view.complaints.append(str(error)))
    view.on("console", lambda said: view.complaints.append(said.text) if said.type == "error" else None)
    view.goto(run.address)
    view.locator("#schools tbody tr").first.wait_for(timeout=30_000)
    return view


def settled(view, steps):
    """Wait until so many steps are done and nothing is being solved."""
    view.locator("#steps li").nth(steps - 1).wait_for(state="attached", timeout=60_000) if steps else None
    view.wait_for_selector("body:not(.solving)", timeout=60_000)
