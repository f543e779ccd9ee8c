"""The sizes of a Qwen3-VL model that its decoder needs, from a folder's config.json in transformers' form."""

import json
import pathlib
from dataclasses import dataclass

from transformers import Qwen3VLConfig


@dataclass(frozen=True)
class Architecture:
    """Widths and counts of the text part. `sections` are the pairs of M-RoPE that turn by time, row and column."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    mlp: int
    vocabulary: int
    eps: float
    theta: float
    sections: tuple[int, ...]
    positions: int
    tied: bool
    image_token: int

    @property
    def query(self) -> int:
        return self.heads * self.head_dim

    @property
    def key(self) -> int:
        return self.kv_heads * self.head_dim


def read_config(folder: pathlib.Path) -> Qwen3VLConfig:
    """The configuration of a folder; OSError where there is none, ValueError where it is of another architecture."""
    found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if found.get("model_type") != "qwen3_vl":
        raise ValueError(f"{folder} holds a model of type {found.get('model_type')}, not qwen3_vl")
    return Qwen3VLConfig.from_dict(found)


def architecture_of(config: Qwen3VLConfig) -> Architecture:
    text = config.text_config
    rope = text.rope_parameters
    if rope.get("rope_type", "default") != "default":
        raise ValueError(f"rotations of type {rope['rope_type']} are not served")
    return Architecture(
        hidden=text.hidden_size,
        layers=text.num_hidden_layers,
        heads=text.num_attention_heads,
        kv_heads=text.num_key_value_heads,
        head_dim=text.head_dim,
        mlp=text.intermediate_size,
        vocabulary=text.vocab_size,
        eps=text.rms_norm_eps,
        theta=float(rope["rope_theta"]),
        sections=tuple(rope.get("mrope_section", (24, 20, 20))),
        positions=text.max_position_embeddings,
        tied=bool(config.tie_word_embeddings),
        image_token=config.image_token_id,
    )
