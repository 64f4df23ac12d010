//! The quality profiles that can be chosen: those that come with Cuewright, and
//! the house's own, each a file in a folder of this user.

use std::fs;
use std::path::{Path, PathBuf};

use quality::profile::Id;
use quality::{Profile, ProfileError, RuleInfo, Severity, rules, shipped};
use serde::Serialize;

use crate::save::{self, Existing};
use crate::{ErrorCode, Result, WorkbenchError};

/// The profiles there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profiles {
    folder: PathBuf,
}

/// A profile, as it is chosen from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProfileInfo {
    /// Its identifier.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The language it is for; absent for any.
    pub language: Option<String>,
    /// Whether it is the house's own, which can be changed and removed.
    pub own: bool,
    /// The rules that hold in it.
    pub rules: Vec<HeldRule>,
    /// What only a person can check.
    pub checklist: Vec<String>,
}

/// A rule that holds in a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldRule {
    /// Its identifier.
    pub rule: String,
    /// How much a finding weighs.
    pub severity: Severity,
    /// Where the rule and its limit are from.
    pub source: String,
}

/// Everything a list of profiles is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ProfileList {
    /// The profiles, the house's own first.
    pub profiles: Vec<ProfileInfo>,
    /// Files among the house's own that are no profiles, each with what is wrong.
    pub broken: Vec<String>,
    /// What the rules are.
    pub rules: Vec<RuleInfo>,
}

/// What became of a profile that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ProfileOutcome {
    /// It is kept.
    Kept {
        /// As it is listed from now on.
        profile: ProfileInfo,
    },
    /// It is no profile; nothing was changed.
    Refused {
        /// The file.
        file: String,
        /// The field, as a path from the top such as `rules.min-gap.limit`.
        field: String,
        /// What is wrong there, and what is allowed.
        message: String,
    },
}

impl Profiles {
    /// The profiles of a house: its own are in `profiles` of this folder.
    #[must_use]
    pub fn new(house: &Path) -> Self {
        let folder = house.join("profiles");
        Self { folder }
    }

    /// All of them. A file that is no profile is no reason to list none.
    #[must_use]
    pub fn list(&self) -> ProfileList {
        let (mut profiles, mut broken) = (Vec::new(), Vec::new());
        for path in self.files() {
            match self.read(&path) {
                Ok(profile) => profiles.push(ProfileInfo::of(&profile, true)),
                Err(error) => broken.push(error.message),
            }
        }
        let shipped = shipped::ids().filter_map(shipped::profile).flatten();
        profiles.extend(shipped.map(|profile| ProfileInfo::of(&profile, false)));
        let rules = rules::ALL.iter().map(|info| **info).collect();
        ProfileList {
            profiles,
            broken,
            rules,
        }
    }

    /// One of them.
    ///
    /// # Errors
    /// Where there is none of that identifier, or its file is no profile.
    pub fn find(&self, id: &str) -> Result<Profile> {
        if let Some(profile) = shipped::profile(id) {
            return profile.map_err(|error| refused(&error));
        }
        let known = Id::try_from(id.to_owned()).ok();
        let path = known.map(|id| self.path(&id)).filter(|path| path.exists());
        let path = path.ok_or_else(|| none_of(id))?;
        self.read(&path)
    }

    /// Keeps a profile among the house's own. `file` is where it came from, for
    /// messages only.
    ///
    /// # Errors
    /// Where one of that identifier is there and `existing` keeps it, or the
    /// folder cannot be written.
    pub fn keep(&self, file: &str, text: &str, existing: Existing) -> Result<ProfileOutcome> {
        let refuse = |error: ProfileError| ProfileOutcome::Refused {
            file: error.file,
            field: error.field,
            message: error.message,
        };
        let profile = match Profile::parse(file, text).and_then(|profile| own(file, profile)) {
            Ok(profile) => profile,
            Err(error) => return Ok(refuse(error)),
        };
        let folder = &self.folder;
        fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
        let path = self.path(&profile.id);
        save::save(&path, profile.to_json().as_bytes(), existing)?;
        let profile = ProfileInfo::of(&profile, true);
        Ok(ProfileOutcome::Kept { profile })
    }

    /// Removes one of the house's own.
    ///
    /// # Errors
    /// Where there is none of that identifier, or it cannot be removed.
    pub fn remove(&self, id: &str) -> Result<()> {
        let id = Id::try_from(id.to_owned()).map_err(|_| none_of(id))?;
        let path = self.path(&id);
        fs::remove_file(&path).map_err(|error| WorkbenchError::io("remove", &path, &error))
    }

    fn path(&self, id: &Id) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let mut files: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .collect();
        files.sort();
        files
    }

    fn read(&self, path: &Path) -> Result<Profile> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| WorkbenchError::io("read", path, &error))?;
        let file = crate::error::name(path);
        let profile = Profile::parse(&file, &text).and_then(|profile| own(&file, profile));
        let profile = profile.map_err(|error| refused(&error).about(path))?;
        if self.path(&profile.id) == path {
            return Ok(profile);
        }
        let message = format!(
            "{file}, id: it is \u{201c}{}\u{201d}; the name of the file is wanted",
            profile.id
        );
        Err(WorkbenchError::new(ErrorCode::UnknownFormat, message).about(path))
    }
}

/// A profile that is not one of those that come with Cuewright.
fn own(file: &str, profile: Profile) -> std::result::Result<Profile, ProfileError> {
    if !shipped::ids().any(|id| id == profile.id.as_str()) {
        return Ok(profile);
    }
    let message = "a profile that comes with Cuewright has this identifier; another is allowed";
    Err(ProfileError {
        file: file.to_owned(),
        field: "id".to_owned(),
        message: message.to_owned(),
    })
}

fn refused(error: &ProfileError) -> WorkbenchError {
    WorkbenchError::new(ErrorCode::UnknownFormat, error.to_string())
}

fn none_of(id: &str) -> WorkbenchError {
    let message = format!("There is no profile \u{201c}{id}\u{201d} at this desk");
    WorkbenchError::new(ErrorCode::NotFound, message)
}

impl ProfileInfo {
    fn of(profile: &Profile, own: bool) -> Self {
        let rules = profile.held().map(|(info, severity, source)| HeldRule {
            rule: info.id.to_owned(),
            severity,
            source: source.to_owned(),
        });
        Self {
            id: profile.id.to_string(),
            name: profile.name.clone(),
            about: profile.about.clone(),
            language: profile.language.clone(),
            own,
            rules: rules.collect(),
            checklist: profile.checklist.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house_profile(id: &str) -> String {
        let mut profile = shipped::profile("house").expect("shipped").expect("sound");
        profile.id = Id::try_from(id.to_owned()).expect("an identifier");
        profile.to_json()
    }

    #[test]
    fn a_copy_is_kept_found_listed_and_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let profiles = Profiles::new(folder.path());
        let text = house_profile("our-own");
        let kept = profiles.keep("x.json", &text, Existing::Keep);
        assert!(matches!(kept, Ok(ProfileOutcome::Kept { profile }) if profile.own));
        assert_eq!(profiles.find("our-own").expect("kept").to_json(), text);
        assert_eq!(profiles.list().profiles[0].id, "our-own");
        let again = profiles.keep("x.json", &text, Existing::Keep);
        assert_eq!(again.expect_err("it is there").code, ErrorCode::Exists);
        assert!(profiles.keep("x.json", &text, Existing::Replace).is_ok());
        profiles.remove("our-own").expect("it is there");
        assert_eq!(
            profiles.find("our-own").expect_err("gone").code,
            ErrorCode::NotFound
        );
    }

    #[test]
    fn what_is_no_profile_is_refused_and_named_in_the_list() {
        let folder = tempfile::tempdir().expect("a folder");
        let profiles = Profiles::new(folder.path());
        for (text, wanted) in [
            (house_profile("house"), "id"),
            (
                house_profile("our-own").replace("\"row-length\"", "\"row-lenght\""),
                "rules.row-lenght",
            ),
        ] {
            let outcome = profiles.keep("x.json", &text, Existing::Keep);
            let outcome = outcome.expect("an answer");
            assert!(
                matches!(&outcome, ProfileOutcome::Refused { field, .. } if field == wanted),
                "{outcome:?}"
            );
        }
        let own = folder.path().join("profiles");
        fs::create_dir_all(&own).expect("a folder");
        fs::write(own.join("other.json"), house_profile("our-own")).expect("writable");
        let list = profiles.list();
        assert_eq!(list.broken.len(), 1);
        assert!(list.broken[0].contains("other.json"), "{:?}", list.broken);
        assert!(list.profiles.iter().all(|profile| !profile.own));
        assert!(profiles.find("../other").is_err());
    }
}
