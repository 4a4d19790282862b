//! temporary
use std::path::Path;
use std::time::Instant;
use tch::Device;
use voxelnet_engine::{Detector, Stage};
use voxelnet_head::ModelConfig;
use voxelnet_model::{VoxelBatch, VoxelNet};
use voxelnet_scene::read_scan;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let config: ModelConfig = toml::from_str(&text).unwrap();
    let mut net = VoxelNet::new(&config.network, Device::Cpu, 1).unwrap();
    let voxelizer = voxelnet_head::ScanVoxelizer::new(&config, net.layout());
    let clouds: Vec<_> = args[3..].iter().map(|p| read_scan(Path::new(p)).unwrap().cloud).collect();
    let shape = net.layout().grid.shape();
    let voxels: Vec<_> = clouds.iter().map(|c| voxelizer.voxels(c)).collect();
    let batches: Vec<_> = voxels.iter().map(|v| VoxelBatch::new(&[v], shape, Device::Cpu)).collect();
    let weights = if Path::new(&args[2]).exists() {
        let w = voxelnet_head::Weights::read(Path::new(&args[2])).unwrap();
        net.load(&w, Path::new("w")).unwrap();
        w
    } else {
        net.calibrate(&batches);
        let w = net.weights(&text, 0);
        std::fs::write(&args[2], w.to_bytes().unwrap()).unwrap();
        w
    };
    let t = Instant::now();
    let mut detector = Detector::with_weights(&weights, Path::new("w"), config).unwrap();
    println!("load {:?}", t.elapsed());
    for (i, v) in voxels.iter().enumerate() {
        let maps = detector.maps(v);
        let out = tch::no_grad(|| net.forward_t(&batches[i], false)).to_host();
        let out = out.maps();
        for (name, a, b) in [("scores", &maps.scores[..], out.scores), ("residuals", &maps.residuals[..], out.residuals)] {
            let mean = b.iter().map(|x| *x as f64).sum::<f64>() / b.len() as f64;
            let std = (b.iter().map(|x| (*x as f64 - mean).powi(2)).sum::<f64>() / b.len() as f64).sqrt();
            let d = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0f32, f32::max);
            println!("{} voxels {name}: std {std:.3} diff/std {:.2e}", v.len(), d as f64 / std);
        }
        let mut best = [f64::MAX; 4];
        for _ in 0..5 {
            let start = Instant::now();
            let mut t = [0.; 3];
            let mut k = 0;
            let mut lap = start;
            let c = detector.candidates(v, &mut |_s: Stage| { t[k] = lap.elapsed().as_secs_f64()*1e3; lap = Instant::now(); k += 1; });
            let total = start.elapsed().as_secs_f64() * 1e3;
            if total < best[3] { best = [t[0], t[1], t[2], total]; }
            std::hint::black_box(c);
        }
        println!("   features {:.1} middle {:.1} rpn {:.1} total {:.1} ms", best[0], best[1], best[2], best[3]);
    }
}
