//! The machine that a study is computed on.

use voxelnet_files::counted;

/// The processor and the number of threads, such as `AMD EPYC, 2 threads`.
pub fn machine(num_threads: usize) -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").ok();
    let processor = processor.as_deref().and_then(processor_name);
    let processor = processor.unwrap_or(std::env::consts::ARCH);
    format!("{processor}, {}", counted(num_threads, "thread"))
}

/// As Linux names the first processor.
fn processor_name(cpuinfo: &str) -> Option<&str> {
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named_as_the_system_does() {
        let text = "processor : 0\nmodel name\t: AMD EPYC\nprocessor : 1\nmodel name\t: other\n";
        assert_eq!(processor_name(text), Some("AMD EPYC"));
        assert_eq!(processor_name("processor : 0\n"), None);
        assert!(machine(1).ends_with(", 1 thread") && machine(2).ends_with(", 2 threads"));
    }
}
