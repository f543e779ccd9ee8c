"""Figures of agreement."""

import torch


def auc(score: torch.Tensor, positive: torch.Tensor) -> float:
    """Area under the ROC curve: chance that a positive scores above a negative, ties counted half (Mann-Whitney)."""
    order = score.double().sort()
    # Mean rank of equal scores.
    _, group, size = torch.unique_consecutive(order.values, return_inverse=True, return_counts=True)
    last = size.cumsum(0).double()
    ranks = torch.empty(len(score), dtype=torch.float64, device=score.device)
    ranks[order.indices] = (last - (size.double() - 1) / 2)[group]
    positives, negatives = positive.sum().item(), (~positive).sum().item()
    if not positives or not negatives:
        return float("nan")
    return ((ranks[positive].sum().item() - positives * (positives + 1) / 2) / (positives * negatives))


def fit_platt(score: torch.Tensor, positive: torch.Tensor) -> tuple[float, float]:
    """a and b of p = sigmoid(a · score + b) with the least log loss on targets pulled in as Platt (1999) does."""
    score, positive = score.double().cpu(), positive.cpu()
    high, low = positive.sum().item(), (~positive).sum().item()
    target = torch.where(positive, (high + 1) / (high + 2), 1 / (low + 2)).double()
    weights = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    solver = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        solver.zero_grad()
        found = torch.nn.functional.binary_cross_entropy_with_logits(weights[0] * score + weights[1], target)
        found.backward()
        return found

    with torch.enable_grad():
        solver.step(loss)
    return weights[0].item(), weights[1].item()


def calibration_error(probability: torch.Tensor, positive: torch.Tensor, bins: int = 10) -> float:
    """Expected calibration error over `bins` of equal width (Naeini et al. 2015)."""
    at = (probability * bins).long().clamp(0, bins - 1)
    gap = torch.zeros(bins, dtype=torch.float64).index_add_(0, at.cpu(), (positive.double() - probability.double()).cpu())
    return gap.abs().sum().item() / len(probability)


class Presence:
    """Counts of names said and names true, over many answers."""

    def __init__(self) -> None:
        self.right = self.said = self.true = 0
        self.error, self.compared = 0.0, 0

    def add(self, said: dict[str, float], true: dict[str, float]) -> None:
        """Shares by name; what is listed counts as present."""
        self.right += len(said.keys() & true.keys())
        self.said += len(said)
        self.true += len(true)
        for name in said.keys() | true.keys():
            self.error += abs(said.get(name, 0.0) - true.get(name, 0.0))
            self.compared += 1

    def figures(self) -> dict:
        """F1, precision and recall of presence, and the mean error of the shares of names said or true."""
        precision, recall = self.right / max(self.said, 1), self.right / max(self.true, 1)
        return {
            "f1": 2 * precision * recall / max(precision + recall, 1e-9),
            "precision": precision,
            "recall": recall,
            "share_error": self.error / max(self.compared, 1),
        }


def overlap(a: tuple, b: tuple) -> float:
    """Intersection over union of two boxes x0 y0 x1 y1."""
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    both = width * height
    return both / max((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both, 1e-9)


def best_overlaps(said: list, true: list) -> list[float]:
    """For each true box the overlap of the best box of the same label, 0 without one."""
    return [max((overlap(box, other) for name, other in said if name == label), default=0.0) for label, box in true]
