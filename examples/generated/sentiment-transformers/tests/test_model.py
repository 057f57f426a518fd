"""The checks around the network, with a stand-in for it."""

import csv

import pytest

from inference import MAX_CHARACTERS, SentimentModel
from kitfile import dataset_path
from server import BadInput


def classify_stub(texts):
    """Says POSITIVE where the word good is."""
    scores = [0.9 if "good" in text else 0.2 for text in texts]
    return [[{"label": "NEGATIVE", "score": 1 - score}, {"label": "POSITIVE", "score": score}] for score in scores]


@pytest.fixture
def model():
    return SentimentModel(classify_stub)


def test_says_the_label_with_the_highest_score(model):
    assert model.predict(["a good film", {"text": "a dull one"}]) == [
        {"label": "POSITIVE", "score": 0.9},
        {"label": "NEGATIVE", "score": 0.8},
    ]


@pytest.mark.parametrize("instance", [None, 7, "", "  ", [], {}, {"text": 7}, "a" * (MAX_CHARACTERS + 1)])
def test_refuses_what_is_no_text(model, instance):
    with pytest.raises(BadInput, match="Instance 0"):
        model.predict([instance])


def test_is_served_in_the_shape_of_kserve(model, client_of):
    client = client_of("m", lambda: model)
    answer = client.post("/v1/models/m:predict", json={"instances": ["good"]})
    assert answer.json() == {"predictions": [{"label": "POSITIVE", "score": 0.9}]}


def test_the_dataset_has_both_labels_and_no_other():
    with dataset_path().open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["label"] for row in rows} == {"NEGATIVE", "POSITIVE"}
    assert all(row["text"].strip() for row in rows)
