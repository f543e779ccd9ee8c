"""Nearest training spectrum by SPy's spectral angle: python bench/identify-peer.py FILE.json ({"train": rows, "test": rows})."""

import json
import sys

import numpy as np
import spectral

spectra = json.load(open(sys.argv[1]))
train, test = (np.array(spectra[k], np.float64) for k in ("train", "test"))
angles = spectral.spectral_angles(test[None], train)[0]
print(json.dumps(angles.argmin(-1).tolist()))
