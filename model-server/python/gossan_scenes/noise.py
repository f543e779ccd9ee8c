"""Noise of a sensor's bands as it arrives in the linear parts of views: drawn there, with the covariance it has there."""

import numpy as np
import torch

from .sensors import Sensor


def noise_roots(linear: np.ndarray, sensors: list[Sensor], shapes: list[dict], device) -> torch.Tensor:
    """
    [sensors · shapes, L, L]: this times standard normals [L] has the covariance of independent band noise (one at 1 µm) after
    `linear` [sensors, bands, L]. So the noise is not approximated, and no cube of bands is made.
    """
    roots = []
    for sensor, weights in zip(sensors, linear):
        for shape in shapes:
            spread = noise_shape(sensor.wavelengths, shape)
            to = weights[: len(spread)] * spread[:, None]
            values, vectors = np.linalg.eigh(to.T @ to)
            roots.append(vectors * np.sqrt(np.maximum(values, 0)))
    return torch.tensor(np.stack(roots), dtype=torch.float32, device=device)


def noise_shape(wavelengths: np.ndarray, shape: dict) -> np.ndarray:
    """Standard deviation relative to 1 µm: rising to `blue` at 0.4 and to `swir` at 2.45 µm."""
    blue = (shape["blue"] - 1) * np.clip((0.55 - wavelengths) / 0.15, 0, 1.2)
    swir = (shape["swir"] - 1) * np.clip((wavelengths - 1) / 1.45, 0, None) ** 2
    return 1 + blue + swir
