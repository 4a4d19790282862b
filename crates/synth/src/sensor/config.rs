//! The content of a sensor file.

use serde::{Deserialize, Serialize, Serializer};

/// A spinning LiDAR, as `configs/sensors/*.toml` describe it. Angles in degrees here only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SensorConfig {
    /// Blocks of channels from the top down.
    pub channels: Vec<ChannelBlock>,
    /// Turn of the head between two firings.
    pub azimuth_step_deg: f64,
    /// Height above the road.
    pub mount_height_m: f64,
    pub range: RangeConfig,
    pub beam: BeamConfig,
    pub intensity: IntensityConfig,
    pub drop_out: DropOutConfig,
    /// The car that carries the sensor: it stops beams and sends nothing back.
    #[serde(default)]
    pub carrier: Vec<CarrierBox>,
}

/// Channels evenly spaced between two elevations, both included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelBlock {
    pub count: usize,
    pub from_deg: f64,
    pub to_deg: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RangeConfig {
    pub min_m: f64,
    pub max_m: f64,
    /// Standard deviation at range 0, and what every metre adds to it.
    pub noise_m: f64,
    pub noise_per_m: f64,
    /// Resolution; 0 for none.
    pub step_m: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeamConfig {
    /// Full angle of the cone that the beam fills.
    pub divergence_mrad: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntensityConfig {
    /// Standard deviation of the gains of channels around 1.
    pub gain_spread: f64,
    /// Taken off every intensity: what is darker reads 0.
    pub black_level: f64,
    /// Range at which an intensity is half what it is near the sensor; `inf` for intensities that are
    /// corrected for range.
    #[serde(serialize_with = "with_infinity")]
    pub half_range_m: f64,
    /// Standard deviation of a single intensity, as a share of it before `black_level` is taken off.
    pub noise: f64,
    /// Resolution; 0 for none.
    pub step: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DropOutConfig {
    /// Share of echoes lost whatever sends them back.
    pub share: f64,
    /// Range at which half the echoes of a white surface, met squarely, are lost; `inf` for never.
    #[serde(serialize_with = "with_infinity")]
    pub half_range_m: f64,
}

/// A box in the frame of the sensor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CarrierBox {
    pub min_m: [f64; 3],
    pub max_m: [f64; 3],
}

impl SensorConfig {
    /// Checks the values; an error names the key, its value and the expected range.
    pub fn check(&self) -> Result<(), String> {
        let counts = self.channels.iter().map(|block| block.count);
        let num_channels = counts.fold(0_usize, usize::saturating_add);
        if !(1..=MAX_CHANNELS).contains(&num_channels) {
            return Err(format!("channels: {num_channels} in all, expected 1 to {MAX_CHANNELS}"));
        }
        for block in &self.channels {
            within("channels.from_deg", block.from_deg, -90., 90.)?;
            within("channels.to_deg", block.to_deg, -90., 90.)?;
            if block.count == 1 && block.from_deg != block.to_deg {
                return Err("channels: one channel from_deg to_deg, expected the same twice".into());
            }
        }
        if !self.elevations().is_sorted_by(|a, b| a > b) {
            return Err("channels: not in order, expected elevations from the top down".into());
        }
        let RangeConfig { min_m, max_m, noise_m, noise_per_m, step_m } = self.range;
        within("azimuth_step_deg", self.azimuth_step_deg, 0.01, 90.)?;
        let num_beams = num_channels as f64 * 360. / self.azimuth_step_deg;
        if num_beams > MAX_BEAMS {
            return Err(format!(
                "channels, azimuth_step_deg: {num_beams:.0} beams a turn, expected at most {MAX_BEAMS}"
            ));
        }
        within("mount_height_m", self.mount_height_m, 0.3, 10.)?;
        within("range.min_m", min_m, 0., 500.)?;
        within("range.max_m", max_m, min_m, 500.)?;
        within("range.noise_m", noise_m, 0., 1.)?;
        within("range.noise_per_m", noise_per_m, 0., 0.1)?;
        within("range.step_m", step_m, 0., 1.)?;
        within("beam.divergence_mrad", self.beam.divergence_mrad, 0., 100.)?;
        within("intensity.gain_spread", self.intensity.gain_spread, 0., 0.4)?;
        within("intensity.black_level", self.intensity.black_level, 0., 1.)?;
        within("intensity.half_range_m", self.intensity.half_range_m, 1., f64::INFINITY)?;
        within("intensity.noise", self.intensity.noise, 0., 1.)?;
        within("intensity.step", self.intensity.step, 0., 1.)?;
        within("drop_out.share", self.drop_out.share, 0., 1.)?;
        within("drop_out.half_range_m", self.drop_out.half_range_m, 1., f64::INFINITY)?;
        for carrier in &self.carrier {
            for axis in 0..3 {
                within("carrier.min_m", carrier.min_m[axis], -20., 20.)?;
                within("carrier.max_m", carrier.max_m[axis], carrier.min_m[axis], 20.)?;
            }
            let around = |axis: usize| carrier.min_m[axis] <= 0. && carrier.max_m[axis] >= 0.;
            if (0..3).all(around) {
                return Err("carrier: a box around the sensor, expected boxes beside it".into());
            }
        }
        Ok(())
    }

    /// Elevations of the channels from the top down, radians.
    pub fn elevations(&self) -> Vec<f64> {
        let block = |block: &ChannelBlock| {
            let ChannelBlock { count, from_deg, to_deg } = *block;
            let step = if count > 1 { (to_deg - from_deg) / (count - 1) as f64 } else { 0. };
            (0..count).map(move |i| (from_deg + step * i as f64).to_radians())
        };
        self.channels.iter().flat_map(block).collect()
    }
}

const MAX_CHANNELS: usize = 1024;

/// Most beams in one turn; a scan of so many points takes 32 MB.
const MAX_BEAMS: f64 = 2e6;

/// JSON has no infinity, so it is written as TOML writes it, as a text.
fn with_infinity<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_infinite() {
        return serializer.serialize_str("inf");
    }
    serializer.serialize_f64(*value)
}

fn within(key: &str, value: f64, min: f64, max: f64) -> Result<(), String> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(format!("{key} = {value}, expected {min} to {max}"))
}
