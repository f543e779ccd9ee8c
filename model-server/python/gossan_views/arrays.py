"""What numpy and torch call by the same name, so that the rest of the package works on either."""

import sys

import numpy as np


def namespace(values):
    """The module that made an array: numpy, or torch for its tensors (gradients then flow through)."""
    return np if isinstance(values, np.ndarray) else sys.modules[type(values).__module__.split(".")[0]]


def like(array, values):
    """`array` as the kind of array that `values` is, on its device and with its precision."""
    if isinstance(values, np.ndarray):
        return np.asarray(array, dtype=values.dtype)
    return namespace(values).as_tensor(array, dtype=values.dtype, device=values.device)
