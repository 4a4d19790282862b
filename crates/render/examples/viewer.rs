//! A viewer of scans with the objects of JSON lines as `voxelnet detect --format json` writes them.
//! An object without a score is ground truth.
//!
//! cargo run --release -p voxelnet-render --example viewer -- OUT.html OBJECTS.jsonl SCAN...

use std::{env, error::Error, fs, path::PathBuf, time::Instant};

use nalgebra::Point3;
use serde::Deserialize;
use voxelnet_render::{BoxStyle, HtmlScene, ViewerBox, write_viewer};
use voxelnet_scene::{Box3d, BoxSize, PointCloud, read_scan};

#[derive(Deserialize)]
struct Object {
    frame: String,
    class: String,
    score: Option<f64>,
    center: [f64; 3],
    size: [f64; 3],
    yaw: f64,
}

impl Object {
    fn in_scan(&self, cloud: &PointCloud) -> ViewerBox {
        let [length, width, height] = self.size;
        let size = BoxSize { length, width, height };
        let box3d = Box3d::new(Point3::from(self.center), size, self.yaw);
        ViewerBox {
            box3d,
            style: if self.score.is_some() { BoxStyle::Detection } else { BoxStyle::GroundTruth },
            class: self.class.clone(),
            score: self.score,
            num_points: cloud.points.iter().filter(|point| box3d.contains(point)).count(),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let (Some(out), Some(objects)) = (paths.next(), paths.next()) else {
        return Err("expected OUT.html OBJECTS.jsonl SCAN...".into());
    };
    let objects = fs::read_to_string(&objects)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<Vec<Object>, _>>()?;
    let scans = paths
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, read_scan(&path)?.cloud))
        })
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let scenes: Vec<HtmlScene> = scans
        .iter()
        .map(|(name, cloud)| {
            let here = objects.iter().filter(|object| object.frame == *name);
            let boxes = here.map(|object| object.in_scan(cloud)).collect();
            HtmlScene { name: name.clone(), cloud, boxes }
        })
        .collect();

    let start = Instant::now();
    write_viewer(&out, "LiDAR scans", &scenes)?;
    let num_points: usize = scans.iter().map(|(_, cloud)| cloud.len()).sum();
    let num_bytes = fs::metadata(&out)?.len();
    println!("{num_points} points, {num_bytes} bytes, {:.0?}", start.elapsed());
    Ok(())
}
