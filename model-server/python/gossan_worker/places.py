"""M-RoPE places of a prompt with pictures of any grid."""

import torch


def places_of(ids: list[int], image_token: int, grids: list[tuple[int, int]]) -> tuple[torch.Tensor, int]:
    """
    Places [3, T] (time, row, column) of a prompt in which each picture is as many placeholders as its grid of tokens has
    cells, and the place of the next token. Text counts on in all axes; a picture keeps its start in time and adds row and
    column; text resumes past the larger of the two.
    """
    parts, at, next_place, shown = [], 0, 0, iter(grids)
    while at < len(ids):
        if ids[at] == image_token:
            rows, columns = next(shown)
            cells = torch.arange(rows * columns)
            parts.append(next_place + torch.stack([torch.zeros_like(cells), cells // columns, cells % columns]))
            at, next_place = at + rows * columns, next_place + max(rows, columns)
            continue
        ends = next((place for place in range(at, len(ids)) if ids[place] == image_token), len(ids))
        parts.append((next_place + torch.arange(ends - at)).expand(3, -1))
        at, next_place = ends, next_place + ends - at
    return torch.cat(parts, 1), next_place
