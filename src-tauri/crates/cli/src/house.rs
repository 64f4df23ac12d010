//! What the house has to hold captions to: profiles, dictionaries, words, and
//! lists of shots.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use audio::DecoderProcess;
use captions::{Time, TrackId};
use quality::{Checker, Dictionary, Profile};
use workbench::{GateReport, Profiles, Project, dictionaries, language_of, programme_end};

use crate::UsageError;
use crate::commands::convert::parse_shift;

/// Names the folder of the house's own profiles and words, where it is not the
/// user's.
const FOLDER: &str = "CUEWRIGHT_HOUSE";

fn folder() -> PathBuf {
    let users = || directories::ProjectDirs::from("app", "Cuewright", "cuewright");
    let named = std::env::var_os(FOLDER).map(PathBuf::from);
    // Without a home folder there is nothing of the house's own.
    let folder = named.or_else(|| users().map(|folders| folders.config_dir().to_owned()));
    folder.unwrap_or_default()
}

/// The profiles there are.
pub(crate) fn profiles() -> Profiles {
    Profiles::new(&folder())
}

/// A profile by its identifier, or else the one of a file.
pub(crate) fn profile(name: &str) -> anyhow::Result<Profile> {
    let path = Path::new(name);
    match profiles().find(name) {
        Err(_) if path.exists() => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
            Ok(Profile::parse(name, &text)?)
        }
        Err(error) if error.code == workbench::ErrorCode::NotFound => {
            let message = format!(
                "there is no profile \u{201c}{name}\u{201d}, and no such file; see cuewright-cli check --profiles"
            );
            Err(UsageError(message).into())
        }
        found => Ok(found?),
    }
}

/// A dictionary, where there is one, and the user's own words.
pub(crate) struct Spelling {
    dictionary: Option<Arc<Dictionary>>,
    words: Vec<String>,
}

impl Spelling {
    /// The dictionary of a language that this machine has.
    pub(crate) fn of(language: &str) -> anyhow::Result<Self> {
        let folders = dictionaries::folders(|name| std::env::var_os(name));
        Self::read(dictionaries::find(language, &folders).as_deref())
    }

    /// A dictionary by its `.dic` file.
    pub(crate) fn read(dic: Option<&Path>) -> anyhow::Result<Self> {
        let dictionary = dic.map(dictionaries::load).transpose()?;
        Ok(Self {
            dictionary: dictionary.map(Arc::new),
            words: dictionaries::own_words(&folder()),
        })
    }

    /// The same with more words, one in each line of a file.
    pub(crate) fn with_words(mut self, path: &Path) -> anyhow::Result<Self> {
        self.words.extend(lines(path)?);
        Ok(self)
    }

    /// Has a checker look at words, where there is a dictionary.
    pub(crate) fn add_to(self, checker: Checker) -> Checker {
        match self.dictionary {
            Some(dictionary) => checker.with_dictionary(dictionary, self.words),
            None => checker,
        }
    }
}

/// How far a track passes what it is held to, with all that the window knows
/// besides: the dictionary of its language, and the end of the programme.
pub(crate) fn gate(project: &mut Project, track: TrackId) -> anyhow::Result<GateReport> {
    let file = project.store().path().to_owned();
    let document = project.document();
    let held = document.track(track).filter(|track| track.gate.is_some());
    let Some(held) = held else {
        return Ok(GateReport::default());
    };
    let spelling = Spelling::of(&language_of(document, held))?;
    let end = programme_end(&DecoderProcess::default(), document.settings(), &file);
    let report = workbench::gate(document, track, &profiles(), |checker| {
        spelling.add_to(checker.with_end(end))
    })?;
    Ok(report)
}

/// When the picture cuts, in order: a file with one time in each line.
pub(crate) fn shots(path: &Path) -> anyhow::Result<Vec<Time>> {
    let times = lines(path)?.into_iter().map(|line| {
        parse_shift(&line).map_err(|error| UsageError(format!("{}: {error}", path.display())))
    });
    let mut times = times.collect::<Result<Vec<Time>, _>>()?;
    times.sort_unstable();
    Ok(times)
}

fn lines(path: &Path) -> anyhow::Result<Vec<String>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}
