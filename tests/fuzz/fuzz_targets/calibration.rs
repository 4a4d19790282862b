#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::{file, message};
use voxelnet_kitti::Calibration;

// What is read can be written and read again; what is refused has a problem.
fuzz_target!(|bytes: &[u8]| {
    file::with_file("000000.txt", bytes, |path| match Calibration::read(path) {
        Ok(calibration) => {
            assert!(Calibration::problems(path).is_empty());
            assert!(Calibration::parse(&calibration.to_text()).is_ok());
        }
        Err(error) => {
            message::check(&error);
            assert!(!Calibration::problems(path).is_empty());
        }
    });
});
