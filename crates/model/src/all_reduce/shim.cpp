// What libtorch's automatic differentiation offers to C++ alone: functions with a backward pass of one's own,
// and calls when a gradient is ready. Tensors are handed over as pointers to at::Tensor, as tch does.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>

#include <ATen/ATen.h>
#include <ATen/core/custom_class.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/variable.h>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Replaces `count` numbers by their sums over all ranks; they have 8 bytes each if `is_double` and else 4.
typedef void (*Sum)(const void *communicator, void *numbers, int64_t count, bool is_double);

// Takes a gradient, which it owns from then on.
typedef void (*Take)(const void *receiver, int64_t number, void *gradient);

// Gives back an object of Rust that was handed over.
typedef void (*Release)(const void *object);

// A communicator that a graph owns, with the function that sums over it.
struct Ranks : torch::CustomClassHolder {
  const void *communicator;
  Sum sum;
  Release release;

  Ranks(const void *communicator, Sum sum, Release release)
      : communicator(communicator), sum(sum), release(release) {}
  ~Ranks() override { release(communicator); }

  at::Tensor sum_of(const at::Tensor &own) const {
    // A copy in the memory of the host, whatever `own` is.
    at::Tensor numbers = own.detach().to(at::kCPU, own.scalar_type(), false, true).contiguous();
    sum(communicator, numbers.data_ptr(), numbers.numel(), numbers.scalar_type() == at::kDouble);
    return numbers.to(own.device());
  }
};

// y = sum of x over the ranks. The gradient of x is the sum over the ranks of the gradients of y.
struct AllReduce : torch::autograd::Function<AllReduce> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &own, const c10::intrusive_ptr<Ranks> &ranks) {
    context->saved_data["ranks"] = c10::IValue::make_capsule(ranks);
    return ranks->sum_of(own);
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto ranks = c10::static_intrusive_pointer_cast<Ranks>(context->saved_data["ranks"].toCapsule());
    return {ranks->sum_of(gradients[0]), at::Tensor()};
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

// A new tensor, null when libtorch failed. Owns `communicator` until it calls `release`.
void *voxelnet_all_reduce(const void *own, Sum sum, const void *communicator, Release release) {
  auto ranks = c10::make_intrusive<Ranks>(communicator, sum, release);
  return or_null([&]() -> void * {
    return new at::Tensor(AllReduce::apply(*static_cast<const at::Tensor *>(own), ranks));
  });
}

// Calls `take` with every gradient of a leaf that a backward pass finds; returns `leaf`, null when libtorch failed.
// Owns `receiver` until it calls `release`.
const void *voxelnet_on_gradient(const void *leaf, Take take, const void *receiver, Release release, int64_t number) {
  std::shared_ptr<const void> owned(receiver, release);
  return or_null([&]() -> const void * {
    static_cast<const at::Tensor *>(leaf)->register_hook([=](const at::Tensor &gradient) {
      take(owned.get(), number, new at::Tensor(gradient));
    });
    return leaf;
  });
}
}
