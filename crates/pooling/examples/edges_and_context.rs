//! The remains of a wide faint area, a thin pole and single points in noise after 0 to 4 poolings.

#[path = "support/cells.rs"]
mod cells;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;
#[path = "support/scale.rs"]
mod scale;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::Reduction::{self, Average, Maximum};
use voxelnet_pooling::{PoolingError, Shape, Window};
use voxelnet_render::LineChart;

const SIZE: usize = 256;
const NOISE: f64 = 0.1;

/// A structure: its name, how much brighter it is, and which cells (row, column) belong to it.
type Structure = (&'static str, f32, fn(usize, usize) -> bool);

const STRUCTURES: [Structure; 4] = [
    ("Wide area, 0.05 brighter", 0.05, |_, x| x < SIZE / 2),
    ("Pole one cell wide, 1 brighter", 1., |_, x| x % 64 == 37),
    ("Single points, 1 brighter", 1., |y, x| y % 32 == 21 && x % 32 == 5),
    ("Single points, 0.2 brighter", 0.2, |y, x| y % 32 == 21 && x % 32 == 5),
];

fn main() -> picture::Result<()> {
    let mut charts = Vec::new();
    println!("Cells of 2 x 2 pooled again and again; background 0.5, noise {NOISE}.");
    for (name, brighter, belongs) in STRUCTURES {
        println!(
            "\n{}: contrast, contrast in deviations of the background, background",
            name.to_lowercase()
        );
        println!("poolings               maximum               average");
        let mask = map(|y, x| f32::from(belongs(y, x)));
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let seen = map(|y, x| 0.5 + noise(&mut rng) + brighter * f32::from(belongs(y, x)));
        let mut series = marks::marked(["maximum", "average"]);
        for num_poolings in 0..=4 {
            let mask = pooled(Maximum, num_poolings, &mask)?;
            print!("{num_poolings:8}");
            let mut row = [0.; 2];
            for (reduction, shown) in [Maximum, Average].into_iter().zip(&mut row) {
                let [contrast, in_deviations, background] =
                    contrast(&pooled(reduction, num_poolings, &seen)?, &mask);
                print!("  {contrast:6.3} {in_deviations:6.1} {background:6.3}");
                *shown = in_deviations;
            }
            println!();
            marks::push(&mut series, num_poolings as f64, row);
        }
        charts.push(scale::from_zero(picture::chart(
            [name, "poolings", "contrast in background deviations"],
            series,
        )));
        if name.starts_with("Pole") {
            charts.insert(0, profile("maximum", Maximum, &seen)?);
            charts.insert(1, profile("average", Average, &seen)?);
        }
    }
    picture::draw(&charts)
}

/// The first 64 columns of a row of the map, of cells that grow.
fn profile(name: &str, reduction: Reduction, map: &[f32]) -> Result<LineChart, PoolingError> {
    let mut rows = Vec::new();
    for num_poolings in [0, 2, 4] {
        let map = pooled(reduction, num_poolings, map)?;
        let row = &map[..64 >> num_poolings];
        rows.push(cells::cells(&format!("{num_poolings} poolings"), 1 << num_poolings, row));
    }
    let title = format!("A row across the pole, {name}");
    Ok(picture::chart([&title, "column of the input", "brightness"], rows))
}

fn map(mut value: impl FnMut(usize, usize) -> f32) -> Vec<f32> {
    (0..SIZE * SIZE).map(|cell| value(cell / SIZE, cell % SIZE)).collect()
}

/// Normal, by Box and Muller.
fn noise(rng: &mut ChaCha8Rng) -> f32 {
    let radius = (-2. * (1. - rng.random::<f64>()).ln()).sqrt();
    (NOISE * radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()) as f32
}

fn pooled(reduction: Reduction, times: usize, map: &[f32]) -> Result<Vec<f32>, PoolingError> {
    let mut map = map.to_vec();
    for size in (0..times).map(|time| SIZE >> time) {
        let shape = Shape { channels: 1, spatial: [size, size] };
        map = Window::new([2, 2]).pool(reduction, &map, &shape)?.into_values();
    }
    Ok(map)
}

/// The surplus brightness of the masked cells, the same in deviations of the others, and their mean.
fn contrast(map: &[f32], mask: &[f32]) -> [f64; 3] {
    let moments = |kind: f32| {
        let cells = map.iter().zip(mask).filter(|(_, of)| **of == kind).map(|(x, _)| f64::from(*x));
        let [n, sum, squares] = cells.fold([0.; 3], |[n, s, q], x| [n + 1., s + x, q + x * x]);
        (sum / n, (squares / n - (sum / n).powi(2)).sqrt())
    };
    let ((structure, _), (background, deviation)) = (moments(1.), moments(0.));
    let contrast = structure - background;
    [contrast, contrast / deviation, background]
}
