//! How many input cells one output sees, measured by sending its gradient back.

use voxelnet_pooling::{PoolingError, Reduction, Shape, Window};

const SIZE: usize = 128;

/// A convolution of equal weights, which sees what any other of its size sees.
const CONVOLUTION: Layer = Layer {
    name: "3x3 convolution",
    window: Window { stride: [1, 1], padding: [1, 1], ..Window::new([3, 3]) },
};
const POOLING: Layer = Layer { name: "2x2 pooling", window: Window::new([2, 2]) };

#[derive(Clone, Copy)]
struct Layer {
    name: &'static str,
    window: Window<2>,
}

fn main() -> Result<(), PoolingError> {
    report("convolutions alone", &[CONVOLUTION; 9])?;
    println!();
    report(
        "a pooling after every second convolution",
        &[CONVOLUTION, CONVOLUTION, POOLING].repeat(3),
    )
}

fn report(title: &str, layers: &[Layer]) -> Result<(), PoolingError> {
    println!("{title}");
    println!("layer                 step  width by formula  width measured  outputs");
    // One output more to the side is `step` inputs further on.
    let (mut step, mut width) = (1, 1);
    for depth in 1..=layers.len() {
        let Layer { name, window } = layers[depth - 1];
        width += (window.kernel[1] - 1) * step;
        step *= window.stride[1];
        let (measured, side) = measure(&layers[..depth])?;
        println!("{depth:2} {name:18} {step:4} {width:17} {measured:15}  {side} x {side}");
    }
    Ok(())
}

/// The number of input columns that receive a gradient from the output in the middle, and the
/// number of outputs along a side.
fn measure(layers: &[Layer]) -> Result<(usize, usize), PoolingError> {
    let mut shape = Shape { channels: 1, spatial: [SIZE, SIZE] };
    let mut values = vec![1.; SIZE * SIZE];
    let mut passes = Vec::new();
    for Layer { window, .. } in layers {
        let pooled = window.pool(Reduction::Average, &values, &shape)?;
        shape = window.output_shape(&shape)?;
        values = pooled.values().to_vec();
        passes.push(pooled);
    }
    let [_, side] = shape.spatial;
    let mut gradient = vec![0.; values.len()];
    gradient[side / 2 * side + side / 2] = 1.;
    for pass in passes.iter().rev() {
        gradient = pass.backward(&gradient)?;
    }
    let sees = |column: &usize| gradient.iter().skip(*column).step_by(SIZE).any(|&x| x != 0.);
    Ok(((0..SIZE).filter(sees).count(), side))
}
