#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use voxelnet_config::{Config, FromSections};
use voxelnet_detection::NetworkLayout;
use voxelnet_fuzz::{file, message};

// A configuration that is read is written and read again as the same.
fuzz_target!(|bytes: &[u8]| {
    match file::with_file("config.toml", bytes, |path| Config::read(path, &[])) {
        Ok(config) => {
            let text = config.to_text();
            let again = Config::parse(&text, Path::new("again.toml"), &[]);
            assert_eq!(again.expect("what was written can be read").to_text(), text);
            if let Err(error) = NetworkLayout::new(&config.network) {
                message::check(&error);
            }
        }
        Err(error) => message::check(&error),
    }
});
