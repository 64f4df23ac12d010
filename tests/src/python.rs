//! Python programs that captions are compared with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// ttconv and pycaption, as the tests know them.
pub const READERS: [&str; 2] = ["ttconv==1.2.3", "pycaption==2.3.14"];

/// pysubs2, as the benchmarks know it.
pub const PYSUBS2: &str = "pysubs2==1.8.1";

/// A Python in an environment of its own, the folder, that has these packages;
/// `None` where there is no Python, or pip cannot install them here. What is
/// installed stays for the next time.
#[must_use]
pub fn environment(folder: &Path, packages: &[&str]) -> Option<PathBuf> {
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let list = folder.join("packages.txt");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&list).is_ok_and(|found| found == wanted) && runs(&python) {
        return Some(python);
    }
    let system = ["python3", "python"].into_iter().find(|name| runs(name))?;
    succeeds(Command::new(system).args(["-m", "venv"]).arg(folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--retries", "1"];
    let quick = ["--timeout", "20", "--disable-pip-version-check"];
    let mut install = Command::new(&python);
    succeeds(install.args(pip).args(quick).args(packages))?;
    std::fs::write(&list, wanted).ok()?;
    Some(python)
}

fn runs(python: impl AsRef<std::ffi::OsStr>) -> bool {
    succeeds(Command::new(python).arg("--version")).is_some()
}

fn succeeds(command: &mut Command) -> Option<()> {
    let done = command.output().ok()?;
    done.status.success().then_some(())
}
