"""The baseline of everything that arrives by HTTP: the same server, answering an empty 200."""

from __future__ import annotations

from flask import Flask, Response

app = Flask(__name__, static_folder=None)


@app.post("/webhooks/twilio")
def accept() -> Response:
    """Nothing read, nothing kept."""
    return Response("<?xml version='1.0' encoding='UTF-8'?><Response/>", 200, content_type="text/xml")


@app.get("/")
def empty() -> Response:
    """Nothing at all."""
    return Response("", 200)
