"""
The thread that owns the device. Rows join between steps and leave when they are done or their caller has gone; reading
prompts and writing tokens alternate piece by piece; tokens are read back while the device is at the next step already.
"""

import dataclasses
import threading
from collections import deque
from collections.abc import Callable

import torch

from gossan_nano.tokens import Tokens

from .cache import Cache
from .decoder import Decoder
from .prefill import Wave, together
from .rows import Row, settings_of
from .sampling import draw, odds_of
from .steps import Steps


@dataclasses.dataclass
class Landing:
    """Tokens of rows on their way back from the device."""

    rows: list[Row]
    values: list[torch.Tensor]
    arrived: object


class Engine:
    """Answers rows of any of its decoders, which share one cache. `ends` are the tokens that end an answer."""

    def __init__(self, tokens: Tokens, ends: set[int], cache: Cache):
        self.tokens, self.ends, self.cache = tokens, ends, cache
        self.device = cache.tokens.device
        # Where the device works beside us, one step is on its way while the one before is read.
        self.ahead = 1 if self.device.type == "cuda" else 0
        self.steps: dict[Decoder, Steps] = {}
        self.free = list(range(cache.slots))
        self.waiting: deque[Row] = deque()
        self.tasks: deque[Callable[[], None]] = deque()
        self.running: list[Row] = []
        self.landings: deque[Landing] = deque()
        self.wave: Wave | None = None
        self.left: Callable[[Row], None] = lambda row: None
        self.awake = threading.Condition()
        self.stopping = False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def add(self, row: Row) -> None:
        """A row to answer, from any thread; its decoder is `row.model`."""
        with self.awake:
            self.waiting.append(row)
            self.awake.notify()

    def do(self, task: Callable[[], object]) -> object:
        """Runs something between two steps on the engine's thread, and waits for what it gives or raises."""
        done, result = threading.Event(), {}

        def run() -> None:
            try:
                result["value"] = task()
            except Exception as error:
                result["error"] = error
            done.set()

        with self.awake:
            self.tasks.append(run)
            self.awake.notify()
        done.wait()
        if "error" in result:
            raise result["error"]
        return result["value"]

    def warm(self, decoder: Decoder) -> None:
        """Gets a decoder's steps ready, so that no row waits for the compiler."""
        self.do(lambda: self.steps.setdefault(decoder, Steps(decoder)).warm())

    def forget(self, decoder: Decoder) -> None:
        """Drops what was captured of a decoder's rows with adapters, or of all its rows where it has no bank any more; on this thread."""
        if decoder.bank is None:
            self.steps.pop(decoder, None)
        elif decoder in self.steps:
            self.steps[decoder].forget(adapted=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        with self.awake:
            self.stopping = True
            self.awake.notify()
        self.thread.join()

    def run(self) -> None:
        with torch.no_grad():
            while self.wait():
                self.turn()

    def wait(self) -> bool:
        """Until there is work. False when the engine is to stop."""
        with self.awake:
            self.awake.wait_for(lambda: self.stopping or self.tasks or self.waiting or self.running or self.wave or self.landings)
            return not self.stopping

    def turn(self) -> None:
        """One round: tasks, one piece of a prompt, one step of each decoder, and the tokens that have come back."""
        self.leave()
        while self.tasks:
            self.tasks.popleft()()
        self.guarded(self.join, lambda: self.wave.rows if self.wave else [])
        groups: dict[Decoder, list[Row]] = {}
        for row in self.running:
            if not row.over and row.launched < row.most:
                groups.setdefault(row.model, []).append(row)
        for decoder, rows in groups.items():
            self.guarded(lambda decoder=decoder, rows=rows: self.step(decoder, rows), lambda rows=rows: rows)
        while len(self.landings) > (self.ahead * len(groups) if groups else 0):
            landing = self.landings.popleft()
            self.guarded(lambda landing=landing: self.land(landing), lambda landing=landing: landing.rows)

    def guarded(self, does: Callable[[], None], rows: Callable[[], list[Row]]) -> None:
        """Does it; where it fails, the rows that it was for are told, and nobody else."""
        try:
            does()
        except Exception as error:
            for row in rows():
                row.fail("INTERNAL", {"detail": f"{type(error).__name__}: {error}"})
            if self.wave and self.wave.rows == rows():
                self.release(self.wave.rows)
                self.wave = None

    def leave(self) -> None:
        """Rows that are over give their slots back. What the device still does with a slot comes before its next row's prompt."""
        over = [row for row in self.running if row.over or row.launched >= row.most]
        self.running = [row for row in self.running if row not in over]
        self.release(over)

    def release(self, rows: list[Row]) -> None:
        for row in rows:
            self.free.append(row.slot)
            self.left(row)

    def join(self) -> None:
        """Takes waiting rows in, and reads one piece of their prompts."""
        if self.wave is None:
            self.admit()
        if self.wave is None:
            return
        rows = self.wave.rows
        if all(row.over for row in rows):
            self.wave = None
            self.release(rows)
            return
        logits = self.wave.advance()
        if logits is not None:
            self.launch(rows, logits, logits.argmax(-1), kept=False)
            self.wave = None
            self.running.extend(rows)

    def admit(self) -> None:
        with self.awake:
            for row in [row for row in self.waiting if row.over]:
                self.waiting.remove(row)
                self.left(row)
            if not self.waiting or not self.free:
                return
            model = self.waiting[0].model
            rows = together([row for row in self.waiting if row.model is model], len(self.free), self.device.type)
            for row in rows:
                self.waiting.remove(row)
                row.slot = self.free.pop()
        self.wave = Wave(model, rows)

    def step(self, decoder: Decoder, rows: list[Row]) -> None:
        steps = self.steps.setdefault(decoder, Steps(decoder))
        longest = max(row.length for row in rows) + 1
        logits, chosen = steps.run([row.slot for row in rows], longest, any(row.owner for row in rows))
        self.launch(rows, logits, chosen, kept=True)

    def launch(self, rows: list[Row], logits: torch.Tensor, chosen: torch.Tensor, kept: bool) -> None:
        """
        Chooses the rows' next tokens on the device, and sends them on their way to us. `chosen` are the likeliest;
        `kept` says that the cache has them already.
        """
        settings = settings_of(rows, self.device)
        if settings is not None:
            chosen = draw(logits, *settings)
        if settings is not None or not kept:
            self.cache.tokens[torch.tensor([row.slot for row in rows], device=self.device)] = chosen
        tops = [row.tops for row in rows if row.tops is not None]
        values = [chosen, *(odds_of(logits, chosen, max(tops)) if tops else ())]
        for row in rows:
            row.launched += 1
        self.landings.append(Landing(rows, *self.sent(values)))

    def sent(self, values: list[torch.Tensor]) -> tuple[list[torch.Tensor], object]:
        if self.device.type != "cuda":
            return [value.clone() for value in values], None
        there = [torch.empty(value.shape, dtype=value.dtype, pin_memory=True).copy_(value, non_blocking=True) for value in values]
        arrived = torch.cuda.Event()
        arrived.record()
        return there, arrived

    def land(self, landing: Landing) -> None:
        if landing.arrived is not None:
            landing.arrived.synchronize()
        chosen, *odds = (value.tolist() for value in landing.values)
        for at, row in enumerate(landing.rows):
            known = None
            if odds and row.tops is not None:
                known = (odds[0][at], odds[1][at][: row.tops], odds[2][at][: row.tops])
            row.take(self.tokens, self.ends, chosen[at], known)
