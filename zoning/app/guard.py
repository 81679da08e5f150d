"""What keeps a desk to itself: only the hosts it was started for, a token on every call, and uploads of bounded size."""

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from zoning.words import Text

MOST_BYTES = 8_000_000
"""Of any one request: a plan of 200,000 blocks is half as long."""
TOKEN = b"x-zoning-token"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_HOST = Text("这个地址不在本服务的允许范围内", "this address is not served here")
_NO_TOKEN = Text(
    "链接已失效：请用启动时显示的网址打开",
    "this link has expired: open the address shown when the desk was started",
)
_TOO_LARGE = Text("上传内容过大（上限 8 MB）", "too large: 8 MB at most")


class Guard:
    """Stands before the app: refuses before anything is read."""

    def __init__(self, app: App, *, token: str, hosts: Iterable[str]) -> None:
        self.app, self.token, self.hosts = app, token.encode(), {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refused = self._refused(scope, headers)
        if refused is not None:
            await _drained(receive)
            await _say(send, *refused)
            return
        await self.app(scope, _limited(receive), send)

    def _refused(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, Text] | None:
        host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0].lower().strip("[]")
        if host not in self.hosts:  # a page elsewhere whose name was made to point here
            return 421, _HOST
        if scope["path"].startswith("/api/") and not secrets.compare_digest(
            headers.get(TOKEN, b""), self.token
        ):
            return 403, _NO_TOKEN
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, _TOO_LARGE
        return None


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that says no length and never ends."""
    read = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > MOST_BYTES else message

    return counted


async def _drained(receive: Receive) -> None:
    """Read what is refused to its end, within reason: a browser that is still sending does not hear the answer."""
    read = 0
    while read < 20 * MOST_BYTES:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


async def _say(send: Send, status: int, text: Text) -> None:
    body = json.dumps({"zh": text.zh, "en": text.en}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
