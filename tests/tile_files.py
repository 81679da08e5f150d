"""Basemaps for tests: MBTiles whose pixels tell where they are, and a tile server on this machine."""

import io
import sqlite3
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
from PIL import Image

SIDE = 256


def encoded(pixels, format_="PNG"):
    """A tile as the bytes of a file."""
    out = io.BytesIO()
    how = {"quality": 95} if format_ != "PNG" else {}
    Image.fromarray(pixels).save(out, format_, **how)
    return out.getvalue()


def flat(colour):
    """A tile of one colour."""
    return np.full((SIDE, SIDE, len(colour)), colour, np.uint8)


def placed(x, y):
    """A tile whose red tells how far east, whose green tells how far south a pixel lies in it."""
    along = np.arange(SIDE, dtype=np.uint8)
    tile = np.zeros((SIDE, SIDE, 3), np.uint8)
    tile[..., 0], tile[..., 1], tile[..., 2] = along[None, :], along[:, None], (x * 7 + y * 13) % 256
    return tile


def mbtiles(path: Path, tiles, **metadata):
    """Write tiles {(zoom, column, row from the north): bytes} as a file."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name text, value text)")
        file.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        file.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()]
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    file.close()
    return path


@contextmanager
def server(answer):
    """A server on this machine; `answer(path)` returns status and body. Yields its address and the paths asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}", asked
        finally:
            http.shutdown()
            thread.join()
