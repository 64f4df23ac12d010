//! Every reader has a fuzz target; `UPDATE_EXPECT=1` writes those that lack.

use std::fmt::Write as _;
use std::path::Path;

use formats::registry;

const MARK: &str = "# One for each reader";

/// The manifest with a target for each reader after its last comment.
fn manifest(now: &str, readers: &[&str]) -> String {
    let comment = now.find(MARK).expect("the comment above the targets");
    let targets = now[comment..].find("\n\n").map(|end| comment + end + 1);
    let mut out = now[..targets.unwrap_or(now.len())].to_owned();
    for reader in readers {
        let _ = write!(
            out,
            "\n[[bin]]\nname = \"{reader}\"\npath = \"fuzz_targets/{reader}.rs\"\n\
             test = false\ndoc = false\nbench = false\n"
        );
    }
    out
}

#[test]
fn every_reader_has_a_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let formats = registry::all().iter().map(|format| format.info());
    let readers: Vec<&str> = formats.filter(|info| info.reads).map(|i| i.id).collect();
    let path = folder.join("Cargo.toml");
    let now = std::fs::read_to_string(&path).expect("the manifest");
    let mut files = vec![(path, manifest(&now, &readers))];
    files.extend(readers.iter().map(|reader| {
        let path = folder.join(format!("fuzz_targets/{reader}.rs"));
        (
            path,
            format!("#![no_main]\n\nformats_fuzz::reader!(\"{reader}\");\n"),
        )
    }));
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    for (path, expected) in files {
        if update {
            std::fs::write(&path, &expected).expect("a writable folder");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
    }
}
