import pytest

import fetch
from inference import Setting, arguments
from kitfile import KitfileProblem, model_name, read_kitfile

COMMIT = "7ae557604adf67be50417f59c2c2f167def9a775"


def kitfile_with(source):
    return {"model": {"parameters": {"source": source}}}


def test_the_kitfile_names_a_commit_of_a_repository():
    repository, revision = fetch.source_of(read_kitfile())
    assert "/" in repository and len(revision) == 40


@pytest.mark.parametrize(
    "source",
    [
        None,
        "org/name",
        {"repository": "org/name", "revision": "main"},
        {"repository": "org/name"},
        {"repository": "name", "revision": COMMIT},
        {"repository": "../../etc", "revision": COMMIT},
        {"repository": "https://example.com/org/name", "revision": COMMIT},
    ],
)
def test_refuses_a_source_that_could_move(source):
    with pytest.raises(KitfileProblem):
        fetch.source_of(kitfile_with(source))


def test_fetches_data_and_no_code():
    asked = {}
    fetch.fetch(lambda **arguments: asked.update(arguments))
    assert (asked["repo_id"], asked["revision"]) == fetch.source_of(read_kitfile())
    assert "*.safetensors" in asked["allow_patterns"]
    assert not any(pattern.endswith((".py", ".bin", ".pt")) for pattern in asked["allow_patterns"])


def test_gives_vllm_the_unpacked_model(tmp_path):
    command = arguments(tmp_path, model_name(), {})
    assert command[:4] == ["serve", str(tmp_path), "--served-model-name", model_name()]
    assert "--trust-remote-code" not in command
    assert command[command.index("--max-num-seqs") + 1] == "64"


def test_takes_what_differs_between_environments(tmp_path):
    env = {"TENSOR_PARALLEL_SIZE": "4", "GPU_MEMORY_UTILIZATION": "0.8", "PORT": "9000", "LOG_LEVEL": "DEBUG"}
    command = " ".join(arguments(tmp_path, "m", env))
    for part in ["--tensor-parallel-size 4", "--gpu-memory-utilization 0.8", "--port 9000", "--uvicorn-log-level debug"]:
        assert part in command


@pytest.mark.parametrize(
    "variable, value",
    [
        ("TENSOR_PARALLEL_SIZE", "0"),
        ("TENSOR_PARALLEL_SIZE", "2; rm -rf /"),
        ("GPU_MEMORY_UTILIZATION", "1.5"),
        ("PORT", "http"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_refuses_settings_that_vllm_cannot_be_given(tmp_path, variable, value):
    with pytest.raises(Setting, match=variable):
        arguments(tmp_path, "m", {variable: value})
