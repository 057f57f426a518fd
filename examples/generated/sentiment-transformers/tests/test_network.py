"""Training, packaging and prediction with a DistilBERT of two small layers and random weights: nothing is downloaded."""

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-dev.txt")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

import train  # noqa: E402
from inference import SentimentModel, load_classifier  # noqa: E402
from kitfile import dataset_path  # noqa: E402


@pytest.fixture(scope="module")
def tiny_base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny-distilbert")
    words = sorted({word for text, _ in train.read_dataset(dataset_path()) for word in text.lower().split()})
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]), encoding="utf-8")
    torch.manual_seed(train.SEED)
    config = transformers.DistilBertConfig(
        vocab_size=len(words) + 5, dim=16, hidden_dim=32, n_layers=2, n_heads=2, max_position_embeddings=512
    )
    config.id2label = dict(enumerate(train.LABELS))
    transformers.DistilBertForSequenceClassification(config).save_pretrained(folder)
    transformers.DistilBertTokenizerFast(str(vocabulary)).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("target", ["model", "model.safetensors"])
def test_trains_packages_and_predicts(tiny_base, tmp_path, target):
    tokenizer, model = train.load_base(str(tiny_base), None)
    samples = train.read_dataset(dataset_path())
    first = train.fine_tune(tokenizer, model, samples, epochs=1, rate=5e-3)
    last = train.fine_tune(tokenizer, model, samples, epochs=15, rate=5e-3)
    assert last < first
    train.write_model(tokenizer, model, tmp_path / target)
    folder = tmp_path / "model" if target == "model" else tmp_path
    assert (folder / "model.safetensors").is_file()
    served = SentimentModel(load_classifier(folder))
    predictions = served.predict([samples[0][0], "word " * 2000])
    assert all(one["label"] in train.LABELS and 0.5 <= one["score"] <= 1 for one in predictions)
