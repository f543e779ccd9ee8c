"""One step: gradients of its samples over all processes, and AdamW's move."""

import functools

import torch
import torch.distributed as dist
from gossan_adapters import Adapter, balance_loss
from gossan_nano.settings import Team

from .order import share_of
from .recipe import Recipe
from .samples import Batch, Sample, batch_of
from .student import Student


def shortened(device: torch.device):
    """Products in bfloat16 on a GPU, as a factory of contexts."""
    return functools.partial(torch.autocast, device.type, torch.bfloat16, enabled=device.type == "cuda")


class Stepper:
    """`trained`: all parameters that move. `pad`: the id that rows are padded with."""

    def __init__(self, student: Student, adapter: Adapter, optimizer: torch.optim.Optimizer, trained: list[torch.nn.Parameter], team: Team, recipe: Recipe, seed: int, pad: int):
        self.student, self.adapter, self.optimizer, self.trained = student, adapter, optimizer, trained
        self.team, self.recipe, self.seed, self.pad = team, recipe, seed, pad
        self.amp = shortened(team.device)
        self.balanced = list(adapter.layers.values()) if adapter.method == "moe-lora" else []

    def batch(self, samples: list[Sample]) -> Batch:
        return batch_of(samples, self.pad, self.team.device)

    def take(self, number: int, samples: list[Sample]) -> torch.Tensor:
        """Step `number` on these samples of all processes. Gives its loss, a tensor, so that nobody waits for the device."""
        batches = [self.batch(part) for part in share_of(samples, self.team.rank, self.team.size, self.recipe.batch)]
        # The mean is over the whole step, however it is cut: a batch with long answers weighs as much as its tokens do.
        whole = self.summed(sum((self.student.weights_of(batch).sum() for batch in batches), torch.zeros((), device=self.team.device)))
        total = torch.zeros((), device=self.team.device)
        for at, batch in enumerate(batches):
            # Dropout is a matter of the step's number, so that a resumed run has the same.
            torch.manual_seed((self.seed * 7_919 + number * 613 + at * 31 + self.team.rank) % 2**31)
            with self.amp():
                loss = self.student.loss(batch)[0] / whole
                balance = self.balance(batch) * len(batch.samples) / len(samples)
            (loss + balance).backward()
            total += loss.detach()
        self.share_gradients()
        torch.nn.utils.clip_grad_norm_(self.trained, self.recipe.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return self.summed(total)

    def balance(self, batch: Batch) -> torch.Tensor | float:
        """The weighed load-balance loss of moe-lora, 0 for the others."""
        return self.adapter.config.balance * balance_loss(self.balanced, batch.counted) if self.balanced else 0.0

    def summed(self, value: torch.Tensor) -> torch.Tensor:
        if self.team.size > 1:
            dist.all_reduce(value)
        return value

    def share_gradients(self) -> None:
        """Sums them over the processes, in one message: adapters are small."""
        if self.team.size == 1:
            return
        flat = torch.cat([(torch.zeros_like(value) if value.grad is None else value.grad).flatten() for value in self.trained])
        dist.all_reduce(flat)
        for value, part in zip(self.trained, flat.split([value.numel() for value in self.trained])):
            value.grad = part.view_as(value).clone()
