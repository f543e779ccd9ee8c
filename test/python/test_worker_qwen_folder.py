"""A folder in transformers' own form of Qwen3-VL (shards, untied head, preprocessor config, pictures of any size) is served as it is."""

import json
import shutil

import pytest
from nano_model import tokens, torch
from worker_model import asked, assert_same, generated, picture, request, served

from gossan_nano.check import shake
from gossan_nano.configuration import MODEL_FOLDER
from gossan_worker.weights import base_hash

from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration  # noqa: I001


def narrow_config() -> Qwen3VLConfig:
    """Grouped queries, more layers than deepstack, and learned positions of another grid than any picture's."""
    special = tokens().special
    text = {"vocab_size": len(tokens()), "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 5, "num_attention_heads": 4}
    rope = {"rope_type": "default", "rope_theta": 5000000.0, "mrope_section": [6, 5, 5], "mrope_interleaved": True}
    vision = {"depth": 4, "hidden_size": 64, "intermediate_size": 96, "num_heads": 2, "out_hidden_size": 64}
    return Qwen3VLConfig(
        text_config={**text, "num_key_value_heads": 2, "head_dim": 32, "max_position_embeddings": 600, "rope_parameters": rope},
        vision_config={**vision, "patch_size": 16, "num_position_embeddings": 49, "deepstack_visual_indexes": [0, 1, 3]},
        image_token_id=special["<|image_pad|>"],
        video_token_id=special["<|video_pad|>"],
        vision_start_token_id=special["<|vision_start|>"],
        vision_end_token_id=special["<|vision_end|>"],
        tie_word_embeddings=False,
    )


@pytest.fixture(scope="module")
def qwen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker") / "Qwen3-VL-narrow"
    torch.manual_seed(5)
    model = Qwen3VLForConditionalGeneration._from_config(narrow_config(), attn_implementation="sdpa", dtype=torch.float32).eval()
    shake(model)
    model.generation_config.eos_token_id = tokens().special["<|im_end|>"]
    model.save_pretrained(folder, max_shard_size="200KB")
    assert len(list(folder.glob("model-*.safetensors"))) > 2
    shutil.copy(MODEL_FOLDER / "tokenizer.json", folder / "tokenizer.json")
    size = {"shortest_edge": 32 * 32 * 4, "longest_edge": 32 * 32 * 40}
    rules = {"size": size, "patch_size": 16, "merge_size": 2, "image_mean": [0.5, 0.4, 0.6], "image_std": [0.5, 0.5, 0.4]}
    (folder / "preprocessor_config.json").write_text(json.dumps(rules), encoding="utf-8")
    models = served(folder, slots=3)
    yield model, models
    models.engine.stop()


def test_pictures_of_any_size_answer_as_transformers_generates(qwen):
    model, models = qwen
    every = [
        request("Which minerals?", picture(1, 96, 160), max_tokens=7),
        request("Where?", picture(2, 300, 70), picture(3, 96, 160), max_tokens=11),
        request("A question without a picture.", max_tokens=3),
        request("And a very large one?", picture(4, 500, 400), max_tokens=5),
    ]
    for one, heard in zip(every, asked(models, every), strict=True):
        assert_same(models, heard, *generated(model, models, one))
    assert models.name == "Qwen3-VL-narrow" and models.card is None
    assert models.rules.mean == (0.5, 0.4, 0.6) and models.rules.side is None


def test_half_precision_stays_near(qwen):
    """The same folder in bfloat16, as on a GPU."""
    model, models = qwen
    half = served(models.folder, dtype="bfloat16")
    one = request("Which minerals?", picture(1, 96, 160), max_tokens=1)
    wanted, found = (asked(which, [one])[0].places()[0] for which in (models, half))
    half.engine.stop()
    assert abs(found["top_logprobs"][0]["logprob"] - wanted["top_logprobs"][0]["logprob"]) < 0.1


def test_the_hash_of_a_base_is_of_all_its_shards(qwen, tmp_path):
    _, models = qwen
    copy = tmp_path / "copy"
    shutil.copytree(models.folder, copy)
    assert base_hash(copy) == models.base_hash
    shard = sorted(copy.glob("model-*.safetensors"))[-1]
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    shard.write_bytes(data)
    assert base_hash(copy) != models.base_hash


def test_a_folder_of_another_architecture_is_not_served(qwen, tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    with pytest.raises(ValueError, match="llama"):
        served(tmp_path)
