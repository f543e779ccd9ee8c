"""What a worker serves: the base of a folder, and the adapters that were put beside it."""

import json
import pathlib
from collections.abc import Callable
from dataclasses import dataclass

import torch

from gossan_nano.tokens import Tokens

from .architecture import read_config
from .cache import Cache
from .decoder import Decoder
from .engine import Engine
from .pictures import rules_of
from .prompt import prompt_of
from .refused import Refused
from .rows import Row
from .weights import build, files_source

END_MARKS = ("<|im_end|>", "<|endoftext|>")


@dataclass(frozen=True)
class Options:
    """
    `slots` rows at once, each of at most `places` tokens of prompt and answer (cut to what the model was made for);
    `compiled` and `tuned` as in decoder.py.
    """

    device: str = "cuda"
    dtype: str | None = None
    slots: int = 32
    places: int = 4096
    compiled: bool = True
    tuned: bool = False


class Models:
    """One base on a device. Raises OSError or ValueError where the folder holds no model that can be served."""

    def __init__(self, folder: pathlib.Path, options: Options):
        self.folder, self.options = folder, options
        self.device = torch.device(options.device)
        self.dtype = getattr(torch, options.dtype or ("bfloat16" if self.device.type == "cuda" else "float32"))
        self.config, self.tokens = read_config(folder), Tokens(folder)
        card = folder / "model.json"
        self.card = json.loads(card.read_text(encoding="utf-8")) if card.exists() else None
        self.name = self.card["name"] if self.card else folder.resolve().name
        self.rules = rules_of(folder, self.config.vision_config, self.card)
        weights = build(self.config, files_source(folder, self.device, self.dtype))
        size = weights.architecture
        self.cache = Cache(size, options.slots, min(options.places, size.positions), self.device, self.dtype)
        self.base = self.decoder(weights)
        self.merged: dict[str, Decoder] = {}
        self.engine = Engine(self.tokens, ends_of(folder, self.tokens), self.cache)
        self.engine.start()

    def decoder(self, weights) -> Decoder:
        return Decoder(weights, self.cache, self.options.compiled and self.device.type == "cuda", self.options.tuned)

    @property
    def adapters(self) -> list[str]:
        return list(self.merged)

    def add_adapter(self, name: str, path: str) -> None:
        """Merged weights of the base's layout; rows that run on the ones before end with them."""
        folder = pathlib.Path(path)
        try:
            self.merged[name] = self.decoder(build(self.config, files_source(folder, self.device, self.dtype)))
        except Exception as error:
            raise Refused("VISION_ADAPTER", name=name, detail=str(error)) from error

    def remove_adapter(self, name: str) -> None:
        if self.merged.pop(name, None) is None:
            raise self.unknown(name)

    def unknown(self, name: str) -> Refused:
        return Refused("VISION_MODEL_UNKNOWN", name=name, known=", ".join([self.name, *self.adapters]))

    def ask(self, request: dict, hear: Callable[[dict], None]) -> Row:
        """Takes a request up. Raises Refused for one that cannot be answered."""
        name = request.get("model") or self.name
        if name != self.name and name not in self.adapters:
            raise self.unknown(name)
        row = Row(prompt_of(request, self.tokens, self.rules), request, hear)
        room = self.cache.length - len(row.prompt.ids)
        if room < 1:
            raise Refused("VISION_REQUEST", detail=f"its {len(row.prompt.ids)} tokens leave no room in the {self.cache.length} of a row")
        row.most = min(row.most, room)
        row.place(self.base.weights.architecture.image_token)
        row.model = self.merged.get(name, self.base)
        self.engine.add(row)
        return row


def ends_of(folder: pathlib.Path, tokens: Tokens) -> set[int]:
    """The tokens that end an answer: the marks of a turn, and what generation_config.json names."""
    ends = {tokens.special[mark] for mark in END_MARKS if mark in tokens.special}
    path = folder / "generation_config.json"
    found = json.loads(path.read_text(encoding="utf-8")).get("eos_token_id", []) if path.exists() else []
    return ends | set(found if isinstance(found, list) else [found])
