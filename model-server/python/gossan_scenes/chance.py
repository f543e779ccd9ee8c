"""Random numbers on a device, from one generator."""

import torch


class Chance:
    """Draws of shape [n, ...] from a seeded generator on the device."""

    def __init__(self, device: str | torch.device, seed: int):
        self.device = torch.device(device)
        self.generator = torch.Generator(device=self.device)
        self.generator.manual_seed(seed)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        values = torch.rand(shape, generator=self.generator, device=self.device)
        return values * (high - low) + low

    def between(self, limits: list[float], *shape: int) -> torch.Tensor:
        return self.uniform(*shape, low=limits[0], high=limits[1])

    def log_between(self, limits: list[float], *shape: int) -> torch.Tensor:
        """Even in the logarithm."""
        low, high = torch.tensor(limits, dtype=torch.float64).log().tolist()
        return self.uniform(*shape, low=low, high=high).exp()

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=self.generator, device=self.device)

    def happens(self, chance, *shape: int) -> torch.Tensor:
        """True with a probability (a number, or a tensor that broadcasts to the shape)."""
        return self.uniform(*shape) < chance

    def below(self, counts, *shape: int) -> torch.Tensor:
        """Whole numbers 0 <= k < counts (a number, or a tensor that broadcasts to the shape)."""
        # Single precision may round up to the count itself.
        return (self.uniform(*shape) * counts).long().clamp_max(counts - 1)

    def choose(self, weights: torch.Tensor, count: int) -> torch.Tensor:
        """[count] indices drawn with weights [k]."""
        return torch.multinomial(weights.expand(count, -1), 1, generator=self.generator).squeeze(1)

    def choose_each(self, weights: torch.Tensor) -> torch.Tensor:
        """[...] indices, one for each row of weights [..., k], none of whose rows is all 0."""
        flat = torch.multinomial(weights.reshape(-1, weights.shape[-1]), 1, generator=self.generator)
        return flat.reshape(weights.shape[:-1])
