//! Environment variables of the programs that start ranks.

use std::env;
use std::process::Command;

/// The rank that `mpirun` or `srun` gave this process, when one of them started it.
pub fn launched_rank() -> Option<usize> {
    number_of(&["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"])
}

/// The number of processes that it started.
pub(crate) fn launched_size() -> Option<usize> {
    let size = number_of(&["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"]);
    // `srun` with PMIx tells the rank alone.
    size.or_else(|| launched_rank().and_then(|_| number_of(&["SLURM_NTASKS"])))
}

/// Removes those variables from the environment of a process that is to work alone.
pub fn forget_launch(command: &mut Command) {
    const PREFIXES: [&str; 5] = ["OMPI_", "PMIX_", "PMI_", "PRTE_", "MPI_LOCAL"];
    for (name, _) in env::vars_os() {
        if PREFIXES.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

fn number_of(names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| env::var(name).ok()?.parse().ok())
}
