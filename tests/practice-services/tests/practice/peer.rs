//! An independent client agrees: google-api-python-client drives the captions of YouTube.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::json;

use crate::wire::practice;

const PACKAGE: &str = "google-api-python-client==2.202.0";

/// Python with the package, in a folder under `target`, made if pip can; otherwise why not.
fn python() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("youtube-peer");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let has_package = |python: &Path| {
        let mut command = Command::new(python);
        run(command.args(["-c", "import googleapiclient.discovery"]))
    };
    if has_package(&python).is_ok() {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        PACKAGE,
    ];
    run(Command::new(&python).args(install))?;
    has_package(&python).map(|_| python)
}

fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(output)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

#[test]
fn google_api_python_client_agrees() {
    let python = match python() {
        Ok(python) => python,
        Err(reason) => {
            eprintln!("not checked against google-api-python-client: pip has none here: {reason}");
            return;
        }
    };
    let services = practice(json!({"youtube": {
        "videos": [{"id": "V", "title": "Film", "owner": "owner@practice.example"}],
    }}));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../peers/youtube_captions.py");
    let told = Command::new(python)
        .arg(script)
        .arg(services.url())
        .arg(services.control_url())
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&told.stdout);
    let errors = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{output}\n{errors}");
    let effects: Vec<String> = services
        .journal()
        .into_iter()
        .filter_map(|entry| entry.effect)
        .map(|effect| effect.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    let expected = [
        "inserted", "inserted", "updated", "updated", "updated", "deleted", "deleted",
    ];
    assert_eq!(effects, expected, "{output}");
}
