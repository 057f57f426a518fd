import pytest

import train
from inference import TextModel
from kitfile import dataset_path
from server import BadInput


@pytest.fixture
def model(tmp_path) -> TextModel:
    train.train(dataset_path(), tmp_path / "model")
    return TextModel(tmp_path / "model")


def test_predicts(model):
    assert model.predict(["a ship leaves the port", ""]) == [
        {"port": 1, "sail": 0, "ship": 1},
        {"port": 0, "sail": 0, "ship": 0},
    ]


def test_refuses_what_is_no_text(model):
    with pytest.raises(BadInput, match="text"):
        model.predict([7])


def test_is_served(model, client_of):
    client = client_of("m", lambda: model)
    assert client.post("/v1/models/m:predict", json={"instances": ["sail"]}).status_code == 200
