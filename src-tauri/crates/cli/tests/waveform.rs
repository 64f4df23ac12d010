//! `waveform`, as a script uses it.

use std::path::Path;
use std::process::Command;

fn run(arguments: &[&str], folder: &Path) -> i32 {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/sample/lamp-and-lens.mp4");
    let status = Command::new(env!("CARGO_BIN_EXE_cuewright-cli"))
        .arg("waveform")
        .arg(sample)
        .args(arguments)
        .current_dir(folder)
        .status()
        .expect("it runs");
    status.code().expect("it ends by itself")
}

#[test]
fn both_forms_hold_the_same_peaks() {
    let folder = tempfile::tempdir().expect("a folder to write to");
    let folder = folder.path();
    assert_eq!(
        run(
            &["a.dat", "--samples-per-pixel", "4096", "--bits", "8"],
            folder
        ),
        0
    );
    assert_eq!(
        run(
            &["a.json", "--samples-per-pixel", "4096", "--bits", "8"],
            folder
        ),
        0
    );
    let binary = std::fs::read(folder.join("a.dat")).expect("written");
    let json = std::fs::read(folder.join("a.json")).expect("written");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("one JSON document");
    let header: Vec<i64> = binary[..24]
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| i64::from(i32::from_le_bytes(*bytes)))
        .collect();
    let rate = json["sample_rate"].as_i64().expect("a number");
    let length = json["length"].as_i64().expect("a number");
    assert_eq!(header, [2, 1, rate, 4096, length, 1]);
    let values: Vec<i64> = (binary[24..].iter())
        .map(|byte| i64::from(i8::from_le_bytes([*byte])))
        .collect();
    assert_eq!(json["data"], serde_json::json!(values));
    assert!(values.iter().any(|value| *value > 20), "there is sound");

    assert_eq!(run(&["a.dat"], folder), 1, "it exists");
    assert_eq!(run(&["a.dat", "--force"], folder), 0);
    assert_eq!(run(&["b.dat", "--track", "7"], folder), 1);
    assert_eq!(run(&["b.txt"], folder), 2);
    assert_eq!(run(&["b.dat", "--bits", "12"], folder), 2);
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), 2);
}
