//! A classifier behind flattened features, and one behind globally pooled ones.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::{PoolingError, Reduction, pool_globally};

const CHANNELS: usize = 64;
const NUM_CLASSES: usize = 4;

/// The classes are weighted sums of all inputs, each plus a bias of its own.
struct Linear {
    weights: Vec<f32>, // [classes, inputs]
    biases: Vec<f32>,  // [classes]
}

impl Linear {
    fn new(num_inputs: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut numbers = |n: usize| (0..n).map(|_| rng.random_range(-0.1..0.1)).collect();
        Self { weights: numbers(NUM_CLASSES * num_inputs), biases: numbers(NUM_CLASSES) }
    }

    fn num_parameters(&self) -> usize {
        self.weights.len() + self.biases.len()
    }

    fn scores(&self, xs: &[f32]) -> String {
        let num_inputs = self.weights.len() / NUM_CLASSES;
        if xs.len() != num_inputs {
            return format!("needs {num_inputs} inputs, there are {}", xs.len());
        }
        let rows = self.weights.chunks(num_inputs).zip(&self.biases);
        rows.map(|(row, bias)| {
            let sum: f32 = row.iter().zip(xs).map(|(weight, x)| weight * x).sum();
            format!("{:7.3}", sum + bias)
        })
        .collect()
    }
}

/// The features of an object of 4 x 4 cells at a place of an otherwise empty map. [C, side, side]
fn object_at(row: usize, column: usize, side: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut map = vec![0.; CHANNELS * side * side];
    for channel in 0..CHANNELS {
        for (y, x) in (0..4).flat_map(|y| (0..4).map(move |x| (y, x))) {
            map[(channel * side + row + y) * side + column + x] = rng.random();
        }
    }
    map
}

fn main() -> Result<(), PoolingError> {
    println!("parameters of the classifier: {CHANNELS} channels, {NUM_CLASSES} classes");
    println!("cells      flattened  pooled");
    let pooled = Linear::new(CHANNELS, 1);
    for side in [4, 8, 16, 32] {
        let flattened = Linear::new(CHANNELS * side * side, 1);
        let cells = format!("{side} x {side}");
        println!("{cells:9} {:10} {:7}", flattened.num_parameters(), pooled.num_parameters());
    }

    println!("\nscores of one object, wherever it is and however large the map");
    let flattened = Linear::new(CHANNELS * 8 * 8, 1);
    for (row, column, side) in [(0, 0, 8), (3, 4, 8), (3, 4, 12), (9, 2, 16)] {
        let map = object_at(row, column, side);
        println!("map of {side} x {side}, object at row {row}, column {column}");
        println!("  flattened for 8 x 8  {}", flattened.scores(&map));
        for (name, reduction) in [("maximum", Reduction::Maximum), ("average", Reduction::Average)]
        {
            let features = pool_globally(reduction, &map, CHANNELS)?;
            println!("  global {name}       {}", pooled.scores(features.values()));
        }
    }
    Ok(())
}
