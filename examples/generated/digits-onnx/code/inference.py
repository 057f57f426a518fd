"""What the model server predicts with: ONNX Runtime and the model from the unpacked kit.

    uvicorn --app-dir code inference:app --port 8080

In a cluster Triton serves the same file (the Kitfile has it where Triton looks: <name>/1/model.onnx) and takes the same
requests at /v2/models/<name>/infer.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy
import onnxruntime

from kitfile import find_model, model_name
from server import BadInput, create_app

# ONNX's word, the word of the open inference protocol, numpy's.
TYPES = [
    ("tensor(float)", "FP32", numpy.float32),
    ("tensor(double)", "FP64", numpy.float64),
    ("tensor(int64)", "INT64", numpy.int64),
    ("tensor(int32)", "INT32", numpy.int32),
    ("tensor(bool)", "BOOL", numpy.bool_),
]
DATATYPES = {onnx: word for onnx, word, _ in TYPES}
NUMPY_TYPES = {word: kind for _, word, kind in TYPES}
MAX_ELEMENTS = 1_000_000


class OnnxModel:
    def __init__(self, session: onnxruntime.InferenceSession):
        self._session = session
        self._inputs = {one.name: one for one in session.get_inputs()}
        self.metadata = {
            "platform": "onnxruntime_onnx",
            "inputs": [_describe(one) for one in session.get_inputs()],
            "outputs": [_describe(one) for one in session.get_outputs()],
        }

    def predict(self, instances: list[Any]) -> list[Any]:
        """For models of one input: each instance is one row of it."""
        if len(self._inputs) != 1:
            raise BadInput("This model has several inputs: ask it by /v2/models/<name>/infer")
        (name, wanted), *_ = self._inputs.items()
        try:
            rows = numpy.array(instances, dtype=_numpy_type(wanted))
        except (ValueError, TypeError, OverflowError):
            raise BadInput("The instances are not rows of numbers of one length") from None
        return self._run({name: rows})[0].tolist()

    def infer(self, inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        feed = {tensor.get("name"): self._tensor(tensor) for tensor in inputs}
        missing = [name for name in self._inputs if name not in feed]
        if missing:
            raise BadInput(f"The input '{missing[0]}' is missing")
        outputs = self._run(feed)
        return [
            {
                "name": described["name"],
                "datatype": described["datatype"],
                "shape": list(value.shape),
                "data": value.ravel().tolist(),
            }
            for described, value in zip(self.metadata["outputs"], outputs)
        ]

    def _tensor(self, tensor: dict[str, Any]) -> numpy.ndarray:
        name, shape, data = tensor.get("name"), tensor.get("shape"), tensor.get("data")
        if not isinstance(name, str) or name not in self._inputs:
            raise BadInput(f"The model has no input '{str(name)[:80]}'")
        wanted = DATATYPES.get(self._inputs[name].type)
        if tensor.get("datatype") != wanted:
            raise BadInput(f"The input '{name}' is of datatype {wanted}")
        if not _is_shape(shape) or not isinstance(data, list) or math.prod(shape) > MAX_ELEMENTS:
            raise BadInput(f"The input '{name}' has no shape and data, or too much of it")
        try:
            return numpy.array(data, dtype=NUMPY_TYPES[wanted]).reshape(shape)
        except (ValueError, TypeError, OverflowError):
            raise BadInput(f"The data of the input '{name}' is not of its shape") from None

    def _run(self, feed: dict[str, numpy.ndarray]) -> list[numpy.ndarray]:
        for name, value in feed.items():
            self._check_shape(name, value.shape)
        return self._session.run(None, feed)

    def _check_shape(self, name: str, shape: tuple[int, ...]) -> None:
        wanted = self._inputs[name].shape
        fits = len(shape) == len(wanted) and all(
            not isinstance(size, int) or size == given for size, given in zip(wanted, shape)
        )
        if not fits or 0 in shape:
            text = [size if isinstance(size, int) else -1 for size in wanted]
            raise BadInput(f"The input '{name}' is of the shape {text}, where -1 is any")


def _is_shape(shape: Any) -> bool:
    return (
        isinstance(shape, list)
        and 0 < len(shape) <= 8
        and all(isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MAX_ELEMENTS for size in shape)
    )


def _numpy_type(node: Any) -> Any:
    return NUMPY_TYPES[DATATYPES[node.type]]


def _describe(node: Any) -> dict[str, Any]:
    shape = [size if isinstance(size, int) else -1 for size in node.shape]
    return {"name": node.name, "datatype": DATATYPES.get(node.type, node.type), "shape": shape}


def load_from(path: Path) -> OnnxModel:
    file = path / "model.onnx" if path.is_dir() else path
    options = onnxruntime.SessionOptions()
    # One thread for each request that is predicted at a time: the server bounds how many those are.
    options.intra_op_num_threads = 1
    return OnnxModel(onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"]))


def load() -> OnnxModel:
    return load_from(find_model())


app = create_app(model_name(), load)
