"""Narrow bases and small sets for the trainer's tests."""

import json
import pathlib
import shutil
import sys

import numpy as np
import pytest

from conftest import ROOT
from nano_model import tiny, tokens, torch

pytest.importorskip("peft", reason="training needs peft (model-server/python/requirements.txt)")
Image = pytest.importorskip("PIL.Image", reason="training needs pillow (model-server/python/requirements.txt)")
FINETUNE = ROOT / "fine-tune" / "python"
sys.path.insert(0, str(FINETUNE))

from gossan_finetune.recipe import Recipe  # noqa: E402
from gossan_nano.card import card, write_card  # noqa: E402
from gossan_nano.check import shake  # noqa: E402
from gossan_nano.model import save_weights, weights_of  # noqa: E402
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration  # noqa: E402

VIEWS = ["minerals-a", "minerals-b", "minerals-c"]
TOLERANCE = {task: 2 for task in ("yesno", "minerals", "probability", "ground", "describe")}
METHODS = {
    "lora": {"settings": {"r": 4, "dropout": 0.1}, "rate": 0.01},
    "dora": {"settings": {"r": 4}, "rate": 0.01},
    "ia3": {"settings": {}, "rate": 0.05},
    "moe-lora": {"settings": {"r": 2, "experts": 3, "top_k": 2}, "rate": 0.01},
}


def nano_base(folder: pathlib.Path) -> pathlib.Path:
    """A folder as gossan-nano's, without its graphs, of the tests' narrow model."""
    folder.mkdir()
    model = tiny()
    found = save_weights(weights_of(model), folder / "model.safetensors")
    model.config.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokens().folder / name, folder / name)
    write_card(card(tokens(), found, VIEWS, {"yesno": {"a": 1.0, "b": 0.0}}, {}, {}, True), folder)
    return folder


def qwen_base(folder: pathlib.Path) -> pathlib.Path:
    """Another Qwen3-VL with random weights: head not tied, two key-value heads, positions learned at another size of picture."""
    special = tokens().special
    config = Qwen3VLConfig(
        vision_config={"depth": 4, "hidden_size": 32, "intermediate_size": 48, "num_heads": 2, "patch_size": 16, "out_hidden_size": 48, "num_position_embeddings": 64, "deepstack_visual_indexes": [0, 2]},
        text_config={
            "vocab_size": len(tokens()), "hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32,
            "rope_parameters": {"rope_type": "default", "rope_theta": 5000000.0, "mrope_section": [6, 5, 5], "mrope_interleaved": True},
            "tie_word_embeddings": False, "pad_token_id": special["<|endoftext|>"], "eos_token_id": special["<|im_end|>"], "bos_token_id": None,
        },
        image_token_id=special["<|image_pad|>"], video_token_id=special["<|video_pad|>"], vision_start_token_id=special["<|vision_start|>"],
        vision_end_token_id=special["<|vision_end|>"], tie_word_embeddings=False,
    )  # fmt: skip
    torch.manual_seed(4)
    model = Qwen3VLForConditionalGeneration._from_config(config, dtype=torch.float32)
    shake(model)
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(tokens().folder / name, folder / name)
    return folder


def write_set(folder: pathlib.Path, train: int = 6, val: int = 2, pictures: int = 2, side: int = 192, channels: bool = False) -> pathlib.Path:
    """Lines that ask the same and are answered by the brightness of their pictures, in both languages; with channels of the first view if asked for."""
    (folder / "images").mkdir(parents=True)
    (folder / "channels").mkdir()
    draw = np.random.default_rng(7)
    for name, count in (("train", train), ("val", val)):
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for number in range(count):
                bright = number % 2
                images = []
                for at in range(pictures):
                    path = f"images/{name}-{number}-{at}.png"
                    Image.fromarray((draw.random((side, side, 3)) * 100 + 150 * bright).astype(np.uint8)).save(folder / path)
                    images.append(path)
                said = [["kaolinite 40%", "高岭石 40%"], ["dickite 32%, kaolinite 12%", "地开石 32%，高岭石 12%"]][bright][number // 2 % 2]
                asked = ["Which minerals are here?", "这里有哪些矿物？"][number // 2 % 2]
                line = {"id": f"{name}-{number}", "image": images, "views": VIEWS[:pictures], "task": "minerals", "weight": 1 + number % 3,
                        "conversations": [{"from": "user", "value": asked}, {"from": "assistant", "value": said}]}  # fmt: skip
                if channels:
                    values = draw.normal(size=(128, 48, 48)).clip(0).astype(np.float16)
                    values[:, :3, :5] = np.nan
                    np.save(folder / f"channels/{name}-{number}.npy", values)
                    line["channels"] = {VIEWS[0]: f"channels/{name}-{number}.npy"}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


def recipe(**changes) -> Recipe:
    values = {"name": "test", "about": "of the tests", "methods": METHODS, "epochs": 2, "batch": 2, "tolerance": TOLERANCE, "length_power": 1.0}
    return Recipe(**(values | changes))


def recipe_file(path: pathlib.Path, **changes) -> pathlib.Path:
    values = {"name": "test", "about": "of the tests", "methods": METHODS, "epochs": 2, "batch": 2, "tolerance": TOLERANCE}
    path.write_text(json.dumps(values | changes))
    return path
