from pathlib import Path

import joblib
import pytest

import train
from inference import SklearnModel
from kitfile import dataset_path
from server import BadInput


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> tuple[Path, dict]:
    target = tmp_path_factory.mktemp("kit") / "model" / "model.joblib"
    return target, train.train(dataset_path(), target)


@pytest.fixture
def model(trained) -> SklearnModel:
    return SklearnModel(joblib.load(trained[0]))


def example() -> tuple[list[float], str]:
    _, features, labels = train.read_dataset(dataset_path())
    return features[0].tolist(), labels[0]


def test_training_tells_better_than_chance(trained):
    assert trained[1]["accuracy"] > 0.8


def test_the_same_data_gives_the_same_bytes(trained, tmp_path):
    again = tmp_path / "model.joblib"
    train.train(dataset_path(), again)
    assert again.read_bytes() == trained[0].read_bytes()


def test_predicts_what_it_was_trained_on(model):
    instance, label = example()
    assert model.predict([instance, instance]) == [label, label]


@pytest.mark.parametrize("change", [lambda row: row[:-1], lambda row: row + [1.0], lambda row: "abc", lambda row: None])
def test_refuses_what_has_another_shape(model, change):
    with pytest.raises(BadInput, match="numbers"):
        model.predict([change(example()[0])])


@pytest.mark.parametrize("value", [True, "1", None, [1], float("nan"), float("inf"), 10**400])
def test_refuses_what_is_no_finite_number(model, value):
    row = example()[0]
    with pytest.raises(BadInput):
        model.predict([[value, *row[1:]]])


def test_is_served_in_the_shape_of_kserve(model, client_of):
    instance, label = example()
    client = client_of("m", lambda: model)
    answer = client.post("/v1/models/m:predict", json={"instances": [instance]})
    assert (answer.status_code, answer.json()) == (200, {"predictions": [label]})
