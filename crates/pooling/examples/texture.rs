//! A texture of few bright points against a uniform background, each patch pooled to one number.

#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;
#[path = "support/scale.rs"]
mod scale;

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::{PoolingError, Reduction, pool_globally};
use voxelnet_render::{ChartPoint, LineChart};

const NUM_CELLS: usize = 64;
const NAMES: [&str; 4] = ["maximum", "average", "minimum", "median"]; // as in `Reduction::ALL`

/// `num_points` cells of brightness 1, the others as bright as given.
fn patch(num_points: usize, others: f32) -> Vec<f32> {
    (0..NUM_CELLS).map(|cell| if cell < num_points { 1. } else { others }).collect()
}

fn main() -> picture::Result<()> {
    println!("patch of 64 cells                 maximum  average  minimum   median");
    for (name, patch) in [
        ("background, 0.125 everywhere", patch(0, 0.125)),
        ("texture, 8 points on 0", patch(8, 0.)),
        ("sparse texture, 2 points on 0", patch(2, 0.)),
        ("dense texture, 32 points on 0", patch(32, 0.)),
        ("background with 1 false point", patch(1, 0.125)),
        ("background with 1 hole", background_with_holes(1)),
    ] {
        print!("{name:32}");
        for reduction in Reduction::ALL {
            print!("{:9.3}", pool_globally(reduction, &patch, 1)?.values()[0]);
        }
        println!();
    }

    println!(
        "\nHow often a random texture (8 points on 0) has a larger number than a random background"
    );
    println!(
        "(all of one level from 0 to 0.25), with noise up to 0.1 in each cell; 0.5 is guessing."
    );
    println!("false points in 100 backgrounds   maximum  average  minimum   median");
    let mut shares = marks::marked(NAMES);
    for num_false in [0, 10, 50, 100, 200] {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let textures: Vec<f32> = (0..400).flat_map(|_| noisy(patch(8, 0.), &mut rng)).collect();
        let backgrounds: Vec<f32> = (0..400)
            .flat_map(|_| {
                let level = rng.random_range(0. ..0.25);
                let one_more = usize::from(rng.random_range(0..100) < num_false % 100);
                noisy(patch(num_false / 100 + one_more, level), &mut rng)
            })
            .collect();
        print!("{num_false:32}");
        for (reduction, series) in Reduction::ALL.into_iter().zip(&mut shares) {
            // Every patch is a channel.
            let textures = pool_globally(reduction, &textures, 400)?;
            let backgrounds = pool_globally(reduction, &backgrounds, 400)?;
            let share = share_larger(textures.values(), backgrounds.values());
            print!("{share:9.3}");
            series.points.push(ChartPoint::new(num_false as f64, share));
        }
        println!();
    }
    let larger =
        ["Texture has the larger number", "false points in 100 backgrounds", "share of pairs"];
    let texture = ["Texture", "bright points of 64; with 8 the average is 0.125"];
    let spoilt = ["Background with false points", "false points"];
    let pierced = ["Background with holes", "holes"];
    picture::draw(&[
        numbers(texture, &[0, 1, 2, 4, 8, 16, 24, 32, 33, 40], |n| patch(n, 0.))?,
        scale::from_zero(numbers(spoilt, &[0, 1, 2, 3, 4], |n| patch(n, 0.125))?),
        numbers(pierced, &[0, 1, 2, 3, 4], background_with_holes)?,
        picture::chart(larger, shares),
    ])
}

/// The pooled values of patches, by the number of their cells that differ from the others.
fn numbers(
    [title, x_label]: [&str; 2],
    nums_cells: &[usize],
    patch: impl Fn(usize) -> Vec<f32>,
) -> Result<LineChart, PoolingError> {
    let mut series = marks::marked(NAMES);
    for &num_cells in nums_cells {
        let mut numbers = Vec::new();
        for reduction in Reduction::ALL {
            numbers.push(pool_globally(reduction, &patch(num_cells), 1)?.values()[0]);
        }
        marks::push(&mut series, num_cells as f64, numbers);
    }
    Ok(picture::chart([title, x_label, "number of the patch"], series))
}

/// Cells of 0 in a background of 0.125.
fn background_with_holes(num_holes: usize) -> Vec<f32> {
    (0..NUM_CELLS).map(|cell| if cell < num_holes { 0. } else { 0.125 }).collect()
}

fn noisy(mut patch: Vec<f32>, rng: &mut ChaCha8Rng) -> Vec<f32> {
    patch.iter_mut().for_each(|cell| *cell += rng.random_range(-0.1..0.1));
    patch.shuffle(rng);
    patch
}

/// Over all pairs.
fn share_larger(textures: &[f32], backgrounds: &[f32]) -> f64 {
    let pairs = textures.iter().flat_map(|t| backgrounds.iter().map(move |b| (t, b)));
    let num_larger = pairs.filter(|(texture, background)| texture > background).count();
    num_larger as f64 / (textures.len() * backgrounds.len()) as f64
}
