"""What worker_gpu.py measures of one size, part by part; each prints one JSON line, or the error that ended it."""

import gc
import json
import pathlib
import sys
import threading
import time
import traceback
from contextlib import contextmanager

import torch
import transformers
import worker_gpu_nano
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

from gossan_worker.adapter_files import AdapterFile, Piece
from gossan_worker.attention import masked
from gossan_worker.bank import Bank
from gossan_worker.cache import Cache
from gossan_worker.decoder import Decoder
from gossan_worker.engine import Engine
from gossan_worker.pictures import PictureRules
from gossan_worker.prefill import Wave
from gossan_worker.prompt import Prompt
from gossan_worker.rows import Row
from gossan_worker.steps import Steps
from gossan_worker.weights import build, tensors_source

SIZES = json.loads((pathlib.Path(__file__).parent / "qwen3-vl.json").read_text(encoding="utf-8"))
# A question of the project's usual size: one view of 448 x 448 and some text.
SIDE, TEXT_TOKENS, PLACES = 448, 100, 2048
# Tokens of generate() that the worker reads after it, to compare logits.
FOLLOWED = 24


class NoText:
    """In place of a tokenizer: random weights write nothing that is worth reading."""

    def decode(self, ids) -> str:
        return "." * len(ids)


def config_of(size: str) -> Qwen3VLConfig:
    common, own = SIZES["common"], SIZES["sizes"][size]
    parts = {key: {**common[key], **own[key]} for key in ("text_config", "vision_config")}
    return Qwen3VLConfig(**{**common, **own, **parts})


def measure(given) -> None:
    bench = Bench(given)
    bench.part("machine", bench.machine)
    if given.size == "nano":
        worker_gpu_nano.measure(given, bench.part)
        return
    bench.part("limit", bench.bandwidth)
    for rows in (1, 8):
        bench.part(f"plain batch {rows}", lambda rows=rows: bench.plain(rows))
    bench.part("weights", bench.convert)
    for rows in (1, 8, 32):
        bench.part(f"worker batch {rows}", lambda rows=rows: bench.ours(rows))
    bench.part("logits beside generate()", bench.agreement)
    for rows in (1, 8):
        bench.part(f"profile batch {rows}", lambda rows=rows: bench.profile(rows))
    for rows in (1, 8):
        bench.part(f"worker batch {rows}, gathered attention", lambda rows=rows: bench.ours(rows, form=masked))
    for rows in (1, 8):
        bench.part(f"worker batch {rows}, not compiled", lambda rows=rows: bench.ours(rows, compiled=False))
    bench.part("worker batch 1, LoRA r16 q k v o", lambda: bench.ours(1, adapted=True))
    bench.part("worker batch 8, LoRA r16 q k v o", lambda: bench.ours(8, adapted=True))


class Bench:
    def __init__(self, given):
        self.given = given
        self.device, self.dtype = torch.device(given.device), torch.bfloat16
        self.weights = self.model = self.cache = None
        self.first: list[int] = []
        if given.size != "nano":
            self.config = config_of(given.size)
            self.rules = PictureRules(self.config.vision_config.patch_size, self.config.vision_config.spatial_merge_size)

    def part(self, name: str, does) -> None:
        # Without weights and limit nothing else can be said.
        if name not in ("machine", "limit", "weights") and not any(word in name for word in self.given.parts.split(",")):
            return
        if time.time() > self.given.until:
            print(json.dumps({"part": name, "left_out": "no time"}), flush=True)
            return
        begun = time.time()
        try:
            found = does()
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            found = {"error": f"{type(error).__name__}: {str(error)[:300]}"}
        print(json.dumps({"part": name, **found, "took_s": round(time.time() - begun, 1)}), flush=True)

    def synchronize(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    @contextmanager
    def peak(self, found: dict):
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats()
        yield
        if self.device.type == "cuda":
            found["peak_gib"] = round(torch.cuda.max_memory_allocated() / 2**30, 2)

    def machine(self) -> dict:
        name = torch.cuda.get_device_name() if self.device.type == "cuda" else "CPU"
        return {"device": name, "torch": torch.__version__, "transformers": transformers.__version__, "date": time.strftime("%Y-%m-%d")}

    def bandwidth(self) -> dict:
        """Bytes read and written by a device-to-device copy in a second, and tokens/s if a token cost the reading of its weights alone."""
        size = 2**32 if self.device.type == "cuda" else 2**26
        here, there = (torch.empty(size, dtype=torch.uint8, device=self.device) for _ in range(2))
        here.random_()
        times = []
        for _ in range(8):
            self.synchronize()
            begun = time.perf_counter()
            there.copy_(here)
            self.synchronize()
            times.append(time.perf_counter() - begun)
        speed = 2 * size / sorted(times)[len(times) // 2]
        text, layers = self.config.text_config, self.config.text_config.num_hidden_layers
        wide = text.hidden_size * text.head_dim * (2 * text.num_attention_heads + 2 * text.num_key_value_heads)
        read = 2 * (layers * (wide + 3 * text.hidden_size * text.intermediate_size) + text.vocab_size * text.hidden_size)
        return {"copy_tb_per_s": round(speed / 1e12, 3), "weights_gb_per_token": round(read / 1e9, 3), "tokens_per_s_one_row": round(speed / read, 1)}

    def prompt(self, seed: int) -> Prompt:
        draw = torch.Generator().manual_seed(seed)
        patches = self.rules.patches(torch.randint(0, 256, (3, SIDE, SIDE), generator=draw, dtype=torch.uint8))
        shown = [self.config.vision_start_token_id] + [self.config.image_token_id] * self.rules.tokens(patches.grid) + [self.config.vision_end_token_id]
        text = torch.randint(0, 100000, (TEXT_TOKENS,), generator=draw).tolist()
        return Prompt(shown + text, [patches], [tuple(edge // self.rules.merge for edge in patches.grid)])

    def inputs(self, rows: int) -> dict:
        """The same prompts as transformers' processor hands them over."""
        prompts = [self.prompt(seed) for seed in range(rows)]
        ids = torch.tensor([prompt.ids for prompt in prompts])
        patch = self.rules.patch
        flat = torch.cat([prompt.pictures[0].pixels for prompt in prompts]).view(-1, 3, 1, patch, patch).expand(-1, -1, 2, -1, -1)
        found = {
            "input_ids": ids,
            "attention_mask": torch.ones_like(ids),
            "pixel_values": flat.reshape(len(flat), -1).to(self.dtype),
            "image_grid_thw": torch.tensor([[1, *prompt.pictures[0].grid] for prompt in prompts]),
            "mm_token_type_ids": (ids == self.config.image_token_id).int(),
        }
        return {name: value.to(self.device) for name, value in found.items()}

    def make(self) -> None:
        """transformers' model with random weights, made on the device, unless it is there."""
        if self.model is None:
            with torch.device(self.device):
                self.model = Qwen3VLForConditionalGeneration._from_config(self.config, attn_implementation="sdpa", dtype=self.dtype).eval()
            self.model.generation_config.eos_token_id = None
            self.model.generation_config.pad_token_id = 0

    def plain(self, rows: int) -> dict:
        """transformers' generate() as its documentation has it: bf16, sdpa, a growing cache."""
        self.make()
        found, inputs, tokens = {"rows": rows}, self.inputs(rows), self.given.plain_tokens

        def seconds(count: int) -> float:
            self.synchronize()
            begun = time.perf_counter()
            # The same number of tokens whatever they are: there is no end token.
            self.model.generate(**inputs, max_new_tokens=count, do_sample=False)
            self.synchronize()
            return time.perf_counter() - begun

        with torch.no_grad():
            with self.peak(found):
                try:
                    seconds(4)
                except (ValueError, TypeError):
                    # Older versions find pictures by their placeholders alone.
                    del inputs["mm_token_type_ids"]
                    seconds(4)
                one = min(seconds(1) for _ in range(3))
                whole = seconds(tokens + 1)
            if rows == 1:
                self.follow(inputs)
        return {**found, "tokens_per_s": round(rows * tokens / (whole - one), 1), "first_token_ms": round(one * 1000, 1)}

    def convert(self) -> dict:
        """The worker's weights from the same tensors; transformers' model is let go."""
        self.make()
        self.weights = build(self.config, tensors_source(self.model.state_dict(), self.device, self.dtype))
        self.model = None
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        return {"weights_gb_per_token": round(self.weights.step_bytes() / 1e9, 3), "parameters": self.parameters()}

    def parameters(self) -> int:
        weights = self.weights
        tied = weights.embed.numel() if weights.head is not weights.embed else 0
        return weights.step_bytes() // 2 + tied + sum(value.numel() for value in weights.visual.parameters())

    def decoder(self, compiled: bool = True) -> Decoder:
        self.cache = self.cache or Cache(self.weights.architecture, 32, PLACES, self.device, self.dtype)
        return Decoder(self.weights, self.cache, compiled and self.device.type == "cuda")

    def adapter(self) -> AdapterFile:
        """A LoRA of rank 16 on all attention, with random numbers."""
        size, rank, pieces = self.weights.architecture, 16, {}
        wide = {"q_proj": (size.hidden, size.query), "k_proj": (size.hidden, size.key), "v_proj": (size.hidden, size.key), "o_proj": (size.query, size.hidden)}
        for number in range(size.layers):
            for part, (entering, leaving) in wide.items():
                pieces[number, part] = Piece(torch.randn(rank, entering) * 0.02, torch.randn(leaving, rank) * 0.02)
        return AdapterFile("random", "lora", pieces, rank)

    def ours(self, rows: int, compiled: bool = True, adapted: bool = False, form=None) -> dict:
        """Rows through the engine as callers have it: read together, written in steps, heard token by token."""
        found, decoder = {"rows": rows}, self.decoder(compiled)
        decoder.attend = form or decoder.attend
        self.owner = 0
        if adapted:
            decoder.bank = Bank(self.weights)
            self.owner = decoder.bank.add(self.adapter()).owner
        engine = Engine(NoText(), set(), self.cache)
        engine.start()
        try:
            with self.peak(found):
                begun = time.perf_counter()
                self.answer(engine, decoder, rows, 8)
                found["start_s"] = round(time.perf_counter() - begun, 1)
                first = sorted(self.answer(engine, decoder, rows, 1)[0] for _ in range(3))[1]
                rates = sorted(self.answer(engine, decoder, rows, self.given.tokens)[1] for _ in range(2))
            found |= self.replayed(engine, decoder, rows)
        finally:
            engine.stop()
        found |= {"attention": decoder.attend.__name__, "compiled": decoder.compiled}
        return {**found, "tokens_per_s": round(rates[-1], 1), "lower_tokens_per_s": round(rates[0], 1), "first_token_ms": round(first * 1000, 1)}

    def replayed(self, engine: Engine, decoder: Decoder, rows: int) -> dict:
        """Milliseconds of a captured step on the device alone, and the speed at which it reads weights."""
        graph = next((kept[0] for key, kept in engine.steps[decoder].graphs.items() if key[0] == rows), None)
        if graph is None:
            return {}
        begun, ended = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begun.record()
        for _ in range(40):
            graph.replay()
        ended.record()
        ended.synchronize()
        step = begun.elapsed_time(ended) / 40
        return {"step_ms": round(step, 3), "weights_tb_per_s": round(self.weights.step_bytes() / step / 1e9, 3)}

    def profile(self, rows: int) -> dict:
        """The kernels that take the most of a captured step: microseconds a step, calls a step, name."""
        if self.device.type != "cuda":
            return {"left_out": "no GPU"}
        steps = Steps(self.decoder())
        slots = list(range(rows))
        with torch.no_grad():
            self.cache.lengths.fill_(300)
            steps.run(slots, 300, False)
            self.synchronize()
            with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as kept:
                for _ in range(5):
                    steps.run(slots, 310, False)
                self.synchronize()
        kernels = sorted(kept.key_averages(), key=lambda one: -one.device_time_total)[:14]
        return {"kernels": [[round(one.device_time_total / 5, 1), one.count // 5, one.key[:70]] for one in kernels]}

    def answer(self, engine: Engine, decoder: Decoder, rows: int, tokens: int) -> tuple[float, float]:
        """Seconds to the first token of the last row, and tokens/s while all rows were being written."""
        heard: list[list[float]] = [[] for _ in range(rows)]
        done = threading.Semaphore(0)
        failed = []

        def hearer(at: int):
            def hear(message: dict) -> None:
                if message["type"] == "delta":
                    heard[at].append(time.perf_counter())
                else:
                    failed.extend([message] if message["type"] == "error" else [])
                    done.release()

            return hear

        asked = [Row(self.prompt(at), {"max_tokens": tokens}, hearer(at)) for at in range(rows)]
        for row in asked:
            row.model, row.owner = decoder, self.owner
            row.place(self.config.image_token_id)
        begun = time.perf_counter()
        for row in asked:
            engine.add(row)
        for _ in asked:
            done.acquire()
        if failed:
            raise RuntimeError(failed[0]["values"]["detail"])
        all_there, first_done = max(times[0] for times in heard), min(times[-1] for times in heard)
        written = sum(sum(all_there < moment <= first_done for moment in times) for times in heard)
        return all_there - begun, written / (first_done - all_there) if first_done > all_there else 0.0

    def follow(self, inputs: dict) -> None:
        """Keeps generate()'s tokens and logits, and those after the prompt with attention spelled out: another order of the same sums."""
        found = self.model.generate(**inputs, max_new_tokens=FOLLOWED, do_sample=False, return_dict_in_generate=True, output_logits=True)
        self.first = found.sequences[0, inputs["input_ids"].shape[1] :].tolist()
        self.logits = torch.cat(found.logits).float()
        self.model.set_attn_implementation("eager")
        self.spelled = self.model(**inputs).logits[:, -1].float()
        self.model.set_attn_implementation("sdpa")

    def agreement(self) -> dict:
        """
        How far logits are from generate()'s when both read its tokens, as |a - b| / |b|, beside how far generate()'s own are from
        themselves with attention spelled out. In bf16 every other order of sums rounds differently.
        """
        row = Row(self.prompt(0), {}, print)
        row.slot, decoder = 0, self.decoder()
        row.place(self.config.image_token_id)
        wave, steps, logits, gaps = Wave(decoder, [row]), Steps(decoder), None, []
        if not self.first:
            raise RuntimeError("generate() has written nothing to compare with")
        with torch.no_grad():
            while logits is None:
                logits = wave.advance()
            for at, token in enumerate(self.first):
                gaps.append(self.gap(logits[0], self.logits[at]))
                self.cache.tokens[0] = token
                logits, _ = steps.run([0], len(row.prompt.ids) + at + 1, False)
        spelled = self.gap(self.spelled[0], self.logits[0])
        return {"gap_after_prompt": gaps[0], "largest_gap_of_steps": max(gaps[1:]), "steps": len(gaps) - 1, "gap_of_plain_with_eager_attention": spelled}

    def gap(self, here: torch.Tensor, there: torch.Tensor) -> float:
        return round(float((here - there).norm() / there.norm()), 5)
