"""A desk from a scenario to a running server: what `zoning serve` does."""

import os
import secrets
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from zoning import planner
from zoning.app import baseline, server
from zoning.app.desk import Desk
from zoning.app.district import District
from zoning.app.guard import Guard
from zoning.errors import EditError
from zoning.scenario import Scenario
from zoning.terminal import out_console
from zoning.words import Lang, Text

SOLVE = Text("求基准方案", "solving the baseline")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8765


def desk(scenario: Scenario, folder: Path, on_step: planner.OnStep = planner.ignore) -> Desk:
    """Return the desk of a scenario, with all that was done at it before; its files are in `folder`."""
    district = District(scenario, on_step)
    on_step(SOLVE)
    return Desk(district, folder, *baseline.of(district, folder))


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket to listen on: at `port`, or else at the usual one or any that is free. Raises `EditError` where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (PORT, 0) if port is None else (port,):
        held = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # on Windows it would let two listen at once
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host, wanted))
            held.listen(128)  # whoever comes before the server has begun waits for it
        except OSError as error:
            held.close()
            why = error.strerror
        else:
            return held
    raise EditError(Text(f"无法在 {host}:{port} 上启动（{why}）；请用 --port 换一个端口", f"cannot listen on {host}:{port} ({why}); choose another port with --port"))  # fmt: skip


class Server(uvicorn.Server):
    """Serves a desk; once it is to end, those who wait for news are let go."""

    def __init__(self, found: Desk, app: Guard) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        self.found = found

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self.found.closing.set()
        super().handle_exit(sig, frame)


def run(found: Desk, held: socket.socket, host: str, *, browser: bool, said: Callable[[str], None]) -> None:
    """Serve a desk until Ctrl-C; what was done is kept at every step, not only at the end."""
    token, port = secrets.token_urlsafe(24), held.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/#{token}"
    app = server.app(found, token=token, hosts=[host, *LOOPBACK])
    said(address)
    if browser:
        webbrowser.open(address)
    try:
        Server(found, app).run(sockets=[held])
    finally:
        held.close()
        found.close()


def announced(lang: Lang, host: str) -> Callable[[str], None]:
    """Return what tells the planner where the desk is, and that others can reach it where they can."""

    def said(address: str) -> None:
        lines = [Text(f"工作台：{address}\n按 Ctrl+C 结束；每一步都已存盘", f"the desk: {address}\nCtrl+C ends it; every step is saved")]  # fmt: skip
        if host not in LOOPBACK:
            lines.append(Text("注意：同一网络的其他人拿到这个网址也能改动方案，且连接未加密", "mind: others on the network who have this address can change the plan, and the connection is not encrypted"))  # fmt: skip
        for line in lines:
            out_console().print(line.to(lang), soft_wrap=True, highlight=False, markup=False)

    return said
