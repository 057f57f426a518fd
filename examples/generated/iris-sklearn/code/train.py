"""Trains the model from the first dataset of the Kitfile and writes it where the Kitfile says.

The last column of the CSV is what is to be predicted; all others are numbers. The same data gives the same bytes.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import joblib
import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kitfile import dataset_path, model_target

SEED = 20


def read_dataset(path: Path) -> tuple[list[str], numpy.ndarray, numpy.ndarray]:
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    features = numpy.array([[float(value) for value in row[:-1]] for row in rows])
    return header[:-1], features, numpy.array([row[-1] for row in rows])


def train(dataset: Path, target: Path) -> dict[str, float]:
    names, features, labels = read_dataset(dataset)
    x_train, x_test, y_train, y_test = train_test_split(
        features, labels, test_size=0.3, random_state=SEED, stratify=labels
    )
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500, random_state=SEED))
    model.fit(x_train, y_train)
    target.parent.mkdir(parents=True, exist_ok=True)
    # KServe's scikit-learn server reads joblib files that numpy 1 wrote: the versions are pinned in requirements.txt.
    joblib.dump(model, target, compress=0, protocol=4)
    predicted = model.predict(x_test)
    return {
        "features": len(names),
        "held_out": len(y_test),
        "accuracy": round(float(accuracy_score(y_test, predicted)), 4),
        "macro_f1": round(float(f1_score(y_test, predicted, average="macro")), 4),
    }


if __name__ == "__main__":
    measured = train(dataset_path(), model_target())
    print(json.dumps({"model": str(model_target()), **measured}))
