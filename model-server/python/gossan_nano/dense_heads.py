"""Heads that only training has: the share of each mineral in each cell of the window, told from the pictures' tokens."""

import torch
import torch.nn.functional as F

from .tokens import VIEW_TOKENS


class DenseHeads(torch.nn.Module):
    """
    One head reads the vision tower's patches (a matrix a view, summed over the views that are shown: evidence adds up as
    logarithms do), the other the text part's states at the tokens of the last picture, where all views have been seen.
    Both answer with a distribution over M minerals and "anything else".
    """

    def __init__(self, vision_width: int, text_width: int, views: int, minerals: int):
        super().__init__()
        self.by_view = torch.nn.Parameter(torch.randn(views, vision_width, minerals + 1) * 0.02)
        self.view_bias = torch.nn.Parameter(torch.zeros(minerals + 1))
        self.norm = torch.nn.LayerNorm(vision_width)
        self.fused = torch.nn.Linear(text_width, minerals + 1)

    def seen(self, patches, view_order, shares) -> torch.Tensor:
        """Loss of the first head. patches [n, V', 144, C]; view_order [n, V']; shares [n, 144, M + 1] in the order of patches."""
        shown = (view_order >= 0)[..., None, None]
        weights = self.by_view[view_order.clamp_min(0)]
        scores = (torch.einsum("nvpc,nvcm->nvpm", self.norm(patches), weights.to(patches.dtype)) * shown).sum(1) + self.view_bias
        return soft_loss(scores, shares)

    def told(self, hidden, here, shares) -> torch.Tensor:
        """Loss of the second head. hidden [n, L, H]; here [n, L] true at pictures' tokens; shares as in `seen`."""
        # The last picture's tokens are the last 36 placeholders of the row.
        order = here.long().cumsum(1)
        last = order[:, -1:] - VIEW_TOKENS
        place = torch.arange(VIEW_TOKENS, device=here.device) + last + 1
        index = torch.searchsorted(order, place)
        states = hidden.gather(1, index[..., None].expand(-1, -1, hidden.shape[-1]))
        merged = shares.view(len(shares), VIEW_TOKENS, -1, shares.shape[-1]).mean(2)
        return soft_loss(self.fused(states), merged)


def shares_of(cells: torch.Tensor) -> torch.Tensor:
    """Shares of minerals [n, M, 144] to distributions over them and "anything else" [n, 144, M + 1]."""
    return torch.cat([cells, (1 - cells.sum(1, keepdim=True)).clamp_min(0)], 1).transpose(1, 2).contiguous()


def soft_loss(scores: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of distributions."""
    return -(F.log_softmax(scores.float(), -1) * target).sum(-1).mean()
