"""A service on this machine that behaves as UN Comtrade's is documented to, or misbehaves.

The public preview answers one reporter and one period a call, 500 records at most, in an
envelope ``elapsedTime, count, data, error``; with a key more. Troubles are played before the
answer, one for each call, in the order given.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]
Trouble = Callable[["Handler"], bool]

PREVIEW_LIMIT = 500


def record(reporter: int, partner: int, year: int, flow: str, **other: Any) -> Record:  # noqa: ANN401 - fields
    """Return a record as the service writes it, of the total unless told otherwise."""
    return {
        "typeCode": "C",
        "freqCode": "A",
        "refYear": year,
        "period": str(year),
        "reporterCode": reporter,
        "flowCode": flow,
        "partnerCode": partner,
        "partner2Code": 0,
        "classificationCode": "H5",
        "cmdCode": "TOTAL",
        "customsCode": "C00",
        "motCode": 0,
        "netWgt": 0.0,
        "isNetWgtEstimated": False,
        "cifvalue": None,
        "fobvalue": None,
        "primaryValue": 1000.0,
        "isReported": True,
        "isAggregate": True,
    } | other


@dataclass
class World:
    """What the service knows, what it will do wrong, and what it was asked."""

    records: list[Record]
    troubles: list[Trouble] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    """Answers as documented, unless a trouble stands in line."""

    world: World
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one call."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.world.asked.append(query)
        self.world.headers.append(dict(self.headers.items()))
        if self.world.troubles and self.world.troubles.pop(0)(self):
            return
        keyed = parts.path == "/data/v1/get/C/A/HS"
        if not keyed and parts.path != "/public/v1/preview/C/A/HS":
            self.send(404, b'{"statusCode": 404, "message": "Resource not found"}')
        elif keyed and not self.headers.get("Ocp-Apim-Subscription-Key"):
            self.send(401, b'{"statusCode": 401, "message": "Access denied: no key"}')
        elif not keyed and "," in query["period"]:
            self.send(400, b'{"statusCode": 400, "message": "One period a call"}')
        else:
            found = [one for one in self.world.records if _matches(one, query)]
            found = found if keyed else found[:PREVIEW_LIMIT]
            self.send(200, envelope(found))

    def send(self, code: int, body: bytes, kind: str = "application/json", **more: str) -> None:
        """Send a whole answer."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in {"Content-Length": str(len(body)), **more}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def envelope(records: list[Record]) -> bytes:
    """Return records as the service wraps them."""
    document = {"elapsedTime": "0.1 secs", "count": len(records), "data": records, "error": ""}
    return json.dumps(document).encode()


def _matches(one: Record, query: dict[str, str]) -> bool:
    goods = query["cmdCode"].split(",")
    chapters = len(one["cmdCode"]) == 2 and one["cmdCode"].isdigit()
    return (
        str(one["reporterCode"]) == query["reporterCode"]
        and one["period"] == query["period"]
        and str(one["partnerCode"]) in query["partnerCode"].split(",")
        and one["flowCode"] in query["flowCode"].split(",")
        and (one["cmdCode"] in goods or ("AG2" in goods and chapters))
    )


@contextmanager
def running(records: list[Record], *troubles: Trouble) -> Iterator[World]:
    """Run the service on a free port of this machine."""
    world = World(records, list(troubles))
    handler = type("Bound", (Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answers(code: int, body: bytes = b"{}", **more: str) -> Trouble:
    """Answer a code once."""

    def trouble(handler: Handler) -> bool:
        handler.send(code, body, more.pop("kind", "application/json"), **more)
        return True

    return trouble


def cuts(handler: Handler) -> bool:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"count": 1, "data": [')
    handler.close_connection = True
    return True


def hangs_up(handler: Handler) -> bool:
    """Hang up without a word."""
    handler.close_connection = True
    handler.connection.close()
    return True


def half(handler: Handler) -> bool:
    """Send JSON that stops in the middle, of the length it says."""
    handler.send(200, envelope([record(398, 860, 2023, "X")])[:80])
    return True


def nothing(_: Handler) -> bool:
    """Do nothing wrong."""
    return False
