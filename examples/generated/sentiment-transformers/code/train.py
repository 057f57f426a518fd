"""Fine-tunes DistilBERT on the first dataset of the Kitfile and writes it where the Kitfile says.

The dataset is a CSV with the columns `text` and `label` (NEGATIVE, POSITIVE). The model that it begins with is named by
its commit. With EPOCHS=0 it is packaged as it is. HF_HUB_OFFLINE=1 and BASE_MODEL=<folder> train without a network.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from kitfile import dataset_path, model_target

BASE_MODEL = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
BASE_REVISION = "714eb0fa89d2f80546fda750413ed43d93601a13"
LABELS = ["NEGATIVE", "POSITIVE"]
SEED = 20
BATCH = 16


def read_dataset(path: Path) -> list[tuple[str, int]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["text"], LABELS.index(row["label"])) for row in csv.DictReader(file)]


def load_base(name: str, revision: str | None):
    # safetensors: weights that are data, and no code that runs when they are loaded.
    options = {"revision": revision} if revision else {}
    tokenizer = AutoTokenizer.from_pretrained(name, **options)
    model = AutoModelForSequenceClassification.from_pretrained(name, use_safetensors=True, **options)
    return tokenizer, model


def fine_tune(tokenizer, model, samples: list[tuple[str, int]], epochs: int, rate: float = 2e-5) -> float:
    """Returns the loss of the last epoch."""
    torch.manual_seed(SEED)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    model.train()
    loss_of_epoch = 0.0
    for _ in range(epochs):
        order = torch.randperm(len(samples)).tolist()
        losses = []
        for start in range(0, len(order), BATCH):
            batch = [samples[index] for index in order[start : start + BATCH]]
            tokens = tokenizer([text for text, _ in batch], padding=True, truncation=True, max_length=128, return_tensors="pt")
            loss = model(**tokens, labels=torch.tensor([label for _, label in batch])).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        loss_of_epoch = sum(losses) / len(losses)
    model.eval()
    return loss_of_epoch


def write_model(tokenizer, model, target: Path) -> None:
    """The Kitfile names the weights where the server wants everything at the top of the kit, else the folder."""
    folder = target.parent if target.suffix == ".safetensors" else target
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)


def main() -> None:
    local = os.environ.get("BASE_MODEL")
    tokenizer, model = load_base(local or BASE_MODEL, None if local else BASE_REVISION)
    model.config.id2label = dict(enumerate(LABELS))
    model.config.label2id = {label: index for index, label in enumerate(LABELS)}
    epochs = int(os.environ.get("EPOCHS", "1"))
    loss = fine_tune(tokenizer, model, read_dataset(dataset_path()), epochs)
    write_model(tokenizer, model, model_target())
    print(json.dumps({"model": str(model_target()), "epochs": epochs, "loss": round(loss, 4)}))


if __name__ == "__main__":
    main()
