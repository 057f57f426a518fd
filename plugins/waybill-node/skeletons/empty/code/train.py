"""Writes the model where the Kitfile says. Put the training of your model here."""

from __future__ import annotations

from pathlib import Path

from kitfile import dataset_path, model_target


def train(dataset: Path, target: Path) -> None:
    """An example in place of training: it keeps the words of the dataset, each once, sorted."""
    words = sorted(set(dataset.read_text(encoding="utf-8").lower().split()))
    target.mkdir(parents=True, exist_ok=True)
    (target / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    train(dataset_path(), model_target())
    print(f"Wrote {model_target()}")
