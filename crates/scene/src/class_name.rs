//! The names of classes as people read them.

/// The spelling of a class in pictures, pages, tables and JSON: lower case, whatever a file or a
/// configuration writes. Files in KITTI's format keep their own spelling.
///
/// ```
/// assert_eq!(voxelnet_scene::class_spelling("Person_sitting"), "person_sitting");
/// ```
pub fn class_spelling(name: &str) -> String {
    name.to_lowercase()
}
