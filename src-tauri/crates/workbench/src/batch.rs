//! Many caption files at once, from their formats to others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use captions::{Document, Ids, TrackId};
use formats::registry::{self, Confidence};
use formats::{Diagnostic, Loss, Question, Reading};

use crate::error::name;
use crate::exporting::{ExportOptions, export_bytes};
use crate::importing::{ImportOptions, read_answered, read_file};
use crate::naming::Naming;
use crate::opening::start_of;
use crate::save::{Existing, save};
use crate::{ErrorCode, Result, WorkbenchError};

/// The files of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchItems {
    /// The caption files, in the order of the names.
    pub items: Vec<BatchItem>,
    /// Files found in folders that are no captions by their content.
    pub skipped: Vec<PathBuf>,
}

/// One file of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// The file.
    pub input: PathBuf,
    /// The folder it is in, counted from the folder that was named.
    pub below: PathBuf,
    /// What the files made of it are called after; no other item in that folder
    /// has the same.
    pub stem: String,
}

/// What became of one file of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchFile {
    /// The file.
    pub input: PathBuf,
    /// Identifier of the format it is in.
    pub from: String,
    /// How many cues it has.
    pub cues: usize,
    /// What the reader had to say.
    pub diagnostics: Vec<Diagnostic>,
    /// What it left open, and was assumed.
    pub questions: Vec<Question>,
    /// What was made of it, one for each format that was asked for.
    pub outputs: Vec<BatchOutput>,
    /// Why nothing was.
    pub error: Option<WorkbenchError>,
}

/// One file that a batch made, or was to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchOutput {
    /// Identifier of the format.
    pub format: String,
    /// Where it is, or was to be.
    pub path: PathBuf,
    /// What it does not carry.
    pub losses: Vec<Loss>,
    /// Why it is not there.
    pub error: Option<WorkbenchError>,
}

/// What is changed in a document between reading and writing.
pub type Change<'a> = &'a dyn Fn(&mut Document, TrackId) -> Result<()>;

/// A conversion of many files.
pub struct Batch<'a> {
    /// Where files go; folders below it are made as they are needed.
    pub out: PathBuf,
    /// How files are named.
    pub naming: Naming,
    /// What is made of each file.
    pub files: Vec<ExportOptions>,
    /// How files are read.
    pub reading: ImportOptions,
    /// What is answered where a file of a format leaves something open.
    pub answers: BTreeMap<String, ImportOptions>,
    /// Whether files that were there before may be replaced.
    pub existing: Existing,
    /// What changes on the way.
    pub change: Change<'a>,
    inputs: HashSet<PathBuf>,
    made: HashMap<PathBuf, PathBuf>,
}

impl BatchItems {
    /// The caption files among `inputs`: files as they are, and of folders the
    /// files in them that are captions by content, with `recursive` those of
    /// the folders below too. Hidden files, links to folders and what is in
    /// `out` are left out.
    ///
    /// # Errors
    /// Where a path is not there or a folder cannot be listed.
    pub fn find(inputs: &[PathBuf], recursive: bool, out: &Path) -> Result<Self> {
        let mut found = Self::default();
        for input in inputs {
            let about = fs::metadata(input);
            let about = about.map_err(|error| WorkbenchError::io("open", input, &error))?;
            if about.is_dir() {
                found.take_folder(input, recursive, out)?;
            } else {
                found.take(input.clone(), PathBuf::new());
            }
        }
        found.tell_apart();
        Ok(found)
    }

    fn take(&mut self, input: PathBuf, below: PathBuf) {
        let stem = input.file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy().into_owned();
        self.items.push(BatchItem { input, below, stem });
    }

    fn take_folder(&mut self, folder: &Path, recursive: bool, out: &Path) -> Result<()> {
        let out = fs::canonicalize(out).ok();
        let mut waiting = vec![PathBuf::new()];
        while let Some(below) = waiting.pop() {
            let here = folder.join(&below);
            let unlisted = |error| WorkbenchError::io("list", &here, &error);
            let mut entries = fs::read_dir(&here)
                .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
                .map_err(unlisted)?;
            entries.sort_by_key(fs::DirEntry::file_name);
            let mut folders = Vec::new();
            for entry in entries {
                let path = entry.path();
                let kind = entry.file_type().map_err(unlisted)?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if kind.is_dir() {
                    let is_out = out.is_some() && fs::canonicalize(&path).ok() == out;
                    if recursive && !is_out {
                        folders.push(below.join(entry.file_name()));
                    }
                } else if path.is_file() {
                    if is_captions(&path) {
                        self.take(path, below.clone());
                    } else {
                        self.skipped.push(path);
                    }
                }
            }
            waiting.extend(folders.into_iter().rev());
        }
        Ok(())
    }

    /// Files that differ in their ending only are called after the whole name,
    /// and what still is the same is numbered.
    fn tell_apart(&mut self) {
        let key = |below: &Path, stem: &str| (below.to_owned(), stem.to_lowercase());
        let mut count: HashMap<(PathBuf, String), usize> = HashMap::new();
        for item in &self.items {
            *count.entry(key(&item.below, &item.stem)).or_default() += 1;
        }
        let mut taken = HashSet::new();
        for item in &mut self.items {
            if count[&key(&item.below, &item.stem)] > 1 {
                item.stem = name(&item.input);
            }
            let base = item.stem.clone();
            let mut number = 1;
            while !taken.insert(key(&item.below, &item.stem)) {
                number += 1;
                item.stem = format!("{base} {number}");
            }
        }
    }
}

/// Whether a file is captions by its content, and not only by its name.
fn is_captions(path: &Path) -> bool {
    start_of(path).is_ok_and(|start| {
        registry::detect(&start, Some(&name(path))).confidence() > Confidence::Name
    })
}

impl<'a> Batch<'a> {
    /// A conversion of these files into a folder, each into these formats, with
    /// everything else as usual.
    #[must_use]
    pub fn new(found: &BatchItems, out: &Path, files: Vec<ExportOptions>) -> Self {
        let inputs = found.items.iter();
        Self {
            out: out.to_owned(),
            naming: Naming::default(),
            files,
            reading: ImportOptions::default(),
            answers: BTreeMap::new(),
            existing: Existing::Keep,
            change: &|_, _| Ok(()),
            inputs: inputs
                .filter_map(|item| fs::canonicalize(&item.input).ok())
                .collect(),
            made: HashMap::new(),
        }
    }

    /// Converts one file. Each output is written whole or not at all, never
    /// over a file of this batch, and over another only where `existing` says
    /// so. Whatever goes wrong is in the answer.
    pub fn convert(&mut self, item: &BatchItem, ids: &mut Ids) -> BatchFile {
        let done = catch_unwind(AssertUnwindSafe(|| self.try_convert(item, ids)));
        let failed = |error| BatchFile {
            input: item.input.clone(),
            error: Some(error),
            ..BatchFile::default()
        };
        match done {
            Ok(Ok(file)) => file,
            Ok(Err(error)) => failed(error),
            Err(_) => {
                let message = format!("A defect stopped the work on {}", name(&item.input));
                failed(WorkbenchError::new(ErrorCode::Defect, message).about(&item.input))
            }
        }
    }

    fn try_convert(&mut self, item: &BatchItem, ids: &mut Ids) -> Result<BatchFile> {
        let Reading {
            mut document,
            track,
            diagnostics,
            questions,
            ..
        } = self.read(&item.input, ids)?;
        (self.change)(&mut document, track)?;
        let record = document.track(track);
        let language = record.map_or("", |track| track.language.as_str());
        let from = record.and_then(|track| track.format.clone());
        let formats: Vec<&str> = self.files.iter().map(|one| one.format.as_str()).collect();
        let names = self.naming.file_names(&item.stem, language, &formats);
        let folder = self.out.join(&item.below);
        fs::create_dir_all(&folder).map_err(|error| WorkbenchError::io("make", &folder, &error))?;
        let mut outputs = Vec::with_capacity(names.len());
        for (options, name) in self.files.clone().iter().zip(names) {
            let path = folder.join(name);
            let written = self.write(&document, track, options, &path, &item.input);
            let (losses, error) = match written {
                Ok(losses) => (losses, None),
                Err(error) => (Vec::new(), Some(error)),
            };
            outputs.push(BatchOutput {
                format: options.format.clone(),
                path,
                losses,
                error,
            });
        }
        Ok(BatchFile {
            input: item.input.clone(),
            from: from.unwrap_or_default(),
            cues: document.cues(track).count(),
            diagnostics,
            questions,
            outputs,
            error: None,
        })
    }

    /// Reads a file, with the answers for its format where it leaves something
    /// open.
    fn read(&self, input: &Path, ids: &mut Ids) -> Result<Reading> {
        let bytes = read_file(input)?;
        let detected = registry::detect(&bytes, Some(&name(input)));
        let found = detected.best().map(|format| format.info().id);
        let format = self.reading.format.as_deref().or(found);
        let none = ImportOptions::default();
        let answers = format.and_then(|id| self.answers.get(id)).unwrap_or(&none);
        let (reading, _) = read_answered(input, &bytes, &self.reading, answers, ids)?;
        Ok(reading)
    }

    fn write(
        &mut self,
        document: &Document,
        track: TrackId,
        options: &ExportOptions,
        path: &Path,
        input: &Path,
    ) -> Result<Vec<Loss>> {
        let refuse = |why: String| {
            let message = format!("Cannot save {}: {why}", name(path));
            Err(WorkbenchError::new(ErrorCode::Exists, message).about(path))
        };
        if fs::canonicalize(path).is_ok_and(|path| self.inputs.contains(&path)) {
            return refuse("it is one of the files to be converted".to_owned());
        }
        if let Some(other) = self.made.get(path) {
            return refuse(format!("it was just made of {}", name(other)));
        }
        let written = export_bytes(document, track, options)?;
        save(path, &written.bytes, self.existing)?;
        self.made.insert(path.to_owned(), input.to_owned());
        Ok(written.losses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i>\n";
    const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n";

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn stems(found: &BatchItems) -> Vec<String> {
        let show = |item: &BatchItem| item.below.join(&item.stem).display().to_string();
        found.items.iter().map(show).collect()
    }

    fn run(batch: &mut Batch<'_>, found: &BatchItems) -> Vec<BatchFile> {
        let mut ids = Ids::new(0, 1);
        let convert = |item| batch.convert(item, &mut ids);
        found.items.iter().map(convert).collect()
    }

    #[test]
    fn a_folder_gives_its_caption_files_and_no_others() {
        let folder = folder_with(&[
            ("a.srt", SRT),
            ("a.vtt", VTT),
            ("b.srt", SRT),
            (".hidden.srt", SRT),
            ("notes.json", "{\"name\": \"no captions\"}"),
            ("deep/c.srt", SRT),
            ("out/old.srt", SRT),
        ]);
        let inputs = [folder.path().to_owned()];
        let out = folder.path().join("out");
        let flat = BatchItems::find(&inputs, false, &out).unwrap();
        assert_eq!(stems(&flat), ["a.srt", "a.vtt", "b"]);
        assert_eq!(flat.skipped, [folder.path().join("notes.json")]);
        let deep = BatchItems::find(&inputs, true, &out).unwrap();
        assert_eq!(stems(&deep), ["a.srt", "a.vtt", "b", "deep/c"]);
    }

    #[test]
    fn files_of_one_name_from_several_folders_are_told_apart() {
        let folder = folder_with(&[("one/x.srt", SRT), ("two/x.srt", SRT)]);
        let inputs = ["one/x.srt", "two/x.srt"].map(|name| folder.path().join(name));
        let found = BatchItems::find(&inputs, false, folder.path()).unwrap();
        assert_eq!(stems(&found), ["x.srt", "x.srt 2"]);
    }

    #[test]
    fn each_file_becomes_each_format_and_says_what_it_lost() {
        let folder = folder_with(&[("a.srt", SRT), ("sub/b.vtt", VTT), ("c.srt", "")]);
        let mut inputs = vec![folder.path().to_owned()];
        inputs.push(folder.path().join("c.srt"));
        let out = folder.path().join("out");
        let found = BatchItems::find(&inputs, true, &out).unwrap();
        let files = ["vtt", "sbv"].map(ExportOptions::usual).into();
        let mut batch = Batch::new(&found, &out, files);
        let done = run(&mut batch, &found);
        let paths: Vec<String> = (done.iter().flat_map(|file| &file.outputs))
            .filter(|output| output.error.is_none())
            .map(|output| {
                output
                    .path
                    .strip_prefix(&out)
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        assert!(paths.contains(&"a.vtt".to_owned()), "{paths:?}");
        assert!(paths.contains(&"sub/b.sbv".to_owned()), "{paths:?}");
        assert!(done[0].outputs[0].losses.is_empty());
        assert_eq!(done[0].outputs[1].losses.len(), 1);
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = folder_with(&[("a.srt", SRT), ("b.vtt", VTT), ("a.vtt", "mine")]);
        let inputs = ["a.srt", "b.vtt"].map(|name| folder.path().join(name));
        let found = BatchItems::find(&inputs, false, folder.path()).unwrap();
        let files = vec![ExportOptions::usual("vtt")];
        let mut batch = Batch::new(&found, folder.path(), files);
        for (existing, first) in [
            (Existing::Keep, Some(ErrorCode::Exists)),
            (Existing::Replace, None),
        ] {
            batch.existing = existing;
            let done = run(&mut batch, &found);
            let codes: Vec<Option<ErrorCode>> = (done.iter())
                .map(|file| file.outputs[0].error.as_ref().map(|error| error.code))
                .collect();
            assert_eq!(codes, [first, Some(ErrorCode::Exists)]);
        }
        assert_eq!(
            fs::read_to_string(folder.path().join("b.vtt")).unwrap(),
            VTT
        );
    }
}
