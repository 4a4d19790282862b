//! A classifier behind flattened features, and one behind globally pooled ones.

#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::{PoolingError, Reduction, pool_globally};
use voxelnet_render::{ChartPoint, LineChart};

const CHANNELS: usize = 64;
const NUM_CLASSES: usize = 4;
const MAXIMUM: &str = "global maximum";
const AVERAGE: &str = "global average";
const FLATTENED: &str = "flattened for 8 x 8";

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

    fn scores(&self, xs: &[f32]) -> Result<Vec<f32>, String> {
        let num_inputs = self.weights.len() / NUM_CLASSES;
        if xs.len() != num_inputs {
            return Err(format!("needs {num_inputs} inputs, there are {}", xs.len()));
        }
        let rows = self.weights.chunks(num_inputs).zip(&self.biases);
        let score = |(row, bias): (&[f32], &f32)| {
            bias + row.iter().zip(xs).map(|(weight, x)| weight * x).sum::<f32>()
        };
        Ok(rows.map(score).collect())
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

fn main() -> picture::Result<()> {
    println!("parameters of the classifier: {CHANNELS} channels, {NUM_CLASSES} classes");
    println!("cells      flattened  pooled");
    let mut parameters = marks::marked(["pooled", "flattened"]);
    for side in [4, 8, 16, 32] {
        let counts = [CHANNELS, CHANNELS * side * side].map(|n| Linear::new(n, 1).num_parameters());
        println!("{:9} {:10} {:7}", format!("{side} x {side}"), counts[1], counts[0]);
        marks::push(&mut parameters, side as f64, counts.map(|count| count as f64));
    }

    println!("\nscores of one object, wherever it is and however large the map");
    for (row, column, side) in [(0, 0, 8), (3, 4, 8), (3, 4, 12), (9, 2, 16)] {
        println!("map of {side} x {side}, object at row {row}, column {column}");
        let [maximum, average, flattened] = scores(&object_at(row, column, side))?;
        for (name, scores) in
            [FLATTENED, MAXIMUM, AVERAGE].iter().zip([flattened, maximum, average])
        {
            let text = |scores: Vec<f32>| scores.iter().map(|x| format!("{x:7.3}")).collect();
            println!("  {name:19}  {}", scores.map_or_else(|error| error, text));
        }
    }

    let [mut moved, mut grown] = [(); 2].map(|()| marks::marked([MAXIMUM, AVERAGE, FLATTENED]));
    let mut features = marks::marked([MAXIMUM, AVERAGE]);
    // No score where the classifier refuses the map.
    let of_first = |scores: Result<Vec<f32>, String>| scores.map_or(f32::NAN, |scores| scores[0]);
    for place in 0..=4 {
        let map = object_at(place, place, 8);
        marks::push(&mut moved, place as f64, scores(&map)?.map(of_first));
    }
    for side in [8, 12, 16, 24, 32] {
        let map = object_at(3, 4, side);
        marks::push(&mut grown, side as f64, scores(&map)?.map(of_first));
        let mean = |features: Vec<f32>| features.iter().sum::<f32>() / CHANNELS as f32;
        marks::push(&mut features, side as f64, pooled_features(&map)?.map(mean));
    }
    let bias = f64::from(Linear::new(CHANNELS, 1).biases[0]);
    grown.push(picture::line(
        "bias alone",
        [8., 32.].map(|side| ChartPoint::new(side, bias)).into(),
    ));
    let [side, score] = ["side of the map, cells", "score of the first class"];
    let parameters =
        picture::chart(["Parameters of the classifier", side, "parameters"], parameters);
    let features =
        picture::chart(["Features in a larger map", side, "mean over the channels"], features);
    picture::draw(&[
        LineChart { log_y: true, ..parameters },
        picture::chart(["Object moved in a map of 8 x 8", "its row and column", score], moved),
        picture::chart(["Object in a larger map", side, score], grown),
        LineChart { log_y: true, ..features },
    ])
}

/// The features after global maximum and after global average.
fn pooled_features(map: &[f32]) -> Result<[Vec<f32>; 2], PoolingError> {
    let maximum = pool_globally(Reduction::Maximum, map, CHANNELS)?;
    let average = pool_globally(Reduction::Average, map, CHANNELS)?;
    Ok([maximum.into_values(), average.into_values()])
}

/// The scores of a map, pooled in both ways and flattened, or why there are none.
fn scores(map: &[f32]) -> Result<[Result<Vec<f32>, String>; 3], PoolingError> {
    let [maximum, average] = pooled_features(map)?;
    let [flattened, pooled] = [CHANNELS * 8 * 8, CHANNELS].map(|n| Linear::new(n, 1));
    Ok([pooled.scores(&maximum), pooled.scores(&average), flattened.scores(map)])
}
