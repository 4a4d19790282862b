#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use voxelnet_config::DatasetConfig;
use voxelnet_dataset::{DatabaseWriter, crops};
use voxelnet_fuzz::{file, message};
use voxelnet_kitti::KittiDataset;

const FINGERPRINT: u64 = 7;
const HEADER: &[u8] = b"VXNOBJ\0\x01\x07\0\0\0\0\0\0\0";
const END: &[u8] = b"VXNEND\0\x01";

/// The blocks and the index, parted by a zero byte and the word "index", as a whole file: its checksum would keep
/// everything else that is tried from being looked at.
fn whole_file(bytes: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b"\0index";
    let start = bytes.windows(MARK.len()).position(|window| window == MARK);
    let start = start.unwrap_or(bytes.len());
    let (blocks, index) = (&bytes[..start], bytes.get(start + MARK.len()..).unwrap_or_default());
    let checksum = HEADER.iter().chain(index).fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let place = (HEADER.len() + blocks.len()) as u64;
    let (checksum, place) = (checksum.to_le_bytes(), place.to_le_bytes());
    [HEADER, blocks, index, &checksum, &place, END].concat()
}

// A database is read or refused, and one that was interrupted is continued.
fuzz_target!(|bytes: &[u8]| {
    file::with_folder(|folder| {
        fs::create_dir_all(folder.join("training/velodyne")).expect("a folder");
        let dataset = KittiDataset::open(folder).expect("a dataset");
        let path = folder.join("objects.db");
        fs::write(&path, whole_file(bytes)).expect("a file");
        let config = DatasetConfig::default();
        let classes = ["Car".to_owned()];
        if let Err(error) = crops(&dataset, &config, &[], &path, &classes, 9, 0) {
            message::check(&error);
        }
        fs::remove_file(&path).expect("the file is there");
        fs::write(folder.join(".objects.db.partial"), [HEADER, bytes].concat()).expect("a file");
        if let Err(error) = DatabaseWriter::open(&path, FINGERPRINT) {
            message::check(&error);
        }
    });
});
