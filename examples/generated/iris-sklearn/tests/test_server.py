"""The server, with a stand-in for the model: it gives back what it is given."""

import threading

import pytest
from fastapi.testclient import TestClient

from server import BadInput, Limits, create_app


class EchoStub:
    def predict(self, instances):
        if instances == ["bad"]:
            raise BadInput("Instance 0 is bad")
        if instances == ["broken"]:
            raise RuntimeError("a secret of the server")
        return instances


@pytest.fixture
def client(client_of):
    return client_of("m", EchoStub, Limits(body_bytes=200, instances=3))


def predict(client, body, name="m"):
    return client.post(f"/v1/models/{name}:predict", content=body)


def test_is_live_and_ready(client):
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").json() == {"ready": True}
    assert client.get("/v2/health/ready").status_code == 200
    assert client.get("/v1/models/m").json() == {"name": "m", "ready": True}


def test_is_live_and_not_ready_while_the_model_is_loaded():
    go_on = threading.Event()

    def load():
        go_on.wait(30)
        return EchoStub()

    with TestClient(create_app("m", load)) as client:
        try:
            assert client.get("/healthz/live").status_code == 200
            assert client.get("/healthz/ready").status_code == 503
            assert predict(client, '{"instances": [1]}').status_code == 503
        finally:
            go_on.set()


def test_stays_up_and_not_ready_where_the_model_cannot_be_loaded(client_of):
    def load():
        raise FileNotFoundError("/secret/path")

    client = client_of("m", load)
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").status_code == 503
    answer = predict(client, '{"instances": [1]}')
    assert answer.status_code == 503
    assert "/secret/path" not in answer.text


def test_predicts(client):
    assert predict(client, '{"instances": [1, "b"]}').json() == {"predictions": [1, "b"]}


@pytest.mark.parametrize(
    "body, status",
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ("{}", 400),
        ('{"instances": []}', 400),
        ('{"instances": "abc"}', 400),
        ('{"instances": [1, 2, 3, 4]}', 400),
        ('{"instances": ["bad"]}', 400),
        ('{"instances": ["' + "a" * 200 + '"]}', 413),
        ("\xff\xfe", 400),
    ],
)
def test_refuses_bad_requests(client, body, status):
    answer = predict(client, body)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_survives_deep_nesting(client_of):
    client = client_of("m", EchoStub)
    assert predict(client, "[" * 100_000).status_code == 400


def test_says_nothing_of_its_inside_when_it_fails(client):
    answer = predict(client, '{"instances": ["broken"]}')
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_serves_no_other_model(client):
    assert predict(client, '{"instances": [1]}', "other").status_code == 404
    assert client.get("/v1/models/other").status_code == 404
    assert client.get("/v2/models/other/ready").status_code == 404


def test_counts_requests(client):
    predict(client, '{"instances": [1]}')
    predict(client, "{")
    metrics = client.get("/metrics").text
    assert 'model_requests_total{code="200",model="m"} 1.0' in metrics
    assert 'model_requests_total{code="400",model="m"} 1.0' in metrics
    assert 'model_ready{model="m"} 1.0' in metrics


def test_says_that_a_model_takes_no_tensors(client):
    assert client.post("/v2/models/m/infer", json={"inputs": []}).status_code == 501


def test_turns_away_what_is_too_much_at_a_time(client_of):
    go_on, busy = threading.Event(), threading.Semaphore(0)

    class SlowStub:
        def predict(self, instances):
            busy.release()
            go_on.wait(30)
            return instances

    client = client_of("m", SlowStub, Limits(requests=1))
    codes = []
    threads = [
        threading.Thread(target=lambda: codes.append(predict(client, '{"instances": [1]}').status_code))
        for _ in range(2)
    ]
    try:
        threads[0].start()
        assert busy.acquire(timeout=30)
        threads[1].start()
        server = client.app.state.server
        for _ in range(1000):
            if server._waiting == 2:
                break
            client.get("/healthz/live")
        assert predict(client, '{"instances": [1]}').status_code == 503
    finally:
        go_on.set()
        for thread in threads:
            thread.join(30)
    assert codes == [200, 200]


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_refuses_limits_that_are_none(monkeypatch, value):
    monkeypatch.setenv("MAX_INSTANCES", value)
    with pytest.raises(ValueError, match="MAX_INSTANCES"):
        Limits.from_environment()
