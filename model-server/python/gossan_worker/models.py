"""What a worker serves: the base of a folder, and the adapters that were put beside it."""

import functools
import json
import pathlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from gossan_nano.tokens import Tokens

from .adapter_files import MERGED, WEIGHTS, NotBeside, check_manifest, facts_of, read_adapter
from .architecture import read_config
from .bank import Bank, Live
from .cache import Cache
from .decoder import Decoder
from .engine import Engine
from .pictures import rules_of
from .prompt import prompt_of
from .refused import Refused
from .rehearsal import rehearse
from .rows import Row
from .weights import base_hash, build, files_source

END_MARKS = ("<|im_end|>", "<|endoftext|>")


@dataclass(frozen=True)
class Options:
    """
    `slots` rows at once, each of at most `places` tokens of prompt and answer (cut to what the model was made for);
    `compiled` as in decoder.py, on a GPU.
    """

    device: str = "cuda"
    dtype: str | None = None
    slots: int = 32
    places: int = 4096
    compiled: bool = True


@dataclass(eq=False)
class Served:
    """An adapter: in the bank beside the base, or merged into a decoder of its own. `users` are rows that run on it."""

    decoder: Decoder
    live: Live | None = None
    facts: dict = field(default_factory=dict)
    users: int = 0
    retired: bool = False

    @property
    def owner(self) -> int:
        return self.live.owner if self.live else 0


class Models:
    """One base on a device. Raises OSError or ValueError where the folder holds no model that can be served."""

    def __init__(self, folder: pathlib.Path, options: Options):
        self.folder, self.options = folder, options
        self.device = torch.device(options.device)
        self.config, self.tokens = read_config(folder), Tokens(folder)
        card = folder / "model.json"
        self.card = json.loads(card.read_text(encoding="utf-8")) if card.exists() else None
        # A small model rounds away answers in 16 bits, and has no need of them.
        short = self.device.type == "cuda" and self.card is None
        self.dtype = getattr(torch, options.dtype or ("bfloat16" if short else "float32"))
        self.name = self.card["name"] if self.card else folder.resolve().name
        self.rules = rules_of(folder, self.config.vision_config, self.card)
        weights = build(self.config, files_source(folder, self.device, self.dtype))
        size = weights.architecture
        self.cache = Cache(size, options.slots, min(options.places, size.positions), self.device, self.dtype)
        self.base = self.decoder(weights)
        self.base.bank = Bank(weights, lambda: self.engine.forget(self.base))
        self.engine = Engine(self.tokens, ends_of(folder, self.tokens), self.cache)
        self.engine.left = self.let_go
        self.served: dict[str, Served] = {}
        self.lock = threading.Lock()
        self.engine.start()
        self.engine.warm(self.base)

    def decoder(self, weights) -> Decoder:
        return Decoder(weights, self.cache, self.options.compiled and self.device.type == "cuda")

    @property
    def adapters(self) -> list[str]:
        return list(self.served)

    @property
    def facts(self) -> dict[str, dict]:
        """What each adapter brings of its own for those who ask it: calibration, projectors of views."""
        return {name: served.facts for name, served in self.served.items()}

    @functools.cached_property
    def base_hash(self) -> str:
        """What an adapter's adapter.json names as its base."""
        return self.card["base"] if self.card else base_hash(self.folder)

    def add_adapter(self, name: str, path: str) -> None:
        """
        Serves a folder's adapter by this name from now on: beside the base where it is in PEFT's form, as a model of its own
        where there are merged weights alone. Rows that run on another of this name end with that one.
        """
        folder = pathlib.Path(path)
        try:
            if name == self.name:
                raise ValueError("that is the base's name")
            new = self.live(name, folder) or self.merged(name, folder)
            new.facts = facts_of(folder)
        except Refused:
            raise
        except Exception as error:
            raise Refused("VISION_ADAPTER", name=name, detail=str(error)) from error
        with self.lock:
            before, self.served[name] = self.served.get(name), new
        self.retire(before)

    def live(self, name: str, folder: pathlib.Path) -> "Served | None":
        """A folder's adapter beside the base; None where it is of a kind, or in a form, that is served merged and there are merged weights."""
        whole = (folder / MERGED).exists()
        if whole and not (folder / WEIGHTS).exists():
            return None
        try:
            file = read_adapter(name, folder, self.base_hash)
        except NotBeside as error:
            if whole:
                return None
            raise ValueError(f"{error}, and there are no merged weights") from error
        rehearse(self.base, file)
        return self.engine.do(lambda: Served(self.base, self.base.bank.add(file)))

    def merged(self, name: str, folder: pathlib.Path) -> "Served":
        check_manifest(name, folder, self.base_hash)
        return Served(self.decoder(build(self.config, files_source(folder, self.device, self.dtype))))

    def remove_adapter(self, name: str) -> None:
        """Takes no new rows by this name; those under way end as they began."""
        with self.lock:
            before = self.served.pop(name, None)
        if before is None:
            raise self.unknown(name)
        self.retire(before)

    def retire(self, one: "Served | None") -> None:
        if one is not None:
            one.retired = True
            self.engine.do(lambda: self.clear(one))

    def let_go(self, row: Row) -> None:
        """A row has left; on the engine's thread."""
        if row.adapter is not None:
            with self.lock:
                row.adapter.users -= 1
            self.clear(row.adapter)

    def clear(self, one: "Served") -> None:
        """Frees what a retired adapter held, once nobody uses it; on the engine's thread."""
        if not one.retired or one.users:
            return
        one.retired = False
        if one.live is not None:
            self.base.bank.remove(one.live)
        else:
            self.engine.forget(one.decoder)

    def unknown(self, name: str) -> Refused:
        return Refused("VISION_MODEL_UNKNOWN", name=name, known=", ".join([self.name, *self.adapters]))

    def ask(self, request: dict, hear: Callable[[dict], None]) -> Row:
        """Takes a request up. Raises Refused for one that cannot be answered."""
        name = request.get("model") or self.name
        if name != self.name and name not in self.served:
            raise self.unknown(name)
        row = Row(prompt_of(request, self.tokens, self.rules), request, hear)
        room = self.cache.length - len(row.prompt.ids)
        if room < 1:
            raise Refused("VISION_REQUEST", detail=f"its {len(row.prompt.ids)} tokens leave no room in the {self.cache.length} of a row")
        row.most = min(row.most, room)
        row.place(self.base.weights.architecture.image_token)
        row.model = self.base
        with self.lock:
            if name != self.name:
                row.adapter = self.served.get(name)
                if row.adapter is None:
                    raise self.unknown(name)
                row.adapter.users += 1
                row.model, row.owner = row.adapter.decoder, row.adapter.owner
        self.engine.add(row)
        return row


def ends_of(folder: pathlib.Path, tokens: Tokens) -> set[int]:
    """The tokens that end an answer: the marks of a turn, and what generation_config.json names."""
    ends = {tokens.special[mark] for mark in END_MARKS if mark in tokens.special}
    path = folder / "generation_config.json"
    found = json.loads(path.read_text(encoding="utf-8")).get("eos_token_id", []) if path.exists() else []
    return ends | set(found if isinstance(found, list) else [found])
