"""The sizes of the model as transformers wants them, and the folders that everything here reads."""

import json
import pathlib

from transformers import Qwen3VLConfig

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
MODEL_FOLDER = ROOT / "model-server" / "models" / "gossan-nano"
SIZES = json.loads((HERE / "sizes.json").read_text(encoding="utf-8"))

# The sizes of tests: the same shapes of everything, only narrower and shallower.
TINY = {"vision": {"hidden": 64, "layers": 4, "heads": 1, "mlp": 96, "deepstack": [0, 1, 2]}, "text": {"hidden": 64, "layers": 3, "heads": 2, "mlp": 96}}


def sizes(tiny: bool = False) -> dict:
    """The sizes file, or with `tiny` the test's narrower model of the same shape."""
    if not tiny:
        return SIZES
    return {**SIZES, "vision": {**SIZES["vision"], **TINY["vision"]}, "text": {**SIZES["text"], **TINY["text"]}}


def configure(special: dict[str, int], vocabulary: int, tiny: bool = False) -> Qwen3VLConfig:
    """
    The configuration of a model.

    `special` gives the ids of the special tokens by name, as `Tokens.special`; `vocabulary` the number of tokens.
    """
    size = sizes(tiny)
    vision, text = size["vision"], size["text"]
    side = size["view"]["pixels"] // vision["patch"]
    return Qwen3VLConfig(
        vision_config={
            "depth": vision["layers"],
            "hidden_size": vision["hidden"],
            "intermediate_size": vision["mlp"],
            "num_heads": vision["heads"],
            "patch_size": vision["patch"],
            "temporal_patch_size": vision["temporal_patch"],
            "spatial_merge_size": vision["merge"],
            "out_hidden_size": text["hidden"],
            "num_position_embeddings": side * side,
            "deepstack_visual_indexes": vision["deepstack"],
            "initializer_range": size["init"]["std"],
        },
        text_config={
            "vocab_size": vocabulary,
            "hidden_size": text["hidden"],
            "intermediate_size": text["mlp"],
            "num_hidden_layers": text["layers"],
            "num_attention_heads": text["heads"],
            "num_key_value_heads": text["kv_heads"],
            "head_dim": text["head_dim"],
            "max_position_embeddings": text["positions"],
            "initializer_range": size["init"]["std"],
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": float(text["rope_theta"]),
                "mrope_section": text["mrope_section"],
                "mrope_interleaved": True,
            },
            "tie_word_embeddings": True,
            "pad_token_id": special["<|endoftext|>"],
            "bos_token_id": None,
            "eos_token_id": special["<|im_end|>"],
        },
        image_token_id=special["<|image_pad|>"],
        video_token_id=special["<|video_pad|>"],
        vision_start_token_id=special["<|vision_start|>"],
        vision_end_token_id=special["<|vision_end|>"],
        tie_word_embeddings=True,
        pad_token_id=special["<|endoftext|>"],
        eos_token_id=special["<|im_end|>"],
    )
