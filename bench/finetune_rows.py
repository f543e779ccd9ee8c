"""What one row of bench/finetune.py does: builds the model, the samples and the trainer, and takes steps on a clock."""

import pathlib
import resource
import tempfile
import time
from types import SimpleNamespace

import torch
from finetune_models import base_of
from gossan_adapters import attach, save
from gossan_finetune.features import Features
from gossan_finetune.projectors import Projectors
from gossan_finetune.recipe import TASKS, Recipe
from gossan_finetune.samples import Sample
from gossan_finetune.stepper import Stepper, shortened
from gossan_finetune.student import Student
from gossan_nano.tokens import IGNORE

# The view whose projector the row `projector` trains.
VIEW = "minerals-48"
ATTENTION = ["q_proj", "k_proj", "v_proj", "o_proj"]
SETTINGS = {
    "lora": {"r": 16, "alpha": 32, "dropout": 0.1, "targets": ATTENTION},
    "dora": {"r": 16, "alpha": 32, "dropout": 0.1, "targets": ATTENTION},
    "ia3": {},
    "moe-lora": {"r": 8, "alpha": 16, "dropout": 0.1, "experts": 4, "top_k": 2, "balance": 0.01, "targets": ATTENTION},
}


def measure(given, name: str, method: str) -> dict:
    device = torch.device(given.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
    limit = matrix_products(device)
    base = base_of(given.architecture, device, given.pixels)
    pictures, samples = made_up(base, given)
    plain = name == "plain Trainer"
    run = plain_trainer if plain else own_trainer
    samples_s, facts = run(base, pictures, samples, given, method, name)
    memory = torch.cuda.max_memory_allocated() / 2**20 if device.type == "cuda" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "row": name, "method": method, "samples_s": samples_s, "of_limit": samples_s * work_of(base, samples[0]) / limit,
        "limit_tflops": limit / 1e12, "tokens": len(samples[0].ids), "model_parameters": sum(value.numel() for value in base.model.parameters()),
        "peak_memory_mib": round(memory), "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu", "adapter_bytes": 0,
        "serving": "" if plain else "graph" if method == "moe-lora" else "merged", **facts,
    }  # fmt: skip


def matrix_products(device: torch.device) -> float:
    """FLOP/s of square products, in the precision that training multiplies in: the best of several sizes."""
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    best = 0.0
    for size in (4096, 8192) if device.type == "cuda" else (512, 1024):
        one, other = (torch.randn(size, size, device=device, dtype=dtype) for _ in range(2))
        for _ in range(3):
            one @ other
        for _ in range(3):
            began = now(device)
            for _ in range(10):
                one @ other
            best = max(best, 20 * size**3 / (now(device) - began))
    return best


def now(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.monotonic()


def work_of(base, sample: Sample) -> float:
    """
    FLOP that a sample cannot do without: products of the text part forwards and, for the gradient of what enters them, backwards
    (two FLOP a weight and token each); the head where something is learned; attention's own. Not the frozen tower, whose features may be kept.
    """
    config, tokens = base.model.config.text_config, len(sample.ids)
    weights = sum(value.numel() for name, value in base.language.named_parameters() if value.dim() == 2 and "embed" not in name and "lora" not in name and "router" not in name)
    head = config.vocab_size * config.hidden_size * sample.learned
    attention = 2 * config.num_hidden_layers * config.num_attention_heads * config.head_dim * tokens**2 / 2
    return 2 * 2 * (weights * tokens + head) + 3 * 2 * attention


def made_up(base, given) -> tuple[list[torch.Tensor], list[Sample]]:
    """Random pictures and words in the shape of a set's: a quarter of the text is the answer."""
    draw = torch.Generator().manual_seed(0)
    count, shown = given.batch * given.accumulate * 2, len(base.card["views"]["names"]) if base.card else 1
    pictures = [torch.randint(0, 256, (3, base.side, base.side), generator=draw, dtype=torch.uint8) for _ in range(count * shown)]
    special, words = base.tokens.special, min(base.tokens.special["<|endoftext|>"], 4000)
    samples = []
    for number in range(count):
        ids: list[int] = []
        for _ in range(shown):
            ids += [special["<|vision_start|>"], *[special["<|image_pad|>"]] * base.view_tokens, special["<|vision_end|>"], 5]
        text = torch.randint(10, words, (given.text,), generator=draw).tolist()
        answer = given.text // 4
        whole = torch.tensor(ids + text)
        labels = torch.full_like(whole, IGNORE)
        labels[-answer:] = whole[-answer:]
        samples.append(Sample(whole, labels, list(range(number * shown, (number + 1) * shown))))
    return pictures, samples


def own_trainer(base, pictures, samples, given, method: str, name: str) -> tuple[float, dict]:
    recipe = Recipe(name="bench", about="", methods={method: {"settings": SETTINGS[method], "rate": 2e-5}}, epochs=1, batch=given.batch, accumulate=given.accumulate, tolerance=dict.fromkeys(TASKS, 2))
    team = SimpleNamespace(rank=0, size=1, device=base.device)
    torch.manual_seed(1)
    adapter = attach(base.model, method, SETTINGS[method])
    kept = "none" if name == "whole pass" else "bfloat16" if base.device.type == "cuda" else "float32"
    projectors = None
    if name == "projector":
        projectors, kept = Projectors([VIEW], base.side, base.device), "none"
        samples = [drawn_anew(sample, projectors) for sample in samples]
    features = Features(base, pictures, kept, base.device, shortened(base.device))
    student = Student(base, features, projectors, compile_layers=name in ("compiled", "projector"))
    trained = [*adapter.parameters(), *(projectors.parameters() if projectors else [])]
    optimizer = torch.optim.AdamW(trained, lr=2e-5)
    stepper = Stepper(student, adapter, optimizer, trained, team, recipe, 1, base.tokens.special["<|endoftext|>"])
    base.model.train()
    size = given.batch * given.accumulate
    began = 0.0
    for step in range(given.warm + given.steps):
        if step == given.warm:
            began = now(base.device)
        at = step * size % len(samples)
        loss = stepper.take(step, samples[at : at + size])
    samples_s = given.steps * size / (now(base.device) - began)
    with tempfile.TemporaryDirectory() as folder:
        save(adapter, pathlib.Path(folder))
        size_of = sum(path.stat().st_size for path in pathlib.Path(folder).iterdir())
    return samples_s, {"trainable": sum(value.numel() for value in trained), "adapter_bytes": size_of, "loss": loss.item()}


def drawn_anew(sample: Sample, projectors: Projectors) -> Sample:
    """The same talk with channels of the view in place of each picture."""
    numbers, cells = len(projectors.weights[0]), projectors.side // projectors.recipes[VIEW]["tiles"]
    channels = {at: (VIEW, torch.randn(numbers, cells, cells).half()) for at in range(len(sample.pictures))}
    return Sample(sample.ids, sample.labels, [-1] * len(sample.pictures), channels=channels)


def plain_trainer(base, pictures, samples, given, method: str, name: str) -> tuple[float, dict]:
    """As the documentation of transformers and PEFT has it: get_peft_model, a collator, Trainer."""
    import peft
    from gossan_nano.forward import patches_of
    from gossan_nano.trainee import normalise
    from transformers import Trainer, TrainerCallback, TrainingArguments

    model = peft.get_peft_model(base.model, peft.LoraConfig(r=16, lora_alpha=32, lora_dropout=0.1, target_modules=ATTENTION, task_type="CAUSAL_LM"))
    patch, merge = base.visual.config.patch_size, base.visual.config.spatial_merge_size
    grid = [1, base.side // patch, base.side // patch]

    def row(sample: Sample) -> dict:
        flat = patches_of(normalise(torch.stack([pictures[at] for at in sample.pictures])), patch, merge)
        flat = flat.view(-1, 3, 1, patch, patch).expand(-1, -1, 2, -1, -1).reshape(-1, 6 * patch * patch)
        return {"input_ids": sample.ids, "labels": sample.labels, "pixel_values": flat, "image_grid_thw": torch.tensor([grid] * len(sample.pictures))}

    def collate(rows: list[dict]) -> dict:
        ids = torch.stack([one["input_ids"] for one in rows])
        joined = {key: torch.cat([one[key] for one in rows]) for key in ("pixel_values", "image_grid_thw")}
        return {"input_ids": ids, "labels": torch.stack([one["labels"] for one in rows]), "attention_mask": torch.ones_like(ids), "mm_token_type_ids": (ids == base.image_token).int(), **joined}

    class Clock(TrainerCallback):
        began = taken = 0.0

        def on_step_end(self, arguments, state, control, **rest):
            if state.global_step == given.warm:
                self.began = now(base.device)
            if state.global_step == given.warm + given.steps:
                self.taken = now(base.device) - self.began

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            output_dir=folder, per_device_train_batch_size=given.batch, gradient_accumulation_steps=given.accumulate, max_steps=given.warm + given.steps,
            learning_rate=2e-5, bf16=base.device.type == "cuda", use_cpu=base.device.type == "cpu", remove_unused_columns=False, save_strategy="no",
            logging_strategy="no", report_to=[], disable_tqdm=True, optim="adamw_torch",
        )  # fmt: skip
        Trainer(model=model, args=settings, train_dataset=[row(sample) for sample in samples], data_collator=collate, callbacks=[clock]).train()
    trainable = sum(value.numel() for value in model.parameters() if value.requires_grad)
    return given.steps * given.batch * given.accumulate / clock.taken, {"trainable": trainable}
