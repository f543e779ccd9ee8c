"""Pictures become the patches that transformers' own image processor makes of them."""

import numpy
import pytest
from nano_model import torch

from gossan_worker.pictures import PictureRules
from gossan_worker.refused import Refused

SIZES = [(448, 448), (300, 500), (96, 700), (37, 52), (1200, 900), (33, 33)]


def processors() -> list:
    """transformers' processor of Qwen-VL pictures, in the backends that are installed."""
    from transformers.models.qwen2_vl import image_processing_pil_qwen2_vl as pil

    pytest.importorskip("PIL", reason="transformers' processor needs Pillow")
    found = [("pil", pil.Qwen2VLImageProcessorPil)]
    try:
        from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

        found.append(("torchvision", Qwen2VLImageProcessor))
    except ImportError:
        pass
    return found


def picture(height: int, width: int) -> torch.Tensor:
    """Smooth shapes and noise, uint8 [3, h, w]."""
    rows, columns = torch.arange(height).view(-1, 1) / 17, torch.arange(width) / 23
    smooth = torch.stack([(rows + columns * at).sin() + (columns - rows * at).cos() for at in (1, 2, 3)]) * 50 + 127
    noise = torch.randn(3, height, width, generator=torch.Generator().manual_seed(height)) * 9
    return (smooth + noise).clamp(0, 255).to(torch.uint8)


@pytest.mark.parametrize("name", [name for name, _ in processors()])
@pytest.mark.parametrize("size", SIZES)
def test_patches_are_those_of_transformers(name, size):
    limits = {"shortest_edge": 128 * 128, "longest_edge": 640 * 640}
    settings = {"patch_size": 16, "merge_size": 2, "temporal_patch_size": 2, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.6, 0.7]}
    theirs = dict(processors())[name](size=limits, **settings)
    rules = PictureRules(16, 2, (0.5, 0.4, 0.3), (0.5, 0.6, 0.7), limits["shortest_edge"], limits["longest_edge"])
    shown = picture(*size)
    wanted = theirs(images=[shown.permute(1, 2, 0).numpy()], return_tensors="pt")
    found = rules.patches(shown)
    assert wanted["image_grid_thw"].tolist() == [[1, *found.grid]]
    doubled = found.pixels.view(-1, 3, 1, 16, 16).expand(-1, -1, 2, -1, -1).reshape(len(found.pixels), -1)
    gaps = (doubled - torch.as_tensor(numpy.asarray(wanted["pixel_values"]))).abs()
    # torchvision resamples with torch itself. Pillow rounds 8-bit pictures differently: by two levels of 255 at most.
    level = 1 / 255 / 0.5
    assert float(gaps.max()) <= (2.01 * level if name == "pil" else 1e-5) and float(gaps.mean()) < 0.25 * level


def test_a_picture_of_its_own_size_is_not_resampled():
    shown = picture(64, 96)
    found = PictureRules(16, 2, least=1024).patches(shown)
    assert found.grid == (4, 6)
    first = (shown[:, :16, :16].float() / 255 - 0.5) / 0.5
    assert torch.allclose(found.pixels[0].view(3, 16, 16), first)


def test_a_strip_is_refused():
    with pytest.raises(Refused):
        PictureRules(16, 2).size(10, 2100)
