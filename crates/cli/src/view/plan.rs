//! The validated options of `voxelnet view`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result};
use voxelnet_render::Theme;

use super::scene::SceneOptions;
use super::training_pictures::TrainingPictures;
use crate::args::view::ViewArgs;
use crate::scans::inputs::{Input, find_inputs};
use crate::usage::{WrongUsage, bail_usage, ensure_usage, require_extension};

/// Extensions of files that others draw; a folder that is to be made has none of them.
const OTHER_FILES: [&str; 9] = ["gif", "jpg", "jpeg", "svg", "pdf", "webp", "bmp", "htm", "ply"];

/// One of the three views of scans.
pub enum ViewPlan {
    Page(ScenesPage),
    Picture(ScenePicture),
    Training(TrainingPictures),
}

/// All scans in one page for the browser.
pub struct ScenesPage {
    pub inputs: Vec<Input>,
    pub scenes: SceneOptions,
    pub out: PathBuf,
}

/// A picture of one scan.
pub struct ScenePicture {
    pub input: Input,
    pub scenes: SceneOptions,
    /// The image of the camera to draw the boxes into; none draws the scan from above.
    pub image: Option<PathBuf>,
    pub theme: Theme,
    pub out: PathBuf,
}

impl TryFrom<&ViewArgs> for ViewPlan {
    type Error = Error;

    fn try_from(args: &ViewArgs) -> Result<Self> {
        match extension(&args.out).as_str() {
            "html" => page(args).map(Self::Page),
            "png" => picture(args).map(Self::Picture),
            _ => training(args).map(Self::Training),
        }
    }
}

/// The extension of a path in small letters.
fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

fn page(args: &ViewArgs) -> Result<ScenesPage> {
    refuse_of_frames(args)?;
    ensure_usage!(args.image.is_none(), "--image is for a picture; give --out FILE.png");
    Ok(ScenesPage {
        inputs: find_inputs(&args.scans)?,
        scenes: scenes(args),
        out: args.out.clone(),
    })
}

fn picture(args: &ViewArgs) -> Result<ScenePicture> {
    refuse_of_frames(args)?;
    if let Some(image) = &args.image {
        require_extension(image, &["png", "jpg", "jpeg"], "--image")?;
    }
    Ok(ScenePicture {
        input: only(find_inputs(&args.scans)?)?,
        scenes: scenes(args),
        image: args.image.clone(),
        theme: args.theme.into(),
        out: args.out.clone(),
    })
}

/// Refuses the option that is for frames as a network sees them.
fn refuse_of_frames(args: &ViewArgs) -> Result<()> {
    ensure_usage!(
        args.augment.is_none(),
        "--augment draws frames as a network sees them; give --out a folder"
    );
    Ok(())
}

fn training(args: &ViewArgs) -> Result<TrainingPictures> {
    let out = args.out.display();
    ensure_usage!(
        args.out.is_dir() || !OTHER_FILES.contains(&extension(&args.out).as_str()),
        "--out {out}: a page is written as .html and a picture as .png"
    );
    let config = args.config.clone().context(WrongUsage::new(format!(
        "--out {out}: neither .html nor .png; pictures in a folder show what a network sees, give its --config"
    )))?;
    for (option, is_given) in [
        ("--labels", args.labels.is_some()),
        ("--detections", args.detections.is_some()),
        ("--calib", args.calib.is_some()),
        ("--image", args.image.is_some()),
    ] {
        ensure_usage!(
            !is_given,
            "{option} is for a page or a picture; give --out FILE.html or FILE.png"
        );
    }
    Ok(TrainingPictures {
        scans: args.scans.clone(),
        config,
        overrides: args.overrides.clone(),
        varied_epochs: args.augment,
        out: args.out.clone(),
    })
}

fn scenes(args: &ViewArgs) -> SceneOptions {
    SceneOptions {
        config: args.config.clone(),
        overrides: args.overrides.clone(),
        labels: args.labels.clone(),
        detections: args.detections.clone(),
        calibration: args.calib.clone(),
        reading: (&args.scan).into(),
    }
}

fn only(mut inputs: Vec<Input>) -> Result<Input> {
    let num_inputs = inputs.len();
    match inputs.pop() {
        Some(input) if num_inputs == 1 => Ok(input),
        _ => bail_usage!("a picture shows one scan, there are {num_inputs}"),
    }
}
