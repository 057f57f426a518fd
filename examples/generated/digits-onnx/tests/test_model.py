from pathlib import Path

import pytest

import train
from inference import OnnxModel, load_from
from kitfile import dataset_path
from server import BadInput


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> tuple[Path, dict]:
    target = tmp_path_factory.mktemp("kit") / "1" / "model.onnx"
    return target, train.train(dataset_path(), target)


@pytest.fixture(scope="module")
def model(trained) -> OnnxModel:
    return load_from(trained[0])


@pytest.fixture(scope="module")
def rows() -> list[list[float]]:
    return train.read_dataset(dataset_path())[0][:3].tolist()


def tensor(rows, **change):
    data = [value for row in rows for value in row]
    return {"name": train.INPUT, "shape": [len(rows), len(rows[0])], "datatype": "FP32", "data": data, **change}


def test_training_tells_better_than_chance(trained):
    assert trained[1]["accuracy"] > 0.8


def test_the_same_data_gives_the_same_bytes(trained, tmp_path):
    again = tmp_path / "model.onnx"
    train.train(dataset_path(), again)
    assert again.read_bytes() == trained[0].read_bytes()


def test_both_protocols_say_the_same(model, rows):
    labels = next(output for output in model.infer([tensor(rows)]) if output["name"] == "label")
    assert labels["datatype"] == "INT64"
    assert labels["shape"] == [3]
    assert model.predict(rows) == labels["data"]


def test_says_what_it_takes(model, rows):
    assert model.metadata["inputs"] == [{"name": train.INPUT, "datatype": "FP32", "shape": [-1, len(rows[0])]}]


@pytest.mark.parametrize("instances", [[[1.0]], [["a"] * 64], [1.0], [[1.0] * 64, [1.0]], [None], [{}]])
def test_refuses_rows_of_another_shape(model, instances):
    with pytest.raises(BadInput):
        model.predict(instances)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"name": ["pixels"]},
        {"datatype": "INT64"},
        {"shape": [3]},
        {"shape": [0, 64]},
        {"shape": [-1, 64]},
        {"shape": [True, 64]},
        {"shape": [10**9, 10**9]},
        {"shape": None},
        {"data": "abc"},
        {"data": [1.0]},
        {"data": None},
    ],
)
def test_refuses_tensors_of_another_shape(model, rows, change):
    with pytest.raises(BadInput):
        model.infer([tensor(rows, **change)])


def test_refuses_a_request_without_its_input(model):
    with pytest.raises(BadInput, match="missing"):
        model.infer([])


def test_is_served_in_both_shapes(model, rows, client_of):
    client = client_of("m", lambda: model)
    one = client.post("/v1/models/m:predict", json={"instances": rows})
    two = client.post("/v2/models/m/infer", json={"id": "7", "inputs": [tensor(rows)]})
    assert one.status_code == two.status_code == 200
    assert two.json()["id"] == "7"
    assert one.json()["predictions"] == two.json()["outputs"][0]["data"]
