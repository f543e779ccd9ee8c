"""A request under way: what it asked for, what was written, and what its caller is told."""

import dataclasses
import random
from collections.abc import Callable

import torch

from gossan_nano.tokens import Tokens

from .places import places_of
from .prompt import Prompt

# Bytes of one character; a longer run that decodes to none stands as it is.
LONGEST_CHARACTER = 4


@dataclasses.dataclass(eq=False)
class Row:
    """
    `hear` takes the protocol's messages, from any thread; `gone` is set when nobody listens any more. `owner` is the number of
    its adapter in the bank (0: none), `model` the decoder that answers; `slot` where it stands in the cache once it is read.
    """

    prompt: Prompt
    request: dict
    hear: Callable[[dict], None]
    gone: bool = False
    done: bool = False
    model: object = None
    adapter: object = None
    owner: int = 0
    slot: int | None = None
    launched: int = 0
    written: int = 0
    text: str = ""
    said: int = 0
    partial: list[int] = dataclasses.field(default_factory=list)

    def __post_init__(self):
        request = self.request
        self.random = random.Random(request.get("seed"))
        self.most = request.get("max_tokens") or 256
        stop = request.get("stop") or []
        self.stops = [stop] if isinstance(stop, str) else stop
        self.temperature, self.top_p = request.get("temperature") or 0.0, request.get("top_p") or 1.0
        self.tops = (request.get("top_logprobs") or 0) if request.get("logprobs") else None

    def place(self, image_token: int) -> None:
        """Works out M-RoPE places [3, T] of the prompt and of the first token after it."""
        self.turns, self.next_turn = places_of(self.prompt.ids, image_token, self.prompt.grids)

    @property
    def length(self) -> int:
        """Tokens in the cache after all steps that were launched: the last chosen one is not read yet."""
        return len(self.prompt.ids) + max(0, self.launched - 1)

    @property
    def over(self) -> bool:
        return self.done or self.gone

    def take(self, tokens: Tokens, ends: set[int], token: int, odds: tuple | None) -> None:
        """The next token, told to whoever asked. `odds` are its log probability and the likeliest (values, ids)."""
        if self.over:
            return
        if token in ends:
            self.text += tokens.decode(self.partial)
            self.finish("stop", len(self.text))
            return
        self.written += 1
        self.partial.append(token)
        piece = tokens.decode(self.partial)
        if not piece.endswith("\ufffd") or len(self.partial) > LONGEST_CHARACTER or self.written >= self.most:
            self.text += piece
            self.partial = []
        told = None if odds is None else [entry(tokens, token, odds)]
        cut = [self.text.index(stop) for stop in self.stops if stop in self.text]
        if cut:
            self.finish("stop", min(cut), told)
        elif self.written >= self.most:
            self.finish("length", len(self.text), told)
        else:
            # The end may be the beginning of a stop text.
            held = max((size for stop in self.stops for size in range(1, len(stop)) if self.text.endswith(stop[:size])), default=0)
            self.tell(len(self.text) - held, told)

    def tell(self, ends: int, told: list | None) -> None:
        new = self.text[self.said : ends]
        self.said = max(self.said, ends)
        self.hear({"type": "delta", "text": new, **({"logprobs": told} if told else {})})

    def finish(self, reason: str, ends: int, told: list | None = None) -> None:
        self.done = True
        self.tell(ends, told)
        read = len(self.prompt.ids)
        usage = {"prompt_tokens": read, "completion_tokens": self.written, "total_tokens": read + self.written}
        self.hear({"type": "done", "finish_reason": reason, "usage": usage})

    def fail(self, code: str, values: dict) -> None:
        if not self.over:
            self.done = True
            self.hear({"type": "error", "code": code, "values": values})


def entry(tokens: Tokens, token: int, odds: tuple[float, list[float], list[int]]) -> dict:
    """OpenAI's entry of one place in logprobs.content."""

    def one(at: int, logprob: float) -> dict:
        text = tokens.tokenizer.decode([at], skip_special_tokens=False)
        return {"token": text, "logprob": logprob, "bytes": None if "\ufffd" in text else list(text.encode())}

    logprob, values, ids = odds
    return {**one(token, logprob), "top_logprobs": [one(at, value) for value, at in zip(values, ids, strict=True)]}


def settings_of(rows: list[Row], device: torch.device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None:
    """Temperature, top_p and this step's draws [b] of rows, or None where all take the likeliest token."""
    if not any(row.temperature for row in rows):
        return None
    numbers = torch.tensor([[row.temperature, row.top_p, row.random.random() if row.temperature else 0.0] for row in rows])
    return tuple(numbers.to(device, non_blocking=True).unbind(-1))
