"""The model server: health, metrics, and predictions in the shapes that KServe's clients send.

    GET  /healthz/live                    the process runs
    GET  /healthz/ready                   the model is loaded
    GET  /metrics                         for Prometheus
    GET  /v1/models/<name>                is it ready?
    POST /v1/models/<name>:predict        {"instances": [...]} -> {"predictions": [...]}
    GET  /v2/health/live, /v2/health/ready, /v2/models/<name>, /v2/models/<name>/ready
    POST /v2/models/<name>/infer          open inference protocol, where the model takes tensors

Whatever comes in is bounded: bytes, instances, and requests at a time. Limits come from the environment.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Callable, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

log = logging.getLogger("model-server")


class BadInput(Exception):
    """What the client sent is not what the model takes. The message goes to the client."""


class Model(Protocol):
    """What inference.py gives to the server."""

    def predict(self, instances: list[Any]) -> list[Any]:
        """One prediction for each instance; raises BadInput."""


class TensorModel(Model, Protocol):
    """A model that is also asked by the open inference protocol (v2)."""

    metadata: dict[str, Any]

    def infer(self, inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Named tensors to named tensors; raises BadInput."""


@dataclass(frozen=True)
class Limits:
    body_bytes: int = 1024 * 1024
    instances: int = 256
    # That are predicted at the same time; as many again may wait.
    requests: int = 4

    @staticmethod
    def from_environment() -> "Limits":
        return Limits(
            body_bytes=_whole_number("MAX_BODY_BYTES", Limits.body_bytes),
            instances=_whole_number("MAX_INSTANCES", Limits.instances),
            requests=_whole_number("MAX_REQUESTS", Limits.requests),
        )


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name} is '{text[:40]}': give a whole number from 1")
    return int(text)


class Refusal(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


class Server:
    """Loads the model beside the requests, and predicts in threads, some at a time."""

    def __init__(self, name: str, load: Callable[[], Model], limits: Limits):
        self.name = name
        self.limits = limits
        self.model: Model | None = None
        self.failure: str | None = None
        self._load = load
        self._turns = asyncio.Semaphore(limits.requests)
        self._waiting = 0
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "model_requests_total", "Predictions that were asked for", ["model", "code"], registry=self.registry
        )
        self._seconds = Histogram(
            "model_request_duration_seconds", "Time of a prediction", ["model"], registry=self.registry
        )
        self._ready = Gauge("model_ready", "1 once the model is loaded", ["model"], registry=self.registry)
        self._ready.labels(name).set(0)

    async def load(self) -> None:
        try:
            self.model = await asyncio.to_thread(self._load)
            self._ready.labels(self.name).set(1)
            log.info("The model '%s' is loaded", self.name)
        except Exception as error:  # the server stays up and says why it is not ready
            log.exception("The model '%s' cannot be loaded", self.name)
            self.failure = f"{type(error).__name__}: {error}"

    def loaded(self) -> Model:
        if self.model is None:
            raise Refusal(503, "The model is not loaded" if self.failure else "The model is being loaded")
        return self.model

    def check_name(self, name: str) -> None:
        if name != self.name:
            raise Refusal(404, f"This server serves the model '{self.name}' only")

    async def answer(self, request: Request, name: str, work: Callable[[Model, dict[str, Any]], Any]) -> Response:
        started = time.perf_counter()
        status, body = await self._answer(request, name, work)
        self._requests.labels(self.name, str(status)).inc()
        self._seconds.labels(self.name).observe(time.perf_counter() - started)
        return JSONResponse(body, status_code=status)

    async def _answer(self, request, name, work) -> tuple[int, Any]:
        try:
            self.check_name(name)
            model = self.loaded()
            body = await self._read(request)
            return 200, await self._in_turn(lambda: work(model, body))
        except Refusal as refusal:
            return refusal.status, {"error": str(refusal)}
        except BadInput as error:
            return 400, {"error": str(error)}
        except Exception:
            log.exception("A prediction failed")
            return 500, {"error": "The prediction failed; the server's log says why"}

    async def _in_turn(self, work: Callable[[], Any]) -> Any:
        if self._waiting >= 2 * self.limits.requests:
            raise Refusal(503, "Too many requests at a time: ask again later")
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1

    async def _read(self, request: Request) -> dict[str, Any]:
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self.limits.body_bytes:
                raise Refusal(413, f"The request is larger than {self.limits.body_bytes} bytes")
            chunks.append(chunk)
        try:
            body = json.loads(b"".join(chunks))
        except (ValueError, RecursionError):
            raise Refusal(400, "The request is no JSON") from None
        if not isinstance(body, dict):
            raise Refusal(400, "The request is no JSON object")
        return body


def create_app(name: str, load: Callable[[], Model], limits: Limits | None = None) -> FastAPI:
    server = Server(name, load, limits or Limits.from_environment())

    @asynccontextmanager
    async def lifespan(_: FastAPI):
        loading = asyncio.create_task(server.load())
        yield
        loading.cancel()

    app = FastAPI(title=name, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.server = server

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return JSONResponse({"error": str(refusal)}, status_code=refusal.status)

    @app.get("/healthz/live")
    @app.get("/v2/health/live")
    async def live() -> dict[str, Any]:
        return {"live": True}

    @app.get("/healthz/ready")
    @app.get("/v2/health/ready")
    async def ready() -> Response:
        is_ready = server.model is not None
        return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(server.registry), media_type=CONTENT_TYPE_LATEST)

    _add_v1(app, server)
    _add_v2(app, server)
    return app


def _add_v1(app: FastAPI, server: Server) -> None:
    def predict(model: Model, body: dict[str, Any]) -> dict[str, Any]:
        instances = body.get("instances")
        if not isinstance(instances, list) or not instances:
            raise BadInput('Give {"instances": [...]} with at least one instance')
        if len(instances) > server.limits.instances:
            raise BadInput(f"Give up to {server.limits.instances} instances at a time")
        return {"predictions": model.predict(instances)}

    @app.get("/v1/models/{name}")
    async def state(name: str) -> dict[str, Any]:
        server.check_name(name)
        return {"name": name, "ready": server.model is not None}

    @app.post("/v1/models/{name}:predict")
    async def predict_v1(name: str, request: Request) -> Response:
        return await server.answer(request, name, predict)


def _add_v2(app: FastAPI, server: Server) -> None:
    def infer(model: Model, body: dict[str, Any]) -> dict[str, Any]:
        if not hasattr(model, "infer"):
            raise Refusal(501, f"This model takes no tensors: ask /v1/models/{server.name}:predict")
        inputs = body.get("inputs")
        if not isinstance(inputs, list) or not all(isinstance(tensor, dict) for tensor in inputs):
            raise BadInput('Give {"inputs": [{"name", "shape", "datatype", "data"}]}')
        if len(inputs) > 16:
            raise BadInput("Give up to 16 tensors")
        answer = {"model_name": server.name, "outputs": model.infer(inputs)}
        if isinstance(body.get("id"), str):
            answer["id"] = body["id"][:200]
        return answer

    @app.get("/v2/models/{name}")
    async def describe(name: str) -> dict[str, Any]:
        server.check_name(name)
        return {"name": name, **getattr(server.loaded(), "metadata", {})}

    @app.get("/v2/models/{name}/ready")
    async def model_ready(name: str) -> dict[str, Any]:
        server.check_name(name)
        server.loaded()
        return {"name": name, "ready": True}

    @app.post("/v2/models/{name}/infer")
    async def infer_v2(name: str, request: Request) -> Response:
        return await server.answer(request, name, infer)
