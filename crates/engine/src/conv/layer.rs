//! Convolution, BatchNorm, ReLU.

use std::sync::atomic::{AtomicU64, Ordering};

use pulp::{Arch, Simd, WithSimd};
use voxelnet_detection::ConvGeometry;

use super::direct::Direct;
use super::sink::{Sink, Store};
use super::tasks::Task;
use super::winograd::Winograd;
use crate::background::Background;
use crate::kernel::PANEL;
use crate::map::SparseMap;
use crate::scratch::{Scratch, ScratchPool};
use crate::sites::Sites;
use crate::work::Work;

/// The weights of a convolution, with BatchNorm folded in.
pub(crate) struct LayerWeights<'a, W: Fn(usize, usize, usize) -> f32 + Sync> {
    pub(crate) geometry: ConvGeometry,
    /// In and out.
    pub(crate) channels: [usize; 2],
    /// `weight(tap, in, out)`
    pub(crate) weight: W,
    /// \[out\]
    pub(crate) shift: &'a [f32],
}

/// The algorithm of a convolution.
#[derive(Clone, Debug)]
enum Method {
    Direct(Direct),
    Winograd(Winograd),
}

/// A convolution with BatchNorm and ReLU.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    geometry: ConvGeometry,
    method: Method,
    background: Background,
}

impl Layer {
    /// `input` is what the layer before makes of an empty grid. Where few places of the input are sites,
    /// as of `scattered` voxels, element by element is the faster way.
    pub(crate) fn new<W: Fn(usize, usize, usize) -> f32 + Sync>(
        weights: &LayerWeights<'_, W>,
        input: &Background,
        scattered: bool,
    ) -> Self {
        let LayerWeights { geometry, channels, ref weight, shift } = *weights;
        let method = if Winograd::is_for(&geometry) && !scattered {
            Method::Winograd(Winograd::new(geometry, channels, weight))
        } else {
            Method::Direct(Direct::new(geometry, channels, weight))
        };
        Self { geometry, method, background: input.behind(&geometry, channels, weight, shift) }
    }

    /// The layer's features of an empty grid.
    pub(crate) fn background(&self) -> &Background {
        &self.background
    }

    /// A sink that keeps the features.
    pub(crate) fn store(&self) -> Store {
        Store { channels: self.background.channels() }
    }

    /// Finds the sites of the output, gives the sink their features, and says how much there was to do.
    pub(crate) fn run(
        &self,
        input: &SparseMap,
        out: &mut SparseMap,
        sink: &impl Sink,
        pool: &ScratchPool,
    ) -> Work {
        out.sites.set_seeing(&input.sites, &self.geometry);
        let channels = sink.channels();
        let (sites, rows) = out.make_room(channels);
        let (size, num_weights) = match &self.method {
            Method::Direct(direct) => (direct.columns_per_task(sites), direct.num_weights()),
            Method::Winograd(winograd) => {
                (winograd.columns_per_task(&input.sites), winograd.num_weights())
            }
        };
        let num_numbers = input.rows().len() + rows.len() + num_weights + sink.num_weights();
        let multiply_adds = AtomicU64::new(0);
        let arch = Arch::new();
        Task::all(sites.columns(), rows).share_out(size, channels, &|task| {
            pool.with(|scratch| {
                let done = arch.dispatch(Run { layer: self, input, sites, task, sink, scratch });
                multiply_adds.fetch_add(done as u64, Ordering::Relaxed);
            });
        });
        Work::new(multiply_adds.into_inner(), num_numbers)
    }
}

/// One task, compiled for each instruction set; says how many multiply-adds it takes.
struct Run<'a, K> {
    layer: &'a Layer,
    input: &'a SparseMap,
    sites: &'a Sites,
    task: Task<'a>,
    sink: &'a K,
    scratch: &'a mut Scratch,
}

impl<K: Sink> WithSimd for Run<'_, K> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let Self { layer, input, sites, task, sink, scratch } = self;
        let num_sites = task.num_sites();
        scratch.sums.room(num_sites * PANEL);
        let places = &sites.places()[task.first_row as usize - 1..][..num_sites];
        scratch.classes.clear();
        for &place in places {
            scratch.classes.push(layer.background.classes().class_at(place) as u32);
        }
        let (num_panels, per_pair) = match &layer.method {
            Method::Direct(direct) => {
                direct.prepare(&input.sites, places, &mut scratch.pairs);
                (direct.num_panels(), direct.multiply_adds_per_pair())
            }
            Method::Winograd(winograd) => {
                winograd.prepare(simd, input, sites, &task, scratch);
                (winograd.num_panels(), winograd.multiply_adds_per_pair())
            }
        };
        for panel in 0..num_panels {
            match &layer.method {
                Method::Direct(direct) => direct.sum(simd, input, &task, panel, scratch),
                Method::Winograd(winograd) => winograd.sum(simd, input, &task, panel, scratch),
            }
            let (sums, _) = scratch.sums.room(num_sites * PANEL).as_chunks_mut();
            for (sums, &class) in sums.iter_mut().zip(&scratch.classes) {
                layer.background.finish(class as usize, panel * PANEL).apply(simd, sums);
            }
            sink.take(simd, panel, sums, task.rows);
        }
        scratch.pairs.len() * per_pair + num_sites * sink.num_weights()
    }
}
