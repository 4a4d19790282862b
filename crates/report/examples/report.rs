//! Writes the report of result files, whoever wrote them:
//!
//!     cargo run -p voxelnet-report --example report -- OUT DATA SPLIT CONFIG RESULTS
//!
//! OUT is the folder of the report, DATA a dataset in KITTI layout, SPLIT one of its splits, CONFIG a
//! configuration with the classes of the results, RESULTS the folder of the result files.

use std::error::Error;
use std::path::PathBuf;

use voxelnet_config::{FrameConfig, FromSections};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::KittiDataset;
use voxelnet_metrics::{Bootstrap, Detail, EvaluatedFrames, MissingResults, ReportOptions};
use voxelnet_report::{Evaluated, write_report};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, data, split, config, results] = &arguments[..] else {
        return Err("expected OUT DATA SPLIT CONFIG RESULTS".into());
    };
    let dataset = KittiDataset::open(data)?.for_split(split);
    let frames = dataset.frame_ids(split)?;
    let config = FrameConfig::read(config.as_ref(), &[])?.uncropped();
    let reader = FrameReader::new(dataset, config);

    let results = PathBuf::from(results);
    let (missing, detail) = (MissingResults::Refuse, Detail::Scans);
    let frames = EvaluatedFrames::read(&reader, &frames, &results, missing, detail, |_, _| {})?;
    let bootstrap = Some(Bootstrap { num_resamples: 1000, seed: 0 });
    let options = ReportOptions { bootstrap, by_points: true, ..ReportOptions::default() };
    let evaluated = Evaluated {
        title: &results.display().to_string(),
        command: &format!("report {}", arguments.join(" ")),
        reader: &reader,
        results: &results,
        frames: &frames,
        report: &frames.average_precision(&options),
    };
    write_report(out.as_ref(), &evaluated)?;
    println!("{out}/index.html");
    Ok(())
}
