//! Types that the benchmark lets pass for another one.

/// The type that the benchmark lets pass for a class, at neither gain nor loss; names compare without regard
/// to case.
///
/// ```
/// use voxelnet_kitti::neighbour_of;
///
/// assert_eq!(neighbour_of("car"), Some("Van"));
/// assert_eq!(neighbour_of("Pedestrian"), Some("Person_sitting"));
/// assert_eq!(neighbour_of("Cyclist"), None);
/// ```
pub fn neighbour_of(class: &str) -> Option<&'static str> {
    [("Car", "Van"), ("Pedestrian", "Person_sitting")]
        .into_iter()
        .find_map(|(name, neighbour)| name.eq_ignore_ascii_case(class).then_some(neighbour))
}
