//! How well a period explains the numbers of a file.
//!
//! Columns differ: in size, in sign, in whether they are whole. Taken every c-th, the numbers of a file with
//! c columns so fall into groups that differ, and taken in any other period they are mixed. The measure is the
//! share of the variance that the groups explain, whatever the order of the rows.

use super::sample::Word;

/// A property of a finite number, and its place in the file.
struct Trait {
    place: usize,
    value: f64,
}

/// Properties of a number by which columns differ.
const TRAITS: [fn(f32) -> f64; 3] = [
    |number| f64::from(number.abs()).clamp(1e-3, 1e7).log2(),
    |number| if number == 0. { 0. } else { f64::from(number.signum()) },
    |number| if number.fract() == 0. { 1. } else { 0. },
];

/// The numbers of a file, each with all its traits.
pub struct Numbers([Vec<Trait>; TRAITS.len()]);

impl Numbers {
    /// The finite ones among some words.
    pub fn of(words: &[Word]) -> Self {
        let numbers = words.iter().map(|word| (word.place, f32::from_bits(word.bits)));
        let finite: Vec<(usize, f32)> = numbers.filter(|(_, number)| number.is_finite()).collect();
        Self(TRAITS.map(|of_number| {
            finite
                .iter()
                .map(|&(place, number)| Trait { place, value: of_number(number) })
                .collect()
        }))
    }

    pub fn count(&self) -> usize {
        self.0[0].len()
    }

    /// The share of the variance that one period explains more than another one, by the trait that shows
    /// it best.
    pub fn gain(&self, period: usize, over: usize) -> f64 {
        let gains = self.0.iter().map(|values| explained(values, period) - explained(values, over));
        gains.fold(0., f64::max)
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    value: f64,
    count: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.value += value;
        self.count += 1.;
    }

    /// The part of a sum of squares that the mean makes.
    fn square_of_mean(self) -> f64 {
        if self.count == 0. { 0. } else { self.value * self.value / self.count }
    }
}

/// The share of the variance that groups of every `period`-th number explain, less what they would by
/// chance: the adjusted coefficient of determination.
fn explained(values: &[Trait], period: usize) -> f64 {
    let mut groups = vec![Sum::default(); period];
    let mut all = Sum::default();
    let mut squares = 0.;
    for Trait { place, value } in values {
        groups[place % period].add(*value);
        all.add(*value);
        squares += value * value;
    }
    let variance = squares - all.square_of_mean();
    if values.len() <= period || variance < 1e-9 * all.count {
        return 0.;
    }
    let within = squares - groups.into_iter().map(Sum::square_of_mean).sum::<f64>();
    1. - within / variance * (all.count - 1.) / (all.count - period as f64)
}
