"""The static cache that all rows share, and where each row stands in it."""

import torch

from .architecture import Architecture


class Cache:
    """
    `slots` rows of `places` tokens each; one slot more, `scratch`, takes what padded rows of a step write. By slot:
    `tokens` the last chosen token, not read yet, `lengths` tokens read, `turns` the M-RoPE place of the next, `owners` the
    number of the adapter in the bank (0: none). All of it lives on the device, so that steps follow each other without waiting.
    """

    def __init__(self, size: Architecture, slots: int, places: int, device: torch.device, dtype: torch.dtype):
        self.slots, self.length, self.scratch = slots, places, slots
        shape = (slots + 1, places, size.kv_heads, size.head_dim)
        # Zeros and not whatever was in memory: places that attention hides are still multiplied, by 0.
        self.keys = [torch.zeros(shape, device=device, dtype=dtype) for _ in range(size.layers)]
        self.values = [torch.zeros(shape, device=device, dtype=dtype) for _ in range(size.layers)]
        self.tokens, self.lengths, self.turns, self.owners = (torch.zeros(slots + 1, dtype=torch.long, device=device) for _ in range(4))

    def bytes(self) -> int:
        return sum(tensor.numel() * tensor.element_size() for tensor in self.keys + self.values)
