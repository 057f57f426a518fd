"""What the model server predicts with: the text classifier from the unpacked kit.

    uvicorn --app-dir code inference:app --port 8080
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable

from kitfile import find_model, model_name
from server import BadInput, create_app

MAX_CHARACTERS = 10_000

Scores = list[dict[str, Any]]


class SentimentModel:
    """Checks what comes in and says the label with the highest score; `classify` is the network."""

    def __init__(self, classify: Callable[[list[str]], list[Scores]]):
        self._classify = classify

    def predict(self, instances: list[Any]) -> list[Any]:
        texts = [self._text(instance, place) for place, instance in enumerate(instances)]
        return [
            {"label": best["label"], "score": round(float(best["score"]), 6)}
            for best in (max(scores, key=lambda score: score["score"]) for scores in self._classify(texts))
        ]

    def _text(self, instance: Any, place: int) -> str:
        text = instance.get("text") if isinstance(instance, dict) else instance
        if not isinstance(text, str) or not text.strip():
            raise BadInput(f'Instance {place} is no text: give "…" or {{"text": "…"}}')
        if len(text) > MAX_CHARACTERS:
            raise BadInput(f"Instance {place} is longer than {MAX_CHARACTERS} characters")
        return text


def load_classifier(folder: Path) -> Callable[[list[str]], list[Scores]]:
    # Imported here: the server answers that it is alive while these seconds pass.
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    # Only what is in the package: nothing is fetched from a hub, and no code of the model runs.
    options = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **options)
    model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True, **options).eval()
    labels = model.config.id2label

    def classify(texts: list[str]) -> list[Scores]:
        tokens = tokenizer(texts, padding=True, truncation=True, max_length=512, return_tensors="pt")
        with torch.inference_mode():
            scores = model(**tokens).logits.softmax(dim=-1).tolist()
        return [[{"label": labels[index], "score": score} for index, score in enumerate(row)] for row in scores]

    return classify


def load() -> SentimentModel:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    path = find_model()
    return SentimentModel(load_classifier(path if path.is_dir() else path.parent))


app = create_app(model_name(), load)
