"""Bases for bench/finetune.py: the shipped one, or Qwen3-VL's published sizes (their config.json) with random weights."""

import pathlib
from types import SimpleNamespace

import torch
from gossan_finetune.base import Base, open_base
from gossan_nano.configuration import MODEL_FOLDER
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

SPECIAL = {"<|endoftext|>": 151643, "<|im_start|>": 151644, "<|im_end|>": 151645, "<|vision_start|>": 151652, "<|vision_end|>": 151653, "<|image_pad|>": 151655, "<|video_pad|>": 151656}
VOCABULARY = 151936
SIZES = {
    "tiny": {"vision": (2, 64, 128, 2, [0, 1]), "text": (64, 128, 2, 4, 2, 32), "tied": True},
    "4b": {"vision": (24, 1024, 4096, 16, [5, 11, 17]), "text": (2560, 9728, 36, 32, 8, 128), "tied": True},
    "8b": {"vision": (27, 1152, 4304, 16, [8, 16, 24]), "text": (4096, 12288, 36, 32, 8, 128), "tied": False},
}


def base_of(architecture: str, device: torch.device, pixels: int) -> Base:
    if architecture == "nano":
        return open_base(MODEL_FOLDER, device)
    config = config_of(SIZES[architecture])
    with torch.device("meta"):
        model = Qwen3VLForConditionalGeneration._from_config(config, attn_implementation="sdpa", dtype=torch.bfloat16 if device.type == "cuda" else torch.float32)
    model = model.to_empty(device=device)
    model.tie_weights()
    torch.manual_seed(0)
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.fill_(1.0) if value.dim() == 1 and name.endswith("weight") else value.normal_(std=0.02)
        for module in model.modules():
            restore_tables(module, device)
    model.requires_grad_(False)
    tokens = SimpleNamespace(special=SPECIAL)
    cell = config.vision_config.patch_size * config.vision_config.spatial_merge_size
    return Base(pathlib.Path(architecture), model, tokens, None, pixels, (pixels // cell) ** 2, "random", device)


def restore_tables(module: torch.nn.Module, device: torch.device) -> None:
    """Rotation tables are no parameters: a model that was made empty has rubbish in them."""
    if type(module).__name__.endswith("RotaryEmbedding"):
        fresh = type(module)(module.config).to(device)
        module.inv_freq, module.original_inv_freq = fresh.inv_freq, fresh.original_inv_freq


def config_of(size: dict) -> Qwen3VLConfig:
    depth, width, mlp, heads, deepstack = size["vision"]
    hidden, inner, layers, query, pairs, head = size["text"]
    sections = [24, 20, 20] if head == 128 else [6, 5, 5]
    return Qwen3VLConfig(
        vision_config={"depth": depth, "hidden_size": width, "intermediate_size": mlp, "num_heads": heads, "patch_size": 16, "out_hidden_size": hidden, "num_position_embeddings": 2304, "deepstack_visual_indexes": deepstack},
        text_config={
            "vocab_size": VOCABULARY, "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": layers, "num_attention_heads": query,
            "num_key_value_heads": pairs, "head_dim": head, "tie_word_embeddings": size["tied"],
            "rope_parameters": {"rope_type": "default", "rope_theta": 5000000.0, "mrope_section": sections, "mrope_interleaved": True},
        },
        image_token_id=SPECIAL["<|image_pad|>"], video_token_id=SPECIAL["<|video_pad|>"], vision_start_token_id=SPECIAL["<|vision_start|>"],
        vision_end_token_id=SPECIAL["<|vision_end|>"], tie_word_embeddings=size["tied"],
    )  # fmt: skip
