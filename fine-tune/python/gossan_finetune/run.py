"""The loop: AdamW on the adapter and the projectors, the best by the answers that are looked at, state after state on disk."""

import math
import shutil
import time

import torch
from gossan_adapters import AdapterError, attach
from gossan_nano.schedule import rate
from gossan_nano.settings import Team

from .base import open_base
from .checkpoint import load_state, save_state
from .export import write_adapter
from .facts import facts_of
from .material import gather
from .plan import Plan
from .refused import Refused
from .stepper import Stepper, shortened
from .student import Student
from .telling import Teller, Trackers


def train(plan: Plan) -> dict:
    """Trains an adapter and writes its folder. Returns the facts of training.json. Raises Refused."""
    team = Team(plan.device)
    try:
        run = Run(plan, team)
        run.go()
        return run.finish()
    finally:
        team.close()


class Run:
    def __init__(self, plan: Plan, team: Team):
        self.plan, self.team, self.recipe = plan, team, plan.recipe
        self.began = time.monotonic()
        self.teller = Teller(plan.events, silent=not team.first)
        self.amp = shortened(team.device)
        self.base = open_base(plan.base, team.device, self.recipe.pixels, self.recipe.quantise)
        torch.manual_seed(plan.seed)
        try:
            self.adapter = attach(self.base.model, plan.method, plan.chosen["settings"])
        except AdapterError as error:
            raise Refused(f"the recipe does not fit: {error}") from error
        plan.work.mkdir(parents=True, exist_ok=True)
        store = plan.work / f"features-{team.rank}.npy"
        self.material = gather(plan, self.base, team.size, store, self.amp, self.looked)
        self.student = Student(self.base, self.material.features, self.material.projectors, self.recipe.length_power, self.recipe.checkpoint_layers, self.recipe.compile_layers)
        self.optimizer, self.peaks = self.optimiser()
        self.stepper = Stepper(self.student, self.adapter, self.optimizer, list(self.trained().values()), team, self.recipe, plan.seed, self.base.tokens.special["<|endoftext|>"])
        self.steps = max(1, round(self.material.order.steps * self.recipe.epochs))
        self.look_every = max(1, round(self.material.order.steps * self.recipe.evaluate_every))
        self.step, self.best, self.best_loss, self.worse, self.losses, self.seconds, self.over = 0, None, math.inf, 0, [], 0.0, False
        self.fingerprint = plan.fingerprint(self.base.sha256, team.size)
        if plan.resume and (state := load_state(plan.state, self.fingerprint)):
            self.take(state)

    def looked(self, done: int, of: int) -> None:
        self.teller.event("progress", stage="features of the pictures", step=done, steps=of)

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """All that is trained, by names for the state."""
        projectors = self.material.projectors
        return self.adapter.tensors() | ({f"projectors.{name}": value for name, value in projectors.named_parameters()} if projectors else {})

    def optimiser(self) -> tuple[torch.optim.AdamW, list[float]]:
        """AdamW with a group for the adapter and one for the projectors, and the peak rate of each."""
        groups, peaks = [{"params": self.adapter.parameters(), "weight_decay": self.recipe.weight_decay}], [self.plan.chosen["rate"]]
        if self.material.projectors:
            groups.append({"params": list(self.material.projectors.parameters()), "weight_decay": 0.0})
            peaks.append(self.recipe.projector_rate)
        return torch.optim.AdamW(groups, lr=peaks[0], betas=(0.9, 0.999)), peaks

    def go(self) -> None:
        """Steps until the last, or until the answers that are looked at get no better."""
        trackers = Trackers(self.plan.track if self.team.first else [], self.plan.work / "tensorboard", self.plan.out.name, {"method": self.plan.method, "recipe": self.recipe.name}, self.step)
        self.teller.event("start", steps=self.steps, lines=self.material.lines, replay=len(self.material.samples) - self.material.lines, trainable=self.adapter.count(), resumed_at=self.step)
        if not self.step:
            self.look(trackers)
        first, since, saved, before = self.step, time.monotonic(), time.monotonic(), self.seconds
        samples = 0
        while self.step < self.steps and not self.over:
            factor = rate(self.step / self.steps, (0.0, 1.0), {"final_rate": self.recipe.final_rate, "warm_up": self.recipe.warm_up})
            for group, peak in zip(self.optimizer.param_groups, self.peaks):
                group["lr"] = peak * factor
            loss, seen = self.one_step()
            samples += seen
            self.losses.append(loss)
            self.step += 1
            taken = time.monotonic() - since
            self.seconds = before + taken
            left = taken / (self.step - first) * (self.steps - self.step)
            self.teller.event("progress", step=self.step, steps=self.steps, loss=round(loss, 5), samples_s=round(samples / taken, 2), left_s=round(left, 1))
            trackers.log(self.step, loss=loss, rate=self.peaks[0] * factor, samples_s=samples / taken)
            if self.step % self.look_every == 0 or self.step == self.steps:
                self.look(trackers)
            if self.over or self.step == self.steps or time.monotonic() - saved >= self.plan.checkpoint_seconds:
                self.keep()
                saved = time.monotonic()
        trackers.close()

    def one_step(self) -> tuple[float, int]:
        """Gives the step's loss and the number of its samples."""
        self.base.model.train()
        numbers = self.material.order.step(self.step)
        return self.stepper.take(self.step, [self.material.samples[at] for at in numbers]).item(), len(numbers)

    @torch.no_grad()
    def look(self, trackers: Trackers) -> None:
        """Loss on val.jsonl; keeps the best so far, and counts how often in a row it got no better."""
        if not self.material.val:
            return
        self.base.model.eval()
        total = weight = 0.0
        for at in range(0, len(self.material.val), self.recipe.batch):
            with self.amp():
                one, of = self.student.loss(self.stepper.batch(self.material.val[at : at + self.recipe.batch]))
            total, weight = total + float(one), weight + float(of)
        loss = total / max(weight, 1e-9)
        better = loss < self.best_loss
        self.worse = 0 if better else self.worse + 1
        if better:
            self.best_loss, self.best = loss, {name: value.detach().cpu().clone() for name, value in self.trained().items()}
        self.over = self.worse >= self.recipe.patience
        self.teller.event("validation", step=self.step, loss=round(loss, 5), best=round(self.best_loss, 5), stops=self.over)
        trackers.log(self.step, validation_loss=loss)

    def keep(self) -> None:
        if not self.team.first:
            return
        state = {
            "fingerprint": self.fingerprint, "step": self.step, "tensors": {name: value.detach().cpu() for name, value in self.trained().items()},
            "optimizer": self.optimizer.state_dict(), "best": self.best, "best_loss": self.best_loss, "worse": self.worse, "over": self.over,
            "losses": self.losses, "seconds": self.seconds,
        }  # fmt: skip
        save_state(state, self.plan.state)
        self.teller.event("checkpoint", step=self.step) if self.plan.events else None

    def take(self, state: dict) -> None:
        self.put(state["tensors"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.best, self.best_loss, self.worse, self.over = (state[key] for key in ("step", "best", "best_loss", "worse", "over"))
        self.losses, self.seconds = state["losses"], state["seconds"]

    @torch.no_grad()
    def put(self, tensors: dict[str, torch.Tensor]) -> None:
        for name, value in self.trained().items():
            value.copy_(tensors[name])

    def finish(self) -> dict:
        """The best of the run as an adapter's folder: whole, or not there."""
        if self.best is not None:
            self.put(self.best)
        facts = facts_of(self)
        if self.team.first:
            part = self.plan.out.with_name(self.plan.out.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            write_adapter(self.base, self.adapter, part, self.material.projectors, facts)
            part.replace(self.plan.out)
            for path in [self.plan.state, *self.plan.work.glob("features-*.npy")]:
                path.unlink(missing_ok=True)
        self.teller.event("done", folder=str(self.plan.out), facts=facts)
        return facts
