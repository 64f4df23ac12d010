//! Projects opening and closing.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use captions::Settings;
use formats::registry::{self, Confidence, Probe};

use crate::engine::Engine;
use crate::error::name;
use crate::importing::read_file;
use crate::naming::safe_stem;
use crate::{
    Access, ErrorCode, Event, ImportOptions, NewProject, Notice, OpenOutcome, Project,
    ProjectStore, Result, WorkbenchError, media,
};

/// The ending of project files.
const ENDING: &str = "cuewright";

/// What a file is, by its content.
pub(crate) enum Kind {
    Project,
    Captions,
    Media,
}

impl Engine {
    pub(crate) fn open_path(
        &mut self,
        path: &Path,
        options: &ImportOptions,
    ) -> Result<OpenOutcome> {
        match self.kind_of(path, options)? {
            Kind::Project => {
                self.open_project(path, Access::Write)?;
                Ok(OpenOutcome::Opened)
            }
            Kind::Captions => self.import(path, &read_file(path)?, options),
            Kind::Media => self.link_media(path),
        }
    }

    pub(crate) fn kind_of(&self, path: &Path, options: &ImportOptions) -> Result<Kind> {
        let unreadable = |error| WorkbenchError::io("open", path, &error);
        if fs::metadata(path).map_err(unreadable)?.is_dir() {
            return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
        }
        // A file of that name that is no project is to be told so.
        let named_so = path.extension().is_some_and(|ending| ending == ENDING);
        if named_so || self.ports.stores.recognises(path).map_err(unreadable)? {
            return Ok(Kind::Project);
        }
        let detected = registry::detect(&start_of(path)?, Some(&name(path))).confidence();
        if options.format.is_some() || detected > Confidence::Name {
            return Ok(Kind::Captions);
        }
        match media::examine(&self.ports.decoder, path) {
            Ok(_) => Ok(Kind::Media),
            Err(_) if detected == Confidence::Name => Ok(Kind::Captions),
            Err(_) => {
                let message = format!(
                    "{} is no project, caption or media file that Cuewright knows",
                    name(path)
                );
                Err(WorkbenchError::new(ErrorCode::UnknownFormat, message).about(path))
            }
        }
    }

    /// Opens a project file; the one that is open before is closed only once
    /// the new one is there.
    pub(crate) fn open_project(&mut self, path: &Path, access: Access) -> Result<()> {
        if self.is_open(path) {
            self.tell_opened();
            return Ok(());
        }
        let store = self.ports.stores.open(path, access)?;
        let read_only = store.read_only();
        self.adopt(store)?;
        if read_only && access == Access::Write {
            let message = format!(
                "{} or its folder cannot be written. It is open for reading only",
                name(path)
            );
            let notice = Notice::warning("read-only", message);
            self.notice(notice.with_action("project.save-as"));
        }
        Ok(())
    }

    pub(crate) fn new_project(&mut self, path: Option<&Path>, title: &str) -> Result<()> {
        let settings = Settings {
            title: title.to_owned(),
            ..Settings::default()
        };
        self.start_project(path, settings)
    }

    /// Makes a project and opens it: a file from the start, so that there is
    /// never anything that is nowhere.
    pub(crate) fn start_project(&mut self, path: Option<&Path>, settings: Settings) -> Result<()> {
        let title = settings.title.clone();
        let project = NewProject {
            settings,
            made_at: self.ports.clock.now(),
        };
        let store = match path {
            Some(path) => self.ports.stores.create(path, &project)?,
            None => self.create_untitled(&title, &project)?,
        };
        self.adopt(store)
    }

    fn create_untitled(&self, title: &str, project: &NewProject) -> Result<Box<dyn ProjectStore>> {
        let folder = &self.places.projects;
        fs::create_dir_all(folder).map_err(|error| WorkbenchError::io("make", folder, &error))?;
        let stem = safe_stem(title, "Untitled");
        let mut number = 1;
        loop {
            let numbered = match number {
                1 => format!("{stem}.{ENDING}"),
                _ => format!("{stem} {number}.{ENDING}"),
            };
            match self.ports.stores.create(&folder.join(numbered), project) {
                Err(error) if error.code == ErrorCode::Exists => number += 1,
                other => return other,
            }
        }
    }

    /// Makes a store's project the open one.
    fn adopt(&mut self, store: Box<dyn ProjectStore>) -> Result<()> {
        let path = store.path().to_owned();
        let (project, notices) = Project::open(store, self.fresh_ids())?;
        if let Err(error) = self.close_project() {
            self.notice(Notice::warning("close-failed", error.message));
        }
        self.project = Some(project);
        self.remember(&path);
        self.find_media();
        self.tell_opened();
        for notice in notices {
            self.notice(notice);
        }
        self.start_waveform();
        if let Err(error) = self.with(|project| project.store().keep_copy()) {
            self.notice(Notice::warning("backup-failed", error.message));
        }
        self.finish_publications();
        Ok(())
    }

    pub(crate) fn close(&mut self) -> Result<()> {
        let was_open = self.project.is_some();
        let closed = self.close_project();
        if was_open {
            self.tell(Event::Closed);
        }
        closed
    }

    pub(crate) fn close_project(&mut self) -> Result<()> {
        self.forget_media();
        match self.project.take() {
            Some(project) => project.into_store().close(),
            None => Ok(()),
        }
    }

    pub(crate) fn save_as(&mut self, path: &Path) -> Result<()> {
        let old = self
            .open_path_now()
            .ok_or_else(WorkbenchError::no_project)?;
        if self.is_open(path) {
            return Ok(());
        }
        self.with(|project| {
            project.freeze_step();
            project.store().copy_to(path)
        })?;
        let store = self.ports.stores.open(path, Access::Write)?;
        self.adopt(store)?;
        self.drop_untitled(&old);
        Ok(())
    }

    /// A project without a place of its own has moved to where it was saved.
    fn drop_untitled(&mut self, old: &Path) {
        if old.parent() == Some(&*self.places.projects) {
            // Left behind, it is one project too many and nothing worse.
            let _ = fs::remove_file(old);
            let _ = self.ports.desk.forget(old);
        }
    }
}

/// As much of a file as tells what it is.
pub(crate) fn start_of(path: &Path) -> Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(Probe::BYTES as u64).read_to_end(&mut start))
        .map_err(|error| WorkbenchError::io("open", path, &error))?;
    Ok(start)
}

/// Where a project of that title would first be tried.
pub(crate) fn project_path(folder: &Path, title: &str) -> PathBuf {
    folder.join(format!("{}.{ENDING}", safe_stem(title, "Untitled")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names_that_every_system_takes() {
        let cases = [
            ("Harbour news", "Harbour news"),
            ("", "Untitled"),
            ("../../etc/passwd", "/../etc/passwd"),
            ("a/b\\c:d", "a b c d"),
            ("  .hidden. ", "hidden"),
            ("line\nbreak", "line break"),
        ];
        for (title, expected) in cases {
            let stem = safe_stem(title, "Untitled");
            assert!(!stem.contains(['/', '\\']), "{stem}");
            if !expected.contains('/') {
                assert_eq!(stem, expected);
            }
        }
    }
}
