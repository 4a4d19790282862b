//! Convolution, BatchNorm, ReLU.

use pulp::{Arch, Simd, WithSimd};

use super::direct::Direct;
use super::sink::{Sink, Store};
use super::tasks::Task;
use super::winograd::Winograd;
use crate::background::Background;
use crate::geometry::ConvShape;
use crate::kernel::PANEL;
use crate::map::SparseMap;
use crate::scratch::{Scratch, ScratchPool};
use crate::sites::Sites;

/// What a convolution computes, with BatchNorm folded in.
pub(crate) struct LayerWeights<'a, W: Fn(usize, usize, usize) -> f32 + Sync> {
    pub(crate) shape: ConvShape,
    /// In and out.
    pub(crate) channels: [usize; 2],
    /// `weight(tap, in, out)`
    pub(crate) weight: W,
    /// \[out\]
    pub(crate) shift: &'a [f32],
}

/// How a convolution is computed.
#[derive(Clone, Debug)]
enum Method {
    Direct(Direct),
    Winograd(Winograd),
}

/// A convolution with BatchNorm and ReLU.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    shape: ConvShape,
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
        let LayerWeights { shape, channels, ref weight, shift } = *weights;
        let method = if shape.keeps_levels() && !scattered {
            Method::Winograd(Winograd::new(shape, channels, weight))
        } else {
            Method::Direct(Direct::new(shape, channels, weight))
        };
        Self { shape, method, background: input.behind(&shape, channels, weight, shift) }
    }

    /// What the layer makes of an empty grid.
    pub(crate) fn background(&self) -> &Background {
        &self.background
    }

    /// A sink that keeps the features.
    pub(crate) fn store(&self) -> Store {
        Store { channels: self.background.channels() }
    }

    /// Finds the sites of the output and gives the sink their features.
    pub(crate) fn run(
        &self,
        input: &SparseMap,
        out: &mut SparseMap,
        sink: &impl Sink,
        pool: &ScratchPool,
    ) {
        out.sites.set_seeing(&input.sites, &self.shape);
        let channels = sink.channels();
        let (sites, rows) = out.make_room(channels);
        let size = match &self.method {
            Method::Direct(direct) => direct.columns_per_task(sites),
            Method::Winograd(winograd) => winograd.columns_per_task(&input.sites),
        };
        let arch = Arch::new();
        Task::all(sites.columns(), rows).share_out(size, channels, &|task| {
            pool.with(|scratch| {
                arch.dispatch(Run { layer: self, input, sites, task, sink, scratch });
            });
        });
    }
}

/// One task, compiled for each instruction set.
struct Run<'a, K> {
    layer: &'a Layer,
    input: &'a SparseMap,
    sites: &'a Sites,
    task: Task<'a>,
    sink: &'a K,
    scratch: &'a mut Scratch,
}

impl<K: Sink> WithSimd for Run<'_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer, input, sites, task, sink, scratch } = self;
        let num_sites = task.num_sites();
        scratch.sums.room(num_sites * PANEL);
        let places = &sites.places()[task.first_row as usize - 1..][..num_sites];
        scratch.classes.clear();
        for &place in places {
            scratch.classes.push(layer.background.class_at(place) as u32);
        }
        let num_panels = match &layer.method {
            Method::Direct(direct) => {
                direct.prepare(&input.sites, places, &mut scratch.pairs);
                direct.num_panels()
            }
            Method::Winograd(winograd) => {
                winograd.prepare(simd, input, sites, &task, scratch);
                winograd.num_panels()
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
    }
}
