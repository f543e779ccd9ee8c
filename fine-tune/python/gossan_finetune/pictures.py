"""Pictures as the model takes them."""

import pathlib

import numpy as np
import torch
from PIL import Image

from .refused import Refused


def read_picture(path: pathlib.Path, side: int) -> torch.Tensor:
    """uint8 [3, side, side]; another size is resampled (bicubic). Raises Refused for what is no picture."""
    try:
        with Image.open(path) as image:
            found = image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(f"{path} is no picture that can be read: {error}") from error
    if found.size != (side, side):
        found = found.resize((side, side), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(found)).permute(2, 0, 1).contiguous()
