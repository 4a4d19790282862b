//! Adds up the gradients of all ranks, while the backward pass goes on where it can.
//!
//! Gradients are put into buckets in the order in which the backward pass finds them. A full bucket is added up
//! over the ranks on a thread and a communicator of its own, in the same order on every rank.

use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tch::{Device, Kind, Tensor};
use voxelnet_communicator::{Communicator, Numbers};
use voxelnet_model::on_gradient;

/// Numbers that are added up at a time, at least: 2 MiB, few enough that the first go out early and many
/// enough that a network is kept busy.
const BUCKET: usize = 1 << 19;

/// The cost of an exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Exchanged {
    /// The size of the gradients.
    pub(crate) bytes: u64,
    /// The time in which ranks exchanged them, seconds.
    pub(crate) secs: f64,
    /// The time that this rank waited for it with nothing else to do, seconds.
    pub(crate) waited_secs: f64,
}

/// The gradients of a network on their way to all ranks.
#[derive(Debug)]
pub(crate) struct Exchange {
    collector: Arc<Mutex<Collector>>,
    results: Receiver<Reduced>,
    shapes: Vec<Vec<i64>>,
    device: Device,
    is_order_known: bool,
}

/// Puts gradients into buckets.
#[derive(Debug)]
struct Collector {
    layout: Layout,
    /// The numbers of each bucket.
    filled: Vec<Vec<f32>>,
    /// Gradients that each bucket still lacks.
    num_missing: Vec<usize>,
    is_there: Vec<bool>,
    /// The order in which they came.
    arrivals: Vec<usize>,
    next_bucket: usize,
    jobs: Sender<Job>,
}

/// The place of each gradient in the buckets.
#[derive(Debug)]
struct Layout {
    /// Bucket and place in it, by number of the parameter.
    places: Vec<(usize, Range<usize>)>,
    /// Numbers of each bucket.
    lens: Vec<usize>,
    /// Gradients of each bucket.
    counts: Vec<usize>,
}

#[derive(Debug)]
struct Job {
    bucket: usize,
    numbers: Vec<f32>,
}

#[derive(Debug)]
struct Reduced {
    bucket: usize,
    numbers: Vec<f32>,
    secs: f64,
}

impl Exchange {
    /// An exchange for the parameters of a network, by the order of their names. With `heard_of`, the same parameters of
    /// the copy that computes, gradients go out as soon as the backward pass finds them. Collective.
    pub(crate) fn new(
        communicator: &Communicator,
        parameters: &[Tensor],
        heard_of: Option<&[Tensor]>,
    ) -> Self {
        let (jobs, waiting) = channel();
        let (done, results) = channel();
        let own = communicator.duplicate();
        // It sleeps when there is nothing to add up, and ends with the collector.
        std::thread::spawn(move || add_up(&own, &waiting, &done));
        let shapes: Vec<Vec<i64>> = parameters.iter().map(Tensor::size).collect();
        // The backward pass begins at the end of the network.
        let order: Vec<usize> = (0..shapes.len()).rev().collect();
        let collector = Collector::new(Layout::new(&shapes, &order), jobs);
        let collector = Arc::new(Mutex::new(collector));
        if let Some(parameters) = heard_of {
            let collector = Arc::clone(&collector);
            on_gradient(parameters, move |number, gradient| {
                lock(&collector).put(number, &gradient)
            });
        }
        let device = parameters.first().map_or(Device::Cpu, Tensor::device);
        Self { collector, results, shapes, device, is_order_known: heard_of.is_none() }
    }

    /// The sums of the gradients of all ranks in place of those of this one, by the order of names; undefined
    /// ones count as zeros. Collective.
    pub(crate) fn finish(
        &mut self,
        communicator: &Communicator,
        gradients: &mut [Tensor],
    ) -> Exchanged {
        let started = Instant::now();
        let (num_buckets, arrivals) = {
            let mut collector = lock(&self.collector);
            let arrivals = collector.arrivals.clone();
            for (number, gradient) in gradients.iter().enumerate() {
                collector.put(number, gradient);
            }
            (collector.layout.lens.len(), arrivals)
        };
        let mut buckets = vec![Vec::new(); num_buckets];
        let mut exchanged = Exchanged::default();
        for _ in 0..num_buckets {
            let Ok(Reduced { bucket, numbers, secs }) = self.results.recv() else {
                unreachable!("the thread lives as long as it is given jobs")
            };
            exchanged.bytes += size_of_val(&numbers[..]) as u64;
            exchanged.secs += secs;
            buckets[bucket] = numbers;
        }
        exchanged.waited_secs = started.elapsed().as_secs_f64();
        let mut collector = lock(&self.collector);
        for (number, gradient) in gradients.iter_mut().enumerate() {
            let (bucket, place) = &collector.layout.places[number];
            let sum = Tensor::from_slice(&buckets[*bucket][place.clone()]);
            *gradient = sum.view(self.shapes[number].as_slice()).to_device(self.device);
        }
        if !self.is_order_known {
            let order = agreed_order(communicator, arrivals, self.shapes.len());
            collector.layout = Layout::new(&self.shapes, &order);
            self.is_order_known = true;
        }
        collector.begin();
        exchanged
    }
}

/// The order in which the first rank found its gradients, those that it did not find last.
fn agreed_order(communicator: &Communicator, arrivals: Vec<usize>, num: usize) -> Vec<usize> {
    let bytes: Vec<u8> =
        arrivals.iter().flat_map(|&number| (number as u64).to_le_bytes()).collect();
    let bytes = communicator.broadcast_message(bytes, 0);
    let mut order: Vec<usize> =
        bytes.as_chunks().0.iter().map(|&chunk| u64::from_le_bytes(chunk) as usize).collect();
    let mut is_there = vec![false; num];
    order.iter().for_each(|&number| is_there[number] = true);
    order.extend((0..num).rev().filter(|&number| !is_there[number]));
    order
}

impl Layout {
    fn new(shapes: &[Vec<i64>], order: &[usize]) -> Self {
        let mut places = vec![(0, 0..0); shapes.len()];
        let (mut lens, mut counts) = (vec![0], vec![0]);
        for &number in order {
            let len: i64 = shapes[number].iter().product();
            let bucket = lens.len() - 1;
            places[number] = (bucket, lens[bucket]..lens[bucket] + len as usize);
            lens[bucket] += len as usize;
            counts[bucket] += 1;
            if lens[bucket] >= BUCKET {
                lens.push(0);
                counts.push(0);
            }
        }
        if counts.last() == Some(&0) {
            lens.pop();
            counts.pop();
        }
        Self { places, lens, counts }
    }
}

impl Collector {
    fn new(layout: Layout, jobs: Sender<Job>) -> Self {
        let mut collector = Self {
            layout,
            filled: Vec::new(),
            num_missing: Vec::new(),
            is_there: Vec::new(),
            arrivals: Vec::new(),
            next_bucket: 0,
            jobs,
        };
        collector.begin();
        collector
    }

    /// Makes ready for the next backward pass.
    fn begin(&mut self) {
        self.filled = self.layout.lens.iter().map(|&len| vec![0.; len]).collect();
        self.num_missing.clone_from(&self.layout.counts);
        self.is_there = vec![false; self.layout.places.len()];
        self.arrivals.clear();
        self.next_bucket = 0;
    }

    /// Takes in a gradient, unless it is there, and sends the buckets that are full.
    fn put(&mut self, number: usize, gradient: &Tensor) {
        if std::mem::replace(&mut self.is_there[number], true) {
            return;
        }
        self.arrivals.push(number);
        let (bucket, place) = &self.layout.places[number];
        if gradient.defined() {
            let flat = gradient.to_kind(Kind::Float).contiguous().flatten(0, -1);
            flat.copy_data(&mut self.filled[*bucket][place.clone()], place.len());
        }
        self.num_missing[*bucket] -= 1;
        while self.num_missing.get(self.next_bucket) == Some(&0) {
            let bucket = self.next_bucket;
            let numbers = std::mem::take(&mut self.filled[bucket]);
            // The thread is there as long as it can be given jobs.
            let _ = self.jobs.send(Job { bucket, numbers });
            self.next_bucket += 1;
        }
    }
}

fn lock(collector: &Mutex<Collector>) -> MutexGuard<'_, Collector> {
    collector.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds up the buckets that wait, until there is nobody to send or to receive them.
fn add_up(communicator: &Communicator, waiting: &Receiver<Job>, done: &Sender<Reduced>) {
    while let Ok(Job { bucket, mut numbers }) = waiting.recv() {
        let started = Instant::now();
        communicator.all_reduce(Numbers::F32(&mut numbers));
        let secs = started.elapsed().as_secs_f64();
        if done.send(Reduced { bucket, numbers, secs }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_communicator::in_threads;

    use super::*;

    /// Parameters of all sizes, one of them larger than a bucket.
    fn parameters() -> Vec<Tensor> {
        let sizes = [3, BUCKET as i64 / 2, 5, BUCKET as i64 + 7, 1, BUCKET as i64 / 2];
        let leaf = |size| Tensor::ones([size], (Kind::Float, Device::Cpu)).set_requires_grad(true);
        sizes.into_iter().map(leaf).collect()
    }

    #[test]
    fn gradients_are_summed_over_ranks_whatever_the_order_in_which_they_come() {
        let sums = in_threads(3, |ranks| {
            let parameters = parameters();
            let mut exchange = Exchange::new(ranks, &parameters, Some(&parameters));
            let mut found = Vec::new();
            for step in 0..3 {
                // The fifth has no influence on the loss of rank 1.
                let factor = |i: usize| if i == 4 && ranks.rank() == 1 { 0. } else { 1. };
                let mut loss = Tensor::from(0_f32);
                for (i, parameter) in parameters.iter().enumerate() {
                    if factor(i) > 0. {
                        let weight = (ranks.rank() + 1) as f64 * (i + 1) as f64 + f64::from(step);
                        loss += (parameter * weight).sum(Kind::Float);
                    }
                }
                let mut gradients = Tensor::run_backward(&[loss], &parameters, false, false);
                let exchanged = exchange.finish(ranks, &mut gradients);
                assert_eq!(exchanged.bytes, 4 * (16 + 2 * BUCKET as u64));
                found.push(
                    gradients
                        .iter()
                        .map(|gradient| {
                            let ends = [gradient.min(), gradient.max()];
                            ends.map(|end| end.double_value(&[]))
                        })
                        .collect::<Vec<_>>(),
                );
            }
            found
        });
        for (rank, found) in sums.iter().enumerate() {
            for (step, found) in found.iter().enumerate() {
                for (i, ends) in found.iter().enumerate() {
                    let step = step as f64;
                    let expected =
                        if i == 4 { 4. * 5. + 2. * step } else { 6. * (i + 1) as f64 + 3. * step };
                    assert_eq!(*ends, [expected; 2], "rank {rank}, gradient {i}");
                }
            }
        }
    }
}
