"""The base that is trained on: a folder of gossan-nano's form, or of any Qwen3-VL as transformers saves it."""

import hashlib
import importlib.util
import json
import pathlib
from dataclasses import dataclass

import torch
from gossan_nano.tokens import Tokens
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.utils.logging import disable_progress_bar

from .refused import PART_MISSING, Refused


@dataclass
class Base:
    """side: pixels of a picture; view_tokens: placeholders that it takes; card: model.json of a base that ships graphs, or None."""

    folder: pathlib.Path
    model: torch.nn.Module
    tokens: Tokens
    card: dict | None
    side: int
    view_tokens: int
    sha256: str
    device: torch.device

    @property
    def name(self) -> str:
        return self.card["name"] if self.card else self.folder.resolve().name

    @property
    def visual(self):
        return self.model.model.visual

    @property
    def language(self):
        return self.model.model.language_model

    @property
    def image_token(self) -> int:
        return self.model.config.image_token_id


def open_base(folder: pathlib.Path, device: torch.device, pixels: int | None = None, quantise: str | None = None) -> Base:
    """
    Loads a base, frozen: in float32 on a CPU and where it has a card, else in bfloat16. Raises Refused where a file is missing
    or does not fit, or where 4 bits are asked for and cannot be had.
    """
    for name in ("config.json", "tokenizer.json"):
        if not (folder / name).exists():
            raise Refused(f"{folder} is no base: it has no {name}")
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise Refused(f"{folder} is no base: it has no .safetensors file")
    card = json.loads((folder / "model.json").read_text(encoding="utf-8")) if (folder / "model.json").exists() else None
    config = Qwen3VLConfig.from_pretrained(folder)
    vision = config.vision_config
    side = card["views"]["pixels"] if card else pixels or vision.patch_size * int(vision.num_position_embeddings**0.5)
    cell = vision.patch_size * vision.spatial_merge_size
    if side % cell:
        raise Refused(f"pictures of {side} pixels do not fit this base: it needs a multiple of {cell}")
    short = device.type == "cuda" and card is None
    model = load(folder, torch.bfloat16 if short else torch.float32, device, quantise)
    model.requires_grad_(False).eval()
    return Base(folder, model, Tokens(folder), card, side, (side // cell) ** 2, hash_of(weights), device)


def load(folder: pathlib.Path, dtype: torch.dtype, device: torch.device, quantise: str | None) -> torch.nn.Module:
    options = {"dtype": dtype, "attn_implementation": "sdpa"}
    if quantise == "nf4":
        options |= nf4(device)
    # The run has a bar of its own.
    disable_progress_bar()
    model, report = Qwen3VLForConditionalGeneration.from_pretrained(folder, output_loading_info=True, **options)
    missing, extra = sorted(report["missing_keys"]), sorted(report["unexpected_keys"])
    if missing or extra:
        raise Refused(f"the weights in {folder} do not fit its config.json: missing {missing[:3]}, left over {extra[:3]}")
    return model if quantise else model.to(device)


def nf4(device: torch.device) -> dict:
    """Options for a base in 4 bits (NF4, Dettmers et al. 2023, arXiv 2305.14314); the vision tower stays whole."""
    if importlib.util.find_spec("bitsandbytes") is None:
        raise Refused("the recipe wants the base in 4 bits (NF4), which needs the package bitsandbytes: pip install bitsandbytes, or set quantise to null", PART_MISSING)
    if device.type != "cuda":
        raise Refused("the recipe wants the base in 4 bits (NF4), which needs an NVIDIA GPU: set quantise to null for a CPU", PART_MISSING)
    from transformers import BitsAndBytesConfig

    config = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=torch.bfloat16,
        llm_int8_skip_modules=["visual", "lm_head"],
    )  # fmt: skip
    return {"quantization_config": config, "device_map": {"": device.index or 0}}


def hash_of(files: list[pathlib.Path]) -> str:
    """SHA-256 of the one file of weights; of several, of their hashes in the order of their names."""
    found = []
    for path in files:
        with open(path, "rb") as handle:
            found.append(hashlib.file_digest(handle, "sha256").hexdigest())
    return found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()
