"""Refusals of operations: the reason in a sentence that is true, and what to do instead.

Names are those of ATen, without the overload.
"""

from __future__ import annotations

from dataclasses import dataclass


class UnsupportedOperation(NotImplementedError):
    """The model has an operation that is not piecewise affine, that jumps, or that the tables do not hold.

    Examples
    --------
    >>> tessellate(nn.Tanh(), Slice.box((-1, 1), (-1, 1)))
    Traceback (most recent call last):
        ...
    splinewidgets.geometry.refusals.UnsupportedOperation: 'aten.tanh' ... is not piecewise affine. ...
    """


@dataclass(frozen=True)
class _Reason:
    """Reason to refuse some operations, and the remedy."""

    fact: str
    remedy: str
    names: str = ""


_NOT_AFFINE = "is not piecewise affine"
_JUMPING = "is not continuous: it jumps"
_CHOICE = "Write the choice with torch.relu, clamp, maximum or minimum, or as a product that is zero where it changes."
_UNKNOWN = _Reason(
    "is not among the operations known",
    "Rewrite it with affine operations and relu, leaky_relu, prelu, abs, clamp, maximum, minimum, amax or sort.",
)
_REASONS = (
    _Reason(
        "depends on chance or on the other inputs of the batch",
        "Call model.eval() first; batch normalization must keep running statistics.",
        "batch_norm dropout native_dropout feature_dropout alpha_dropout feature_alpha_dropout bernoulli rand "
        "rand_like randn randn_like randint randint_like randperm normal normal_functional multinomial rrelu "
        "rrelu_with_noise rrelu_with_noise_functional uniform exponential cauchy geometric log_normal random "
        "poisson binomial fractional_max_pool2d fractional_max_pool3d _native_batch_norm_legit "
        "_native_batch_norm_legit_functional "
        "native_batch_norm _batch_norm_with_update",
    ),
    _Reason(
        _NOT_AFFINE,
        "It divides by a statistic of the input. Use batch normalization and model.eval() instead.",
        "layer_norm native_layer_norm group_norm native_group_norm instance_norm rms_norm _fused_rms_norm softmax "
        "log_softmax _softmax _log_softmax scaled_dot_product_attention var std var_mean std_mean",
    ),
    _Reason(
        _NOT_AFFINE,
        "Wrap the model in linearize(model), which states its error, or use nn.ReLU, nn.LeakyReLU or nn.Hardtanh. At a "
        "generator's end tessellate(model, slice, smooth_end=True) leaves it out, and Manifold counts it in.",
        "gelu silu mish softplus tanh sigmoid special_expit log_sigmoid",
    ),
    _Reason(
        _NOT_AFFINE,
        "Wrap the model in linearize(model), which states its error, or use nn.ReLU, nn.LeakyReLU or nn.Hardtanh.",
        "elu selu celu hardswish softsign",
    ),
    _Reason(
        _NOT_AFFINE,
        "Use a piecewise-affine function instead.",
        "erf exp exp2 sin cos sinc tanhshrink glu square sqrt rsqrt reciprocal log expm1 log1p log2 log10 "
        "logaddexp logaddexp2 logsumexp special_logsumexp",
    ),
    _Reason(
        _JUMPING, _CHOICE, "eq ne div divide round floor ceil trunc fix frac remainder fmod floor_divide bucketize"
    ),
    _Reason(
        "casts to another kind of number",
        "Keep what depends on the input in real floating-point numbers.",
        "to _to_copy",
    ),
    _Reason(_JUMPING, "Use nn.Softshrink, nn.ReLU or a clamp instead.", "threshold hardshrink"),
    _Reason(
        "returns positions, which jump",
        "Use the values alone, or return the scores and choose among them outside.",
        "argmax argmin argsort",
    ),
    _Reason(
        "multiplies values that depend on the input",
        "Use batch normalization and model.eval(), or norms of order 1 or infinity.",
        "linalg_vector_norm norm",
    ),
    _Reason("returns its values in no fixed order", "Pass sorted=True.", "topk"),
)
_REASON_OF = {name: reason for reason in _REASONS for name in reason.names.split()}
# What is refused by its own name, and not for what it consists of.
REFUSED = frozenset(_REASON_OF)


def refusal(name: str, place: str) -> UnsupportedOperation:
    """The error for an operation that is not in the tables, or not with its arguments."""
    reason = _REASON_OF.get(name, _UNKNOWN)
    return UnsupportedOperation(
        f"'aten.{name}' {place} {reason.fact}. A tessellation needs a continuous piecewise-affine model. "
        f"{reason.remedy}"
    )


def jump_refusal(name: str, place: str, alone: bool = True) -> UnsupportedOperation:
    """The error for an operation on values that jump with the input, of one value `alone` or of several."""
    unless = "" if alone else ", unless its operands depend on each other in a way that is not seen"
    return UnsupportedOperation(
        f"'aten.{name}' {place} {_JUMPING} where a comparison of inputs changes{unless}. A tessellation needs a "
        f"continuous piecewise-affine model. {_CHOICE}"
    )


def arrangement_refusal(name: str, jumping: str, place: str) -> UnsupportedOperation:
    """The error for an arrangement of values that jump, of which it is not known whether they jump in the end."""
    return UnsupportedOperation(
        f"'aten.{name}' {place} arranges results of 'aten.{jumping}', and what follows is not looked into. "
        f"A tessellation needs a continuous piecewise-affine model. {_CHOICE}"
    )


def batch_refusal(what: str, place: str) -> UnsupportedOperation:
    """The error for an operation whose result has no row for each input."""
    return UnsupportedOperation(
        f"The {what} {place} combines the inputs of a batch. A tessellation needs a model that treats each on its own, "
        "with the batch along the first axis. Keep the first axis out of sums, means and reshapes."
    )


def product_refusal(name: str, place: str) -> UnsupportedOperation:
    """The error for a product of two values that both depend on the input."""
    return UnsupportedOperation(
        f"'aten.{name}' {place} combines two values that both depend on the input. It is affine only when the other "
        "operands are constants. Replace one of them by a constant or a parameter."
    )
