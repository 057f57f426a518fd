#!/usr/bin/env python3
"""Trains the example models and writes their model cards with the metrics that it measured.

    python3 -m venv /tmp/waybill-models
    /tmp/waybill-models/bin/pip install -r requirements.txt
    /tmp/waybill-models/bin/python train.py

Same versions, same bytes: running it again changes no file.
"""

from pathlib import Path

import joblib
import numpy
import onnx
import onnxruntime
import sklearn
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

HERE = Path(__file__).resolve().parent
SEED = 20


def matrix(labels, truth, predicted):
    rows = confusion_matrix(truth, predicted)
    head = "| actual \\ predicted | " + " | ".join(labels) + " |"
    line = "|---|" + "---|" * len(labels)
    body = [f"| {label} | " + " | ".join(str(n) for n in row) + " |" for label, row in zip(labels, rows)]
    return "\n".join([head, line, *body])


def write_card(name, text):
    (HERE / name / "README.md").write_text(text.strip() + "\n", encoding="utf-8")


def train_iris():
    data = load_iris()
    x_train, x_test, y_train, y_test = train_test_split(
        data.data, data.target, test_size=0.3, random_state=SEED, stratify=data.target
    )
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500, random_state=SEED))
    model.fit(x_train, y_train)
    joblib.dump(model, HERE / "iris" / "model.joblib", compress=0, protocol=4)

    predicted = joblib.load(HERE / "iris" / "model.joblib").predict(x_test)
    accuracy, f1 = accuracy_score(y_test, predicted), f1_score(y_test, predicted, average="macro")
    print(f"iris: accuracy {accuracy:.4f}, macro F1 {f1:.4f} on {len(y_test)} held-out flowers")
    write_card("iris", f"""
# Iris species

Tells three species of iris apart by the lengths and widths of sepals and petals (in cm): standardised features and a
multinomial logistic regression.

| | |
|---|---|
| File | `model.joblib`: a scikit-learn {sklearn.__version__} `Pipeline`, written with joblib {joblib.__version__} and numpy {numpy.__version__} |
| Input | four numbers: sepal length, sepal width, petal length, petal width |
| Output | 0 setosa, 1 versicolor, 2 virginica |
| License | Apache-2.0 (see `LICENSE`) |
| KServe model format | `sklearn` |

## Data

R. A. Fisher's iris data set (1936), 150 flowers, as shipped with scikit-learn (`sklearn.datasets.load_iris`); from the
[UCI Machine Learning Repository](https://doi.org/10.24432/C56C76), CC BY 4.0. Split 70/30, stratified, seed {SEED}.

## Measured on the {len(y_test)} flowers that were held out

| Accuracy | Macro F1 |
|---|---|
| {accuracy:.4f} | {f1:.4f} |

{matrix(list(data.target_names), y_test, predicted)}

## Limits

A demonstration: three species, one garden, ninety years ago. A joblib file is a Python pickle and runs code when it is
loaded: load only what you have verified.

## Try it

```sh
curl -d '{{"instances": [[5.1, 3.5, 1.4, 0.2]]}}' http://<host>/v1/models/iris:predict
```
""")


def train_digits():
    data = load_digits()
    x_train, x_test, y_train, y_test = train_test_split(
        data.data.astype(numpy.float32), data.target, test_size=0.25, random_state=SEED, stratify=data.target
    )
    model = make_pipeline(
        MinMaxScaler(), MLPClassifier(hidden_layer_sizes=(48,), max_iter=600, random_state=SEED)
    )
    model.fit(x_train, y_train)
    graph = to_onnx(
        model,
        initial_types=[("pixels", FloatTensorType([None, 64]))],
        options={"zipmap": False},
        target_opset=17,
        # The default name is a new UUID each time, which would change the file's digest.
        name="digits",
    )
    onnx.checker.check_model(graph)
    path = HERE / "digits" / "model.onnx"
    path.write_bytes(graph.SerializeToString(deterministic=True))

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    predicted = session.run(["label"], {"pixels": x_test})[0]
    accuracy, f1 = accuracy_score(y_test, predicted), f1_score(y_test, predicted, average="macro")
    print(f"digits: accuracy {accuracy:.4f}, macro F1 {f1:.4f} on {len(y_test)} held-out images")
    write_card("digits", f"""
# Handwritten digits

Reads one handwritten digit from an image of 8 × 8 pixels: scaled pixels and a neural network with one hidden layer of
48 units.

| | |
|---|---|
| File | `model.onnx`: ONNX, opset 17, trained with scikit-learn {sklearn.__version__} |
| Input | `pixels`: float32, shape (n, 64), row by row, 0 (white) to 16 (black) |
| Output | `label`: int64, the digit; `probabilities`: float32, shape (n, 10) |
| License | Apache-2.0 (see `LICENSE`) |
| KServe model format | `onnx` |

## Data

Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), the 1,797 images that are shipped with
scikit-learn (`sklearn.datasets.load_digits`); from the
[UCI Machine Learning Repository](https://doi.org/10.24432/C50P49), CC BY 4.0. Split 75/25, stratified, seed {SEED}.

## Measured with ONNX Runtime on the {len(y_test)} images that were held out

| Accuracy | Macro F1 |
|---|---|
| {accuracy:.4f} | {f1:.4f} |

{matrix([str(n) for n in range(10)], y_test, predicted)}

## Limits

A demonstration: 43 writers, images that were cut out and centred by hand. It answers with a digit whatever it is shown.
""")


if __name__ == "__main__":
    train_iris()
    train_digits()
