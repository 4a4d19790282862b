"""The two losses of training, as formulas on dense maps.

Labels [B, A, H, W] are 1 at positive anchors, 0 at negative ones and -1 at ignored ones. Target
residuals [B, 7A, H, W] and `reversed` [B, A, H, W] (0 or 1) count at positive anchors only. A mean
over no anchors is 0.
"""
from dataclasses import dataclass

import torch
from torch import Tensor

NUM_RESIDUALS = 7
TERMS = ("total", "positive", "negative", "regression", "direction")


@dataclass(frozen=True)
class Targets:
    """What the maps of a batch should be."""

    labels: Tensor  # [B, A, H, W]: 1 positive, 0 negative, -1 ignored
    residuals: Tensor  # [B, 7A, H, W]
    reversed: Tensor  # [B, A, H, W]: 0 or 1


def paper(maps: dict[str, Tensor], targets: Targets, positive: float, negative: float) -> dict:
    """Cross-entropy, normalised over positives and negatives apart, and smooth L1 of residuals.

    The weighted terms, scalars by name; arXiv:1711.06396, section 2.2.
    """
    is_positive, is_negative = masks(targets.labels)
    scores = maps["scores"]
    difference = maps["residuals"] - targets.residuals  # [B, 7A, H, W]
    distance = smooth_l1(difference, beta=1)
    return with_total(
        positive=positive * mean_over(is_positive, cross_entropy(scores, 1)),
        negative=negative * mean_over(is_negative, cross_entropy(scores, 0)),
        regression=mean_over(is_positive, sum_of_residuals(distance)),
        direction=scores.new_zeros(()),
    )


def focal(
    maps: dict[str, Tensor],
    targets: Targets,
    alpha: float,
    gamma: float,
    classification: float,
    regression: float,
    direction: float,
) -> dict:
    """Focal loss of scores, smooth L1 with the sine of the yaw error, direction cross-entropy.

    Every term is divided by the number of positives. The weighted terms, scalars by name.
    """
    is_positive, is_negative = masks(targets.labels)
    num_positives = is_positive.sum().clamp(min=1)
    scores = maps["scores"]
    discounted = (1 - scores.sigmoid()) ** gamma * cross_entropy(scores, 1)
    found = alpha * (is_positive * discounted).sum() / num_positives
    discounted = scores.sigmoid() ** gamma * cross_entropy(scores, 0)
    refused = (1 - alpha) * (is_negative * discounted).sum() / num_positives

    difference = by_anchor(maps["residuals"] - targets.residuals)  # [B, A, 7, H, W]
    difference = torch.cat([difference[:, :, :6], difference[:, :, 6:].sin()], 2)
    distance = smooth_l1(difference, beta=1 / 9).sum(2)  # [B, A, 7, H, W] -> [B, A, H, W]

    turned = cross_entropy(maps["directions"], 1)
    straight = cross_entropy(maps["directions"], 0)
    heading = targets.reversed * turned + (1 - targets.reversed) * straight
    return with_total(
        positive=classification * found,
        negative=classification * refused,
        regression=regression * mean_over(is_positive, distance),
        direction=direction * mean_over(is_positive, heading),
    )


def with_total(**terms: Tensor) -> dict[str, Tensor]:
    """The terms with their sum, in the order of TERMS."""
    return {"total": sum(terms.values()), **terms}


def masks(labels: Tensor) -> tuple[Tensor, Tensor]:
    """1 at positive anchors, and 1 at negative anchors, else 0. Both [B, A, H, W]"""
    return (labels == 1).to(labels.dtype), (labels == 0).to(labels.dtype)


def mean_over(mask: Tensor, values: Tensor) -> Tensor:
    """The mean of the values where the mask is 1. [B, A, H, W], [B, A, H, W] -> []"""
    return (mask * values).sum() / mask.sum().clamp(min=1)


def cross_entropy(logits: Tensor, answer: int) -> Tensor:
    """-log p of the right answer: log(1 + exp(-x)) for 1, log(1 + exp(x)) for 0."""
    return torch.logaddexp(torch.zeros_like(logits), -logits if answer == 1 else logits)


def smooth_l1(difference: Tensor, beta: float) -> Tensor:
    """d^2 / (2 beta) below beta, |d| - beta / 2 above."""
    size = difference.abs()
    return torch.where(size < beta, size**2 / (2 * beta), size - beta / 2)


def by_anchor(residuals: Tensor) -> Tensor:
    """Residual r of anchor a is channel 7a + r. [B, 7A, H, W] -> [B, A, 7, H, W]"""
    return residuals.unflatten(1, (-1, NUM_RESIDUALS))


def sum_of_residuals(distance: Tensor) -> Tensor:
    """[B, 7A, H, W] -> [B, A, H, W]"""
    return by_anchor(distance).sum(2)
