//! Puts the folder of libtorch into the run-time search path of binaries and tests, so that
//! `cargo run` and `cargo test` need no `LD_LIBRARY_PATH`. Shared by `train` and `cli`.

fn main() {
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    println!("cargo:rerun-if-changed=build.rs");
    if let Some(libtorch) = std::env::var_os("LIBTORCH") {
        let folder = std::path::Path::new(&libtorch).join("lib");
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", folder.display());
    }
}
