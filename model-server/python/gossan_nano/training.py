"""The training loop: fresh scenes every step, AdamW on a cosine, averaged weights, the best of them by held-apart scenes."""

import copy
import pathlib
import time
from dataclasses import dataclass

import torch
from gossan_scenes.names import load_data
from gossan_views import load_recipe, tiles_of

from . import forward
from .model import count, load_weights, model_of, new_model, weights_of
from .outputs import Log
from .schedule import Progress, rate
from .scenes import Source
from .settings import SETTINGS, TASKS, Team
from .tokens import Tokens
from .trainee import Trainee


def opposites_of(tokens: Tokens) -> dict[int, int]:
    """Yes to no and back, in each language."""
    words = load_data("answers")
    pairs = [(tokens.one(words[language]["yes"]), tokens.one(words[language]["no"])) for language in ("en", "zh")]
    return {one: other for yes, no in pairs for one, other in ((yes, no), (no, yes))}


@dataclass
class Plan:
    """
    What a run is asked to do. `minutes` or `steps` end it; `span` is its part of the whole cosine; `init` a safetensors
    file to start from, `resume` goes on from the state of a run
    that was cut off, which lies in `work`, or else in `out`; `batch` scenes a step and device, 0 for the settings'.
    """

    out: pathlib.Path
    views: list[str]
    minutes: float | None = None
    steps: int | None = None
    batch: int = 0
    rate: float = 0.0
    span: tuple[float, float] = (0.0, 1.0)
    init: pathlib.Path | None = None
    resume: bool = False
    dense: bool = True
    tiny: bool = False
    compile: bool = False
    device: str | None = None
    seed: int | None = None
    evaluate_scenes: int = 0
    work: pathlib.Path | None = None

    @property
    def state(self) -> pathlib.Path:
        return (self.work or self.out) / "state.pt"


def train(plan: Plan, tokens: Tokens) -> tuple[torch.nn.Module, dict]:
    """Runs the loop. Gives the model with the best averaged weights, and the facts of the run. Only the first process writes."""
    team = Team(plan.device)
    log = Log(plan.out / "log.jsonl" if team.first else None)
    try:
        return Run(plan, tokens, team, log).go()
    finally:
        team.close()


class Run:
    def __init__(self, plan: Plan, tokens: Tokens, team: Team, log: Log):
        self.plan, self.tokens, self.team, self.log = plan, tokens, team, log
        self.size = plan.batch or SETTINGS["batch"][team.device.type]
        self.scenes = self.source(0)
        model = model_of(tokens, plan.init, plan.tiny) if plan.init else new_model(tokens, plan.tiny)
        self.model = model.to(team.device)
        minerals = self.scenes.minerals if plan.dense else 0
        opposites, tiles = opposites_of(tokens), tiles_of(load_recipe(plan.views[0]))
        self.trainee = Trainee(self.model, SETTINGS, TASKS, len(plan.views), minerals, plan.compile, opposites, tiles).to(team.device)
        self.mean = copy.deepcopy(self.model)
        self.optimizer = optimizer(self.trainee, plan.rate or SETTINGS["rate"], team.device)
        self.peak = self.optimizer.param_groups[0]["lr"]
        self.step, self.samples, self.best, self.best_loss = 0, 0, None, float("inf")
        self.wrapped = self.trainee
        if team.size > 1:
            ids = [team.device.index] if team.device.type == "cuda" else None
            self.wrapped = torch.nn.parallel.DistributedDataParallel(self.trainee, device_ids=ids)
        self.amp = torch.autocast(team.device.type, torch.bfloat16, enabled=team.device.type == "cuda")
        if team.device.type == "cuda":
            torch.set_float32_matmul_precision("high")
        if plan.compile:
            self.check_compiled()
        if plan.resume:
            self.load_state()
        # A call that goes on tells what it did itself.
        self.before = (self.step, self.samples)

    @torch.no_grad()
    def check_compiled(self) -> None:
        """Raises RuntimeError where a compiled layer sees tokens to come: a compiler that loses the causal mask trains a model that cheats."""
        language, length = self.model.model.language_model, 64
        embeds = torch.randn(2, length, language.config.hidden_size, device=self.team.device)
        embeds[1, : length // 2] = embeds[0, : length // 2]
        places = torch.arange(length, device=self.team.device).expand(3, 2, length)
        with self.amp:
            hidden, _ = forward.decode(language, embeds, None, places, layer_pass=self.trainee.layer_pass)
        one, two = hidden[:, : length // 2].float()
        if not torch.allclose(one, two, atol=1e-3):
            raise RuntimeError(f"compiled layers see tokens to come (difference {(one - two).abs().max():.3g}): train without --compile")

    def source(self, step: int) -> Source:
        """Every process, every part of a schedule that is cut in several, and every resumed run draws scenes of its own."""
        seed = SETTINGS["seed"] if self.plan.seed is None else self.plan.seed
        seed = hash((seed, self.team.rank, round(self.plan.span[0] * 1000), step)) % 2**31
        return Source(self.tokens, self.plan.views, self.team.device, seed, "train", SETTINGS["turns"], SETTINGS["mixed_views"], varied=True)

    def go(self) -> tuple[torch.nn.Module, dict]:
        plan, team = self.plan, self.team
        self.log(event="start", parameters=count(self.model), batch=self.size, processes=team.size, device=str(team.device), rate=self.peak, views=plan.views)
        progress = Progress(plan.steps, plan.minutes)
        start, marked, since = time.monotonic(), time.monotonic(), self.samples
        sums, counted = self.sums(), self.step
        done, next_evaluation = 0.0, SETTINGS["evaluate_every"]
        while done < 1.0:
            factor = rate(done, plan.span, SETTINGS)
            for group in self.optimizer.param_groups:
                group["lr"] = self.peak * factor
            self.add(sums, self.one_step())
            if self.step % SETTINGS["log_every"] and not (plan.steps and self.step >= plan.steps):
                if plan.steps and not plan.minutes:
                    done = progress.at(self.step)
                continue
            done = team.agree(progress.at(self.step))
            now = time.monotonic()
            self.log(**self.row(sums, self.step - counted, factor), samples_s=round((self.samples - since) / (now - marked)))
            marked, since, sums, counted = now, self.samples, self.sums(), self.step
            if done >= next_evaluation or done >= 1.0:
                next_evaluation += SETTINGS["evaluate_every"]
                self.keep_best()
                self.save_state()
                marked = time.monotonic()
        load_weights(self.mean, self.best)
        facts = {
            "steps": self.step - self.before[0], "scenes": self.samples - self.before[1], "minutes": round((time.monotonic() - start) / 60, 1), "processes": team.size,
            "batch": self.size * team.size, "rate": self.peak, "span": list(plan.span), "dense": plan.dense,
            "held_loss": round(self.best_loss, 4), "parameters": count(self.model), "torch": torch.__version__,
        }  # fmt: skip
        self.log(event="end", **facts)
        return self.mean.eval(), facts

    def one_step(self) -> tuple[torch.Tensor, ...]:
        batch = self.scenes.batch(self.size)
        with self.amp:
            total, *parts = self.wrapped(*batch.inputs())
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.trainee.parameters(), SETTINGS["clip"])
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.samples += self.size * self.team.size
        decay = min(SETTINGS["average"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.mean.parameters()), list(self.model.parameters()), 1 - decay)
        return total.detach(), *parts, norm

    def sums(self) -> list[torch.Tensor]:
        one, each = torch.zeros((), device=self.team.device), torch.zeros(len(TASKS), device=self.team.device)
        return [one, each, each.clone(), one.clone(), one.clone()]

    @staticmethod
    def add(sums: list[torch.Tensor], found: tuple[torch.Tensor, ...]) -> None:
        for total, value in zip(sums, found):
            total.add_(value.float())

    def row(self, sums: list[torch.Tensor], steps: int, factor: float) -> dict:
        loss, task_sum, task_count, dense, norm = (value.tolist() for value in sums)
        by_task = {task: round(total / max(number, 1), 4) for task, total, number in zip(TASKS, task_sum, task_count)}
        return {
            "step": self.step, "samples": self.samples, "rate": round(self.peak * factor, 7), "loss": round(loss / steps, 4),
            "tasks": by_task, "dense": round(dense / steps, 4), "gradient": round(norm / steps, 3),
        }  # fmt: skip

    @torch.no_grad()
    def keep_best(self) -> None:
        """Loss of the averaged weights on scenes of held-apart spectra, always the same ones; the least so far is kept."""
        number = self.plan.evaluate_scenes or SETTINGS["evaluate_scenes"]
        held = Source(self.tokens, self.plan.views, self.team.device, SETTINGS["held_seed"], "held", SETTINGS["turns"])
        judge = Trainee(self.mean, SETTINGS, TASKS, len(self.plan.views)).to(self.team.device).eval()
        sums, batches = self.sums()[:4], 0
        for start in range(0, number, self.size):
            with self.amp:
                self.add(sums, judge(*held.batch(min(self.size, number - start)).inputs()))
            batches += 1
        loss, task_sum, task_count, _ = (value.tolist() for value in sums)
        loss /= batches
        by_task = {task: round(total / max(n, 1), 4) for task, total, n in zip(TASKS, task_sum, task_count)}
        self.log(event="held", step=self.step, loss=round(loss, 4), tasks=by_task)
        if loss < self.best_loss:
            self.best_loss, self.best = loss, weights_of(self.mean, torch.float32)

    def save_state(self) -> None:
        """Everything that a run which was cut off needs to go on from here."""
        if not self.team.first:
            return
        path = self.plan.state
        path.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "trainee": self.trainee.state_dict(), "mean": self.mean.state_dict(), "optimizer": self.optimizer.state_dict(),
            "step": self.step, "samples": self.samples, "best": self.best, "best_loss": self.best_loss,
        }  # fmt: skip
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load_state(self) -> None:
        state = torch.load(self.plan.state, map_location=self.team.device, weights_only=True)
        self.trainee.load_state_dict(state["trainee"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.samples = state["step"], state["samples"]
        self.best, self.best_loss = state["best"], state["best_loss"]
        self.scenes = self.source(self.step)


def optimizer(trainee: torch.nn.Module, peak: float, device: torch.device) -> torch.optim.AdamW:
    """AdamW; matrices decay, vectors (norms, biases) and the table of tokens do not."""
    matrices, rest = [], []
    for name, weight in trainee.named_parameters():
        (matrices if weight.dim() > 1 and "embed" not in name else rest).append(weight)
    groups = [{"params": matrices, "weight_decay": SETTINGS["weight_decay"]}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=peak, betas=tuple(SETTINGS["betas"]), fused=device.type in ("cuda", "cpu"))
