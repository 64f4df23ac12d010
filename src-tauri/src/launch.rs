//! What the program is started with.

use std::ffi::OsString;
use std::path::PathBuf;

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Launch {
    /// The first screen.
    #[default]
    FirstScreen,
    /// The sample project.
    Sample,
    /// A project, media or caption file.
    File(PathBuf),
    /// No window: the bridge's types, written to a file.
    ExportBindings(PathBuf),
}

/// A command line that makes no sense.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}\nusage: cuewright [--sample | FILE]")]
pub struct UsageError(String);

impl Launch {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// Where there are too many, or one is not known.
    pub fn parse(arguments: &[OsString]) -> Result<Self, UsageError> {
        let texts: Vec<Option<&str>> = arguments.iter().map(|argument| argument.to_str()).collect();
        match (arguments, texts.as_slice()) {
            ([], _) => Ok(Self::FirstScreen),
            ([_], [Some("--sample")]) => Ok(Self::Sample),
            ([_, path], [Some("export-bindings"), _]) => Ok(Self::ExportBindings(path.into())),
            ([_], [Some(flag)]) if flag.starts_with('-') => {
                Err(UsageError(format!("{flag} is not an option")))
            }
            ([path], _) => Ok(Self::File(path.into())),
            _ => Err(UsageError("one file at a time".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_one_thing() {
        let parse = |words: &[&str]| {
            let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
            Launch::parse(&arguments)
        };
        assert_eq!(parse(&[]), Ok(Launch::FirstScreen));
        assert_eq!(parse(&["--sample"]), Ok(Launch::Sample));
        assert_eq!(parse(&["a.srt"]), Ok(Launch::File("a.srt".into())));
        let bindings = Launch::ExportBindings("b.ts".into());
        assert_eq!(parse(&["export-bindings", "b.ts"]), Ok(bindings));
        assert!(parse(&["--wat"]).is_err());
        assert!(parse(&["a", "b"]).is_err());
    }
}
