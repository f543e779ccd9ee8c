"""The parametric mineral library and the sensors that the project describes, for numpy: what the TypeScript engine reads.

`fit_views` and `gossan_scenes` draw their spectra from here.
"""

from .entries import LIBRARY, SPECTRAL, Entry, load_entries
from .render import absorption_depth, hull, render
from .sensors import EVEN_SENSOR, sensors

__all__ = [
    "EVEN_SENSOR",
    "LIBRARY",
    "SPECTRAL",
    "Entry",
    "absorption_depth",
    "hull",
    "load_entries",
    "render",
    "sensors",
]
