"""``python -m training.reader RECIPE.toml DATA OUT``."""

import sys

from training.reader.train import ReaderRun
from training.run import main

main(ReaderRun, sys.argv[1:])
