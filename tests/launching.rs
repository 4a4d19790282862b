//! Started as several ranks by a program that knows no MPI.

use crate::support::{Sandbox, command, succeed};

#[test]
fn ranks_of_a_program_without_mpi_are_refused() {
    let sandbox = Sandbox::new();
    let synth = |variables: [&str; 2], size: &str| {
        let mut synth = command();
        synth.args(["synth", "--frames", "1", "--quiet", "--out"]).arg(sandbox.path("data"));
        synth.env(variables[0], size).env(variables[1], "0");
        synth
    };
    let of_open_mpi = ["OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"];
    for variables in [of_open_mpi, ["PMI_SIZE", "PMI_RANK"], ["SLURM_NTASKS", "PMIX_RANK"]] {
        let said = sandbox.refusal_of(&mut synth(variables, "2"));
        assert!(said.starts_with("started as one of 2 ranks, but built without MPI"), "{said}");
    }
    succeed(&mut synth(of_open_mpi, "1"));
}
