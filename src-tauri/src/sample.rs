//! The sample programme, carried inside the program.

use std::fs;
use std::io;
use std::path::Path;

use workbench::SampleFiles;

const FILES: &[(&str, &[u8])] = &[
    (
        "lamp-and-lens.mp4",
        include_bytes!("../../assets/sample/lamp-and-lens.mp4"),
    ),
    (
        "captions.vtt",
        include_bytes!("../../assets/sample/captions.vtt"),
    ),
    ("draft.vtt", include_bytes!("../../assets/sample/draft.vtt")),
];

/// Puts the sample's files into `folder`, where they are not there already.
///
/// # Errors
/// Where the folder cannot be written.
pub fn unpack(folder: &Path) -> io::Result<SampleFiles> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in FILES {
        let path = folder.join(name);
        let is_there = fs::read(&path).is_ok_and(|present| present == *bytes);
        if !is_there {
            fs::write(&path, bytes)?;
        }
    }
    let [media, captions, draft] = [0, 1, 2].map(|at: usize| folder.join(FILES[at].0));
    Ok(SampleFiles {
        media,
        captions,
        draft,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_copy_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let files = unpack(folder.path()).unwrap();
        fs::write(&files.draft, "gone").unwrap();
        unpack(folder.path()).unwrap();
        assert!(fs::read(&files.draft).unwrap().starts_with(b"WEBVTT"));
        assert!(fs::metadata(&files.media).unwrap().len() > 100_000);
    }
}
