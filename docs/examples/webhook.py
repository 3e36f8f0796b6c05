"""Verifies webhooks in Python, with the standard library alone: WEBHOOK_SECRET=whsec_… python3 docs/examples/webhook.py

Listens on PORT (8787), and prints each change that was sent.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_BYTES = 8_000_000
TOLERANCE_SECONDS = 5 * 60
MOST_POSITIONS = 10_000

# What comes twice has the same position, in whichever batch. Keep them in a database where they must outlive a restart.
done = {}
one_at_a_time = threading.Lock()


class Refused(Exception):
    """The request is not one of ours, or too old."""


def verify(secret, headers, body, now=None):
    """Raises Refused for a body (bytes) that was not signed with the secret within the last five minutes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    message_id = headers.get("webhook-id") or ""
    sent_at = headers.get("webhook-timestamp") or ""
    # str.isdigit also takes digits of other scripts.
    if not message_id or not (sent_at.isascii() and sent_at.isdigit()):
        raise Refused("headers are missing")
    if abs((time.time() if now is None else now) - int(sent_at)) > TOLERANCE_SECONDS:
        raise Refused("too old, or of the future")
    signed = f"{message_id}.{sent_at}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is rotated there are two signatures.
    for signature in (headers.get("webhook-signature") or "").split(" "):
        version, _, value = signature.partition(",")
        if version == "v1" and hmac.compare_digest(value.encode(), expected):
            return
    raise Refused("no signature fits")


def changes_of(message):
    """The changes of a message: one, several where the webhook asks for batches, none of a test."""
    if message["type"] == "test":
        return []
    return message["data"]["changes"] if message["type"] == "changes" else [message["data"]]


def take(change):
    """What there is to do for a change, once."""
    key = (change["account"], change["position"])
    with one_at_a_time:
        if key in done:
            return
        print(change["operation"], change["entity"], change["id"], flush=True)
        done[key] = True
        if len(done) > MOST_POSITIONS:
            del done[next(iter(done))]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers.get("content-length") or 0)
        if size > MOST_BYTES:
            return self.answer(413)
        # As it came: a signature is of its bytes.
        body = self.rfile.read(size)
        try:
            verify(os.environ["WEBHOOK_SECRET"], self.headers, body)
        except Refused as refused:
            print(f"refused: {refused}", file=sys.stderr, flush=True)
            return self.answer(400)
        message = json.loads(body)
        if message["type"] == "test":
            print("a test arrived", flush=True)
        for change in changes_of(message):
            take(change)
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Nothing but what arrived is printed."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8787"))), Receiver)
    print(f"listening on port {server.server_port}", flush=True)
    server.serve_forever()
