//! The validated options of `voxelnet view`.

use std::path::PathBuf;

use anyhow::{Context, Error, Result, bail};
use voxelnet_render::Theme;

use super::scene::SceneOptions;
use super::training_pictures::TrainingPictures;
use crate::args::view::ViewArgs;
use crate::scans::inputs::{Input, find_inputs};

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
        let extension = args.out.extension().map(|extension| extension.to_ascii_lowercase());
        Ok(match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("html") => Self::Page(ScenesPage {
                inputs: find_inputs(&args.scans)?,
                scenes: scenes(args),
                out: args.out.clone(),
            }),
            Some("png") => Self::Picture(ScenePicture {
                input: only(find_inputs(&args.scans)?)?,
                scenes: scenes(args),
                image: args.image.clone(),
                theme: args.theme.into(),
                out: args.out.clone(),
            }),
            _ => Self::Training(TrainingPictures {
                scans: args.scans.clone(),
                config: args.config.clone().context(
                    "--out is neither FILE.html nor FILE.png; pictures in a folder show what a network sees, \
                     give its --config",
                )?,
                overrides: args.overrides.clone(),
                varied_epochs: args.augment,
                out: args.out.clone(),
            }),
        })
    }
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
        _ => bail!("a picture shows one scan, there are {num_inputs}"),
    }
}
