"""What the model server predicts with: the scikit-learn model from the unpacked kit.

    uvicorn --app-dir code inference:app --port 8080
"""

from __future__ import annotations

import math
from typing import Any

import joblib
import numpy

from kitfile import find_model, model_name
from server import BadInput, create_app


class SklearnModel:
    def __init__(self, estimator: Any):
        self._estimator = estimator
        self._features = int(getattr(estimator, "n_features_in_", 0))

    def predict(self, instances: list[Any]) -> list[Any]:
        rows = numpy.array([self._row(instance, place) for place, instance in enumerate(instances)])
        return [value.item() if hasattr(value, "item") else value for value in self._estimator.predict(rows)]

    def _row(self, instance: Any, place: int) -> list[float]:
        if not isinstance(instance, list) or (self._features and len(instance) != self._features):
            raise BadInput(f"Instance {place} is not a list of {self._features} numbers")
        return [_number(value, place) for value in instance]


def _number(value: Any, place: int) -> float:
    # JSON's true is an int to Python, and Python's JSON reads NaN.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadInput(f"Instance {place} has something that is no number")
    try:
        number = float(value)
    except OverflowError:
        raise BadInput(f"Instance {place} has a number that is too large") from None
    if not math.isfinite(number):
        raise BadInput(f"Instance {place} has a number that is not finite")
    return number


def load() -> SklearnModel:
    path = find_model()
    # A joblib file runs code when it is loaded: what is loaded here is the package that was signed and verified.
    return SklearnModel(joblib.load(path / "model.joblib" if path.is_dir() else path))


app = create_app(model_name(), load)
