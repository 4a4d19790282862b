//! Measures sums over the ranks: `mpirun -n 2 cargo run --release -p voxelnet-communicator --features mpi --example
//! all_reduce`.

use std::time::Instant;

use voxelnet_communicator::{ConnectError, Numbers, connect};

/// Numbers of 4 bytes: a statistic of BatchNorm, and the gradients of the paper's car network in 2 MiB and at
/// once.
const LENS: [usize; 4] = [1, 257, 1 << 19, 6_400_000];

fn main() -> Result<(), ConnectError> {
    let session = connect()?;
    let ranks = session.communicator();
    for len in LENS {
        let mut numbers = vec![1_f32; len];
        let mut times_ms = Vec::new();
        for _ in 0..50 {
            ranks.barrier();
            let started = Instant::now();
            ranks.all_reduce(Numbers::F32(&mut numbers));
            times_ms.push(started.elapsed().as_secs_f64() * 1e3);
            numbers.fill(1.);
        }
        times_ms.sort_by(f64::total_cmp);
        if ranks.is_first() {
            let (size, median) = (ranks.size(), times_ms[times_ms.len() / 2]);
            println!("{size} ranks, {:>9} bytes: {median:8.3} ms (median of 50)", 4 * len);
        }
    }
    session.finish();
    Ok(())
}
