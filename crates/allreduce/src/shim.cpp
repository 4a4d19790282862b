// What libtorch's automatic differentiation offers to C++ alone: functions with a backward pass of one's own,
// and calls when a gradient is ready. Tensors are handed over as pointers to at::Tensor, as tch does.

#include <cstdint>
#include <cstdio>
#include <exception>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/variable.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Puts sums over all ranks in place of `count` numbers, of 8 bytes each if `is_double` and else of 4.
typedef void (*Sum)(const void *ranks, void *numbers, int64_t count, bool is_double);

// Takes a gradient, which is its own from then on.
typedef void (*Take)(const void *receiver, int64_t number, void *gradient);

at::Tensor sum_over_ranks(const at::Tensor &own, Sum sum, const void *ranks) {
  // A copy in the memory of the host, whatever `own` is.
  at::Tensor numbers = own.detach().to(at::kCPU, own.scalar_type(), false, true).contiguous();
  sum(ranks, numbers.data_ptr(), numbers.numel(), numbers.scalar_type() == at::kDouble);
  return numbers.to(own.device());
}

// y = sum of x over the ranks. What the loss of any rank makes of y comes back to every x.
struct AllReduce : torch::autograd::Function<AllReduce> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &own, int64_t sum, int64_t ranks) {
    context->saved_data["sum"] = sum;
    context->saved_data["ranks"] = ranks;
    return sum_over_ranks(own, reinterpret_cast<Sum>(sum), reinterpret_cast<const void *>(ranks));
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto sum = reinterpret_cast<Sum>(context->saved_data["sum"].toInt());
    auto ranks = reinterpret_cast<const void *>(context->saved_data["ranks"].toInt());
    return {sum_over_ranks(gradients[0], sum, ranks), at::Tensor(), at::Tensor()};
  }
};

template <typename F> auto or_null(F work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return nullptr;
  }
}

} // namespace

extern "C" {

// A new tensor, null when libtorch failed.
void *voxelnet_all_reduce(const void *own, Sum sum, const void *ranks) {
  return or_null([=]() -> void * {
    const auto &tensor = *static_cast<const at::Tensor *>(own);
    return new at::Tensor(
        AllReduce::apply(tensor, reinterpret_cast<int64_t>(sum), reinterpret_cast<int64_t>(ranks)));
  });
}

// Has `take` called with every gradient of a leaf that a backward pass finds; `leaf` back, null when libtorch
// failed.
const void *voxelnet_on_gradient(const void *leaf, Take take, const void *receiver, int64_t number) {
  return or_null([=]() -> const void * {
    static_cast<const at::Tensor *>(leaf)->register_hook([=](const at::Tensor &gradient) {
      take(receiver, number, new at::Tensor(gradient));
    });
    return leaf;
  });
}
}
