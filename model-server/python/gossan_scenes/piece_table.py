"""Token rows of pieces, and the joining of rows to sequences of unequal length without a loop over samples."""

import torch


class PieceTable:
    """rows: [pieces, longest] token ids, of which the first `lengths` count."""

    def __init__(self, tokens: list[list[int]], device):
        longest = max(map(len, tokens))
        self.rows = torch.tensor([row + [0] * (longest - len(row)) for row in tokens], device=device)
        self.lengths = torch.tensor([len(row) for row in tokens], device=device)

    def join(self, pieces: torch.Tensor, spoken: torch.Tensor, pad: int, ignored: int):
        """
        From pieces [n, s] (in their order; of no tokens where there is none) and whether a piece is to be learned [n, s]:
        ids [n, L] padded at the end, labels [n, L] (`ignored` where not to be learned), and attention [n, L] of bool.
        """
        lengths = self.lengths[pieces]
        ends = lengths.cumsum(1)
        size = int(ends[:, -1].max())
        place = torch.arange(self.rows.shape[1], device=pieces.device)
        there = place < lengths[..., None]
        # One cell behind the end takes what is no token.
        to = torch.where(there, (ends - lengths)[..., None] + place, size).flatten(1)
        values = self.rows[pieces].flatten(1)
        learned = torch.where(spoken[..., None] & there, self.rows[pieces], ignored).flatten(1)
        n = len(pieces)
        ids = torch.full((n, size + 1), pad, device=pieces.device).scatter_(1, to, values)
        labels = torch.full((n, size + 1), ignored, device=pieces.device).scatter_(1, to, learned)
        attention = torch.arange(size, device=pieces.device) < ends[:, -1:]
        return ids[:, :size], labels[:, :size], attention
