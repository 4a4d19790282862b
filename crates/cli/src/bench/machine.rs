//! The highest rates of the machine.

use std::hint::black_box;
use std::time::{Duration, Instant};

use pulp::{Arch, Simd, WithSimd};

/// The rates at which all threads of the pool together multiply and move numbers.
#[derive(Clone, Copy, Debug)]
pub struct MachineRates {
    /// Multiply-adds of 32-bit floats on numbers in registers, per second.
    pub multiply_adds_per_s: f64,
    /// Bytes read and written in turn, of more than caches hold, per second.
    pub bytes_per_s: f64,
}

/// The time that each rate is measured for.
const TIME: Duration = Duration::from_millis(200);

/// Independent sums, enough to keep all units busy for as long as one multiply-add takes.
const SUMS: usize = 12;

/// Multiply-adds of each sum between two looks at the clock.
const ROUNDS: usize = 10_000;

/// Numbers that a thread copies: 64 MiB.
const COPIED: usize = 16 << 20;

impl MachineRates {
    /// Takes less than a second.
    pub fn measure() -> Self {
        let arch = Arch::new();
        let multiply = |_: &mut ()| arch.dispatch(Multiply);
        let copy = |[from, to]: &mut [Vec<f32>; 2]| {
            to.copy_from_slice(black_box(from));
            black_box(to);
            2 * size_of::<f32>() * COPIED
        };
        Self {
            multiply_adds_per_s: rate(|| (), multiply),
            bytes_per_s: rate(|| [vec![1.; COPIED], vec![0.; COPIED]], copy),
        }
    }
}

/// The work of all threads in a second; `work` returns how much it did.
fn rate<T>(memory: impl Fn() -> T + Sync, work: impl Fn(&mut T) -> usize + Sync) -> f64 {
    let of_thread = || {
        let mut memory = memory();
        work(&mut memory);
        let started = Instant::now();
        let mut done = 0;
        while started.elapsed() < TIME {
            done += work(&mut memory);
        }
        done as f64 / started.elapsed().as_secs_f64()
    };
    rayon::broadcast(|_| of_thread()).into_iter().sum()
}

/// Multiplies in registers, compiled for each instruction set; says how many multiply-adds it made.
struct Multiply;

impl WithSimd for Multiply {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let (factor, number) = (simd.splat_f32s(black_box(0.5)), simd.splat_f32s(black_box(1.)));
        let mut sums = [simd.splat_f32s(0.); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = simd.mul_add_e_f32s(*sum, factor, number);
            }
        }
        black_box(sums);
        SUMS * ROUNDS * S::F32_LANES
    }
}

#[cfg(test)]
mod tests {
    use super::MachineRates;

    #[test]
    fn rates_are_those_of_a_computer() {
        let rates = MachineRates::measure();
        assert!((1e8..1e14).contains(&rates.multiply_adds_per_s), "{rates:?}");
        assert!((1e8..1e13).contains(&rates.bytes_per_s), "{rates:?}");
    }
}
