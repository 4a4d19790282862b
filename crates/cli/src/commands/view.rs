//! `voxelnet view`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use voxelnet_files::counted;
use voxelnet_render::{BevView, draw_bev, write_png, write_viewer};

use crate::args::view::ViewArgs;
use crate::context::Context;
use crate::output::camera_picture::draw_on_camera_image;
use crate::output::html::html_scene;
use crate::progress::Progress;
use crate::scans::inputs::Input;
use crate::view::plan::{ScenePicture, ScenesPage, ViewPlan};
use crate::view::scene::{Scene, SceneSource};
use crate::view::training_pictures::draw_training_pictures;

pub fn run(args: &ViewArgs, context: &Context) -> Result<ExitCode> {
    match ViewPlan::try_from(args)? {
        ViewPlan::Page(page) => write_page(&page, context.progress)?,
        ViewPlan::Picture(picture) => draw_picture(&picture, context.progress)?,
        ViewPlan::Training(pictures) => draw_training_pictures(&pictures, context.progress)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes all scans into one page.
fn write_page(ScenesPage { inputs, scenes, out }: &ScenesPage, progress: Progress) -> Result<()> {
    let source = SceneSource::open(scenes, inputs, progress)?;
    let bar = progress.bar(inputs.len() as u64, "reading", "scans");
    let mut scenes = Vec::new();
    for input in inputs {
        scenes.push(read_scene(&source, input, |text| bar.suspend(|| progress.warn(text)))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let shown: Vec<_> =
        scenes.iter().map(|scene| html_scene(&scene.name, &scene.cloud, &scene.boxes)).collect();
    write_viewer(out, &title(inputs), &shown)?;
    progress.say(&format!("{} in {}", counted(scenes.len(), "scan"), out.display()));
    Ok(())
}

/// Draws one scan from above, or its boxes into the image of the camera.
fn draw_picture(picture: &ScenePicture, progress: Progress) -> Result<()> {
    let inputs = std::slice::from_ref(&picture.input);
    let source = SceneSource::open(&picture.scenes, inputs, progress)?;
    let scene = read_scene(&source, &picture.input, |text| progress.warn(text))?;
    let drawn = match &picture.image {
        Some(image) => {
            let calibration = scene.calibration.as_ref().context("give the camera's --calib")?;
            draw_on_camera_image(image, &scene.boxes, calibration)?
        }
        None => {
            let view = BevView { theme: picture.theme, ..BevView::covering(&scene.cloud) };
            draw_bev(&scene.cloud, &scene.boxes, &view)
        }
    };
    write_png(&picture.out, &drawn)?;
    progress.say(&format!("{} in {}", scene.name, picture.out.display()));
    Ok(())
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
