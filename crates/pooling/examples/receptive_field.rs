//! The number of input cells that one output sees, measured by sending its gradient back.

#[path = "support/cells.rs"]
mod cells;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;

use voxelnet_pooling::{PoolingError, Reduction, Shape, Window};
use voxelnet_render::{ChartPoint, LineChart};

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

fn main() -> picture::Result<()> {
    let mut charts = [
        [
            "Seen by one output",
            "layers (line: by formula, marks: measured)",
            "columns of the input",
        ],
        ["From one output to the next", "layers", "columns of the input"],
        ["Size of the map", "layers", "outputs"],
        [
            "Gradient of one output, last layer",
            "column of the input",
            "gradient, sum of the column",
        ],
    ]
    .map(|labels| picture::chart(labels, vec![]));
    charts[2].log_y = true;
    println!("convolutions alone");
    report("convolutions alone", &[CONVOLUTION; 9], &mut charts)?;
    println!("\na pooling after every second convolution");
    report("with poolings", &[CONVOLUTION, CONVOLUTION, POOLING].repeat(3), &mut charts)?;
    picture::draw(&charts)
}

/// Adds a series to each chart.
fn report(name: &str, layers: &[Layer], charts: &mut [LineChart; 4]) -> Result<(), PoolingError> {
    println!("layer                 step  width by formula  width measured  outputs");
    // One output more to the side is `step` inputs further on.
    let (mut step, mut width) = (1, 1);
    let mut gradient = Vec::new();
    let mut by_formula = vec![picture::line(name, vec![])];
    let mut marked = marks::marked([name; 3]);
    for depth in 1..=layers.len() {
        let Layer { name, window } = layers[depth - 1];
        width += (window.kernel[1] - 1) * step;
        step *= window.stride[1];
        let side;
        (gradient, side) = measure(&layers[..depth])?;
        let seen = gradient.iter().filter(|&&x| x != 0.).count();
        println!("{depth:2} {name:18} {step:4} {width:17} {seen:15}  {side} x {side}");
        marks::push(&mut by_formula, depth as f64, [width as f64]);
        marks::push(&mut marked, depth as f64, [seen, step, side * side].map(|y| y as f64));
        // A gap after each mark, so that the line is that of the formula.
        marked[0].points.push(ChartPoint::new(f64::NAN, f64::NAN));
    }
    charts[0].series.append(&mut by_formula);
    for (chart, series) in charts.iter_mut().zip(marked) {
        chart.series.push(series);
    }
    charts[3].series.push(cells::cells(name, 1, &gradient));
    Ok(())
}

/// The gradient that each input column receives from the output in the middle, and the number of
/// outputs along a side.
fn measure(layers: &[Layer]) -> Result<(Vec<f32>, usize), PoolingError> {
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
    let of_column = |column| gradient.iter().skip(column).step_by(SIZE).sum();
    Ok(((0..SIZE).map(of_column).collect(), side))
}
