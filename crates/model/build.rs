//! Compiles the C++ shim of `src/all_reduce`, and puts the folder of libtorch into the run-time search path of tests.

use std::env;
use std::path::PathBuf;

const SHIM: &str = "src/all_reduce/shim.cpp";

fn main() {
    for name in ["LIBTORCH", "LIBTORCH_INCLUDE", "LIBTORCH_CXX11_ABI"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={SHIM}");
    let folder = |name| env::var_os(name).map(PathBuf::from);
    let libtorch = folder("LIBTORCH");
    if let Some(libtorch) = &libtorch {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", libtorch.join("lib").display());
    }
    // Where LIBTORCH is not set, the headers are expected where the compiler looks for them.
    let include = folder("LIBTORCH_INCLUDE").or(libtorch).map(|folder| folder.join("include"));
    let abi = env::var("LIBTORCH_CXX11_ABI").unwrap_or_else(|_| "1".to_owned());
    let mut build = cc::Build::new();
    build.cpp(true).std("c++20").warnings(false).file(SHIM);
    build.define("_GLIBCXX_USE_CXX11_ABI", abi.as_str());
    build.includes(
        include
            .iter()
            .flat_map(|include| [include.clone(), include.join("torch/csrc/api/include")]),
    );
    build.compile("voxelnet_all_reduce");
}
