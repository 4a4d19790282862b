//! `voxelnet view`

use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use voxelnet_render::{BevView, draw_bev, write_png, write_viewer};

use crate::args::view::ViewArgs;
use crate::context::Context;
use crate::output::camera_picture::draw_on_camera_image;
use crate::output::html::html_scene;
use crate::progress::Progress;
use crate::scans::inputs::{Input, find_inputs};
use crate::view::scene::{Scene, SceneSource};
use crate::view::training_pictures::draw_training_pictures;

pub fn run(args: &ViewArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    let extension = args.out.extension().map(|extension| extension.to_ascii_lowercase());
    match extension.as_ref().and_then(|extension| extension.to_str()) {
        Some("html") => write_page(args, progress)?,
        Some("png") => draw_picture(args, progress)?,
        _ => {
            let config = args.config.as_deref().context(
                "--out is neither FILE.html nor FILE.png; pictures in a folder show what a network sees, \
                 give its --config",
            )?;
            draw_training_pictures(args, config, progress)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// All scans in one page.
fn write_page(args: &ViewArgs, progress: Progress) -> Result<()> {
    let inputs = find_inputs(&args.scans)?;
    let source = SceneSource::new(args)?;
    let bar = progress.bar(inputs.len() as u64, "reading", "scans");
    let mut scenes = Vec::new();
    for input in &inputs {
        scenes.push(read_scene(&source, input, |text| bar.suspend(|| progress.warn(text)))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let shown: Vec<_> =
        scenes.iter().map(|scene| html_scene(&scene.name, &scene.cloud, &scene.boxes)).collect();
    write_viewer(&args.out, &title(&inputs), &shown)?;
    progress.say(&format!("{} scans in {}", scenes.len(), args.out.display()));
    Ok(())
}

/// One scan from above, or what its camera sees of its boxes.
fn draw_picture(args: &ViewArgs, progress: Progress) -> Result<()> {
    let inputs = find_inputs(&args.scans)?;
    let [input] = &inputs[..] else {
        ensure!(inputs.len() == 1, "a picture shows one scan, there are {}", inputs.len());
        return Ok(());
    };
    let scene = read_scene(&SceneSource::new(args)?, input, |text| progress.warn(text))?;
    let picture = match &args.image {
        Some(image) => {
            let calibration = scene.calibration.as_ref().context("give the camera's --calib")?;
            draw_on_camera_image(image, &scene.boxes, calibration)?
        }
        None => {
            let view = BevView { theme: args.theme.into(), ..BevView::covering(&scene.cloud) };
            draw_bev(&scene.cloud, &scene.boxes, &view)
        }
    };
    Ok(write_png(&args.out, &picture)?)
}

fn read_scene(source: &SceneSource, input: &Input, warn: impl Fn(&str)) -> Result<Scene> {
    let scene = source.scene(input)?;
    for warning in &scene.warnings {
        warn(&format!("{}: {warning}", input.source));
    }
    Ok(scene)
}

/// The name of the only scan, or of the first and the last.
fn title(inputs: &[Input]) -> String {
    match inputs {
        [only] => only.name.clone(),
        [first, .., last] => format!("{} to {}", first.name, last.name),
        [] => String::new(),
    }
}
