"""Logistic regression, small enough to need no library."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fit(features: Array, labels: Array, ridge: float = 1.0, steps: int = 50) -> tuple[Array, float]:
    """Weights [features] and bias that maximise the likelihood of ``labels`` (0 or 1).

    Newton's method on standardised features with an L2 penalty ``ridge`` on the weights;
    the result is for the features as given.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale == 0, 1.0, scale)
    design = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    penalty = np.diag([0.0] + [ridge] * features.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(steps):
        likely = predict(design, beta, 0.0)
        gradient = design.T @ (labels - likely) - penalty @ beta
        curvature = (design.T * (likely * (1 - likely))) @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    weights = beta[1:] / scale
    return weights, float(beta[0] - weights @ mean)


def predict(features: Array, weights: Array, bias: float) -> Array:
    """The probability of a 1 for each row."""
    return 1 / (1 + np.exp(-np.clip(features @ weights + bias, -50, 50)))
