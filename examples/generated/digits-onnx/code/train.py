"""Trains the model from the first dataset of the Kitfile and writes it as ONNX where the Kitfile says.

The last column of the CSV is what is to be predicted; all others are numbers. The same data gives the same bytes.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy
import onnx
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from kitfile import dataset_path, model_target

SEED = 20
INPUT = "pixels"


def read_dataset(path: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    table = numpy.loadtxt(path, delimiter=",", skiprows=1, dtype=numpy.float32)
    return table[:, :-1], table[:, -1].astype(numpy.int64)


def train(dataset: Path, target: Path) -> dict[str, float]:
    features, labels = read_dataset(dataset)
    x_train, x_test, y_train, y_test = train_test_split(
        features, labels, test_size=0.25, random_state=SEED, stratify=labels
    )
    model = make_pipeline(MinMaxScaler(), MLPClassifier(hidden_layer_sizes=(48,), max_iter=600, random_state=SEED))
    model.fit(x_train, y_train)
    write_onnx(model, features.shape[1], target)
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    predicted = session.run(["label"], {INPUT: x_test})[0]
    return {
        "features": features.shape[1],
        "held_out": len(y_test),
        "accuracy": round(float(accuracy_score(y_test, predicted)), 4),
        "macro_f1": round(float(f1_score(y_test, predicted, average="macro")), 4),
    }


def write_onnx(model, features: int, target: Path) -> None:
    graph = to_onnx(
        model,
        initial_types=[(INPUT, FloatTensorType([None, features]))],
        options={"zipmap": False},
        target_opset=17,
        # The default name is a new UUID each time, which would change the digest of the package.
        name="model",
    )
    onnx.checker.check_model(graph)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(graph.SerializeToString(deterministic=True))


if __name__ == "__main__":
    measured = train(dataset_path(), model_target())
    print(json.dumps({"model": str(model_target()), **measured}))
