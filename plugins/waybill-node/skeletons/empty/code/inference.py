"""What the model server predicts with. Write `load` and `predict` for your model; everything around them works.

    uvicorn --app-dir code inference:app --port 8080
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kitfile import find_model, model_name
from server import BadInput, create_app


class TextModel:
    """An example in place of a model: it counts how often the words of its file occur in a text."""

    def __init__(self, path: Path):
        file = path / "words.txt" if path.is_dir() else path
        self._words = file.read_text(encoding="utf-8").split()

    def predict(self, instances: list[Any]) -> list[Any]:
        return [self._count(instance) for instance in instances]

    def _count(self, instance: Any) -> dict[str, int]:
        if not isinstance(instance, str):
            raise BadInput("An instance is a text")
        found = instance.lower().split()
        return {word: found.count(word) for word in self._words}


def load() -> TextModel:
    return TextModel(find_model())


app = create_app(model_name(), load)
