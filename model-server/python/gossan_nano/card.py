"""model.json: what a program must know to run the model, and what a reader should know before believing it."""

import json
import pathlib

from .configuration import sizes
from .tokens import VIEW_TOKENS, Tokens

NAME = "gossan-nano"


def card(tokens: Tokens, base: str, views: list[str], calibration: dict, training: dict, figures: dict, tiny: bool = False) -> dict:
    """
    The card of a model. `base` is the sha256 of its model.safetensors.

    `calibration.yesno`, and `present` of a named mineral, have a and b of p = 1 / (1 + exp(-(a (logit of yes - logit of no) + b))) (Platt 1999).
    """
    size = sizes(tiny)
    text = size["text"]
    return {
        "name": NAME,
        "base": base,
        "architecture": {
            "type": "qwen3_vl", "vocabulary": len(tokens), "hidden": text["hidden"], "layers": text["layers"], "heads": text["heads"],
            "kv_heads": text["kv_heads"], "head_dim": text["head_dim"], "deepstack": len(size["vision"]["deepstack"]),
            "rope": {"theta": text["rope_theta"], "sections": text["mrope_section"], "interleaved": True},
        },
        "views": {
            "names": views, "pixels": size["view"]["pixels"], "tokens": VIEW_TOKENS, "grid": int(VIEW_TOKENS**0.5),
            "window_pixels": size["view"]["window_pixels"], "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
        },
        "special": tokens.special,
        "end": [tokens.special["<|im_end|>"], tokens.special["<|endoftext|>"]],
        "answers": {
            "yes": {"en": tokens.one("Yes"), "zh": tokens.one("是")},
            "no": {"en": tokens.one("No"), "zh": tokens.one("否")},
            "digits": tokens.digits,
            "point": tokens.one("."),
        },
        "calibration": calibration,
        "training": training,
        "figures": figures,
    }  # fmt: skip


def write_card(found: dict, folder: pathlib.Path) -> None:
    (folder / "model.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_card(folder: pathlib.Path) -> dict:
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))
