//! Has the linker keep its relocations: the site builder splits the module by them. Asked for here and not by
//! RUSTFLAGS, so that the dependencies are compiled as everywhere else.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-cdylib=--emit-relocs");
    }
}
