import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "code"), str(ROOT / "ci")]


@pytest.fixture
def client_of():
    """Starts a server for a model and waits until it has tried to load it."""
    from fastapi.testclient import TestClient

    from server import Limits, create_app

    started = []

    def start(name, load, limits=Limits()):
        app = create_app(name, load, limits)
        client = TestClient(app)
        client.__enter__()
        started.append(client)
        server = app.state.server
        for _ in range(1000):
            if server.model is not None or server.failure is not None:
                return client
            client.get("/healthz/live")
        raise AssertionError("The model was neither loaded nor refused")

    yield start
    for client in started:
        client.__exit__(None, None, None)
