"""``python -m training.encoder RECIPE.toml DATA OUT``."""

import sys

from training.encoder.train import EncoderRun
from training.run import main

main(EncoderRun, sys.argv[1:])
