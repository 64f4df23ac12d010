//! Generates the Tauri context from `tauri.conf.json` and the capability files.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // The page is embedded by a macro, whose inputs Cargo does not see.
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are valid");
}
