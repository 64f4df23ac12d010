//! What the machine must have beside git, Rust and Node, and how to get it from its package manager.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use crate::command::{finish, is_installed, line_of, output_of};

/// What a task is about to do, and so what it needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Build the editor and play media in it.
    Build,
    /// Show the editor where there is no display, and take a picture of it.
    Headless,
    /// Drive the editor's window in tests.
    EndToEnd,
}

/// How to see that something is there.
enum Sign {
    Program(&'static str),
    Library(&'static str),
    MediaPlugin(&'static str),
}

/// One thing that the machine must have.
struct Need {
    why: &'static str,
    sign: Sign,
    for_purposes: &'static [Purpose],
    /// Package names for apt, dnf, pacman and brew; an empty name where the manager has nothing to add.
    packages: [&'static str; 4],
}

use Purpose::{Build, EndToEnd, Headless};

const ALWAYS: &[Purpose] = &[Build, Headless, EndToEnd];
const NEEDS: &[Need] = &[
    Need {
        why: "a C compiler, for SQLite and Opus",
        sign: Sign::Program("cc"),
        for_purposes: ALWAYS,
        packages: ["build-essential", "gcc gcc-c++ make", "base-devel", ""],
    },
    Need {
        why: "building Opus",
        sign: Sign::Program("make"),
        for_purposes: ALWAYS,
        packages: ["build-essential", "make", "base-devel", ""],
    },
    Need {
        why: "finding system libraries",
        sign: Sign::Program("pkg-config"),
        for_purposes: ALWAYS,
        packages: ["pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf"],
    },
    Need {
        why: "building Opus",
        sign: Sign::Program("cmake"),
        for_purposes: ALWAYS,
        packages: ["cmake", "cmake", "cmake", "cmake"],
    },
    Need {
        why: "the window's web view",
        sign: Sign::Library("webkit2gtk-4.1"),
        for_purposes: ALWAYS,
        packages: [
            "libwebkit2gtk-4.1-dev",
            "webkit2gtk4.1-devel",
            "webkit2gtk-4.1",
            "",
        ],
    },
    Need {
        why: "the window and its file dialogs",
        sign: Sign::Library("gtk+-3.0"),
        for_purposes: ALWAYS,
        packages: ["libgtk-3-dev", "gtk3-devel", "gtk3", ""],
    },
    Need {
        why: "the window's place on the session bus",
        sign: Sign::Library("dbus-1"),
        for_purposes: ALWAYS,
        packages: ["libdbus-1-dev", "dbus-devel", "dbus", ""],
    },
    Need {
        why: "playing H.264 and AAC",
        sign: Sign::MediaPlugin("libgstlibav.so"),
        for_purposes: ALWAYS,
        packages: [
            "gstreamer1.0-libav",
            "gstreamer1-plugin-libav",
            "gst-libav",
            "",
        ],
    },
    Need {
        why: "playing AV1 and reading mp4 in full",
        sign: Sign::MediaPlugin("libgstvideoparsersbad.so"),
        for_purposes: ALWAYS,
        packages: [
            "gstreamer1.0-plugins-bad",
            "gstreamer1-plugins-bad-free",
            "gst-plugins-bad",
            "",
        ],
    },
    Need {
        why: "decoding audio that the editor cannot read itself, and taking screenshots",
        sign: Sign::Program("ffmpeg"),
        for_purposes: &[Headless, EndToEnd],
        packages: ["ffmpeg", "ffmpeg-free", "ffmpeg", "ffmpeg"],
    },
    Need {
        why: "a display without a screen",
        sign: Sign::Program("Xvfb"),
        for_purposes: &[Headless, EndToEnd],
        packages: ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", ""],
    },
    Need {
        why: "a session bus for the window",
        sign: Sign::Program("dbus-run-session"),
        for_purposes: &[Headless, EndToEnd],
        packages: ["dbus", "dbus-daemon", "dbus", ""],
    },
    Need {
        why: "driving the window in tests",
        sign: Sign::Program("WebKitWebDriver"),
        for_purposes: &[EndToEnd],
        packages: ["webkit2gtk-driver", "webkit2gtk4.1", "webkit2gtk-4.1", ""],
    },
];

/// A package manager: its program, its place in `Need::packages`, and how it installs.
struct Installer {
    program: &'static str,
    column: usize,
    install: &'static [&'static str],
    refresh: Option<&'static [&'static str]>,
    as_root: bool,
}

const INSTALLERS: &[Installer] = &[
    Installer {
        program: "apt-get",
        column: 0,
        install: &["install", "-y", "--no-install-recommends"],
        refresh: Some(&["update"]),
        as_root: true,
    },
    Installer {
        program: "dnf",
        column: 1,
        install: &["install", "-y"],
        refresh: None,
        as_root: true,
    },
    Installer {
        program: "pacman",
        column: 2,
        install: &["-S", "--needed", "--noconfirm"],
        refresh: Some(&["-Sy"]),
        as_root: true,
    },
    Installer {
        program: "brew",
        column: 3,
        install: &["install"],
        refresh: None,
        as_root: false,
    },
];

/// Sees that the machine has what a purpose needs, and installs what it lacks.
///
/// Fails, naming what is missing, where no known package manager is found or it does not help.
pub fn prepare(purpose: Purpose) -> Result<()> {
    check_node()?;
    let missing = missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    let installer = INSTALLERS
        .iter()
        .find(|installer| is_installed(installer.program))
        .with_context(|| {
            format!("this machine lacks {}; no package manager that xtask knows (apt, dnf, pacman, brew) is here to install it", reasons(&missing))
        })?;
    let packages: BTreeSet<&str> = missing
        .iter()
        .flat_map(|need| need.packages[installer.column].split_whitespace())
        .collect();
    println!(
        "xtask: installing with {}: {}",
        installer.program,
        missing
            .iter()
            .map(|need| format!("{} ({})", need.packages[installer.column], need.why))
            .collect::<Vec<_>>()
            .join(", ")
    );
    install(installer, &packages)?;
    let still = self::missing(purpose);
    if !still.is_empty() {
        bail!(
            "{} installed what was asked, but this is still missing: {}",
            installer.program,
            reasons(&still)
        );
    }
    Ok(())
}

/// What a purpose needs and the machine lacks. On macOS and Windows the system brings the web view and its codecs.
fn missing(purpose: Purpose) -> Vec<&'static Need> {
    let own_web_view = cfg!(any(target_os = "macos", target_os = "windows"));
    NEEDS
        .iter()
        .filter(|need| need.for_purposes.contains(&purpose) && !is_there(&need.sign))
        .filter(|need| !own_web_view || (cfg!(target_os = "macos") && !need.packages[3].is_empty()))
        .collect()
}

fn reasons(needs: &[&Need]) -> String {
    needs
        .iter()
        .map(|need| {
            let (Sign::Program(name) | Sign::Library(name) | Sign::MediaPlugin(name)) = need.sign;
            format!("{name} ({})", need.why)
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => is_installed(name) || Path::new("/usr/libexec").join(name).exists(),
        Sign::Library(name) => output_of("pkg-config", &["--exists", name]).is_some(),
        Sign::MediaPlugin(name) => media_plugin_folders()
            .iter()
            .any(|folder| Path::new(folder).join(name).exists()),
    }
}

/// The folders in which GStreamer's plug-ins may lie: what pkg-config says, or the usual ones.
fn media_plugin_folders() -> Vec<String> {
    let mut folders: Vec<String> = ["/usr/lib64/gstreamer-1.0", "/usr/lib/gstreamer-1.0"]
        .map(str::to_owned)
        .to_vec();
    folders.push(format!(
        "/usr/lib/{}-linux-gnu/gstreamer-1.0",
        std::env::consts::ARCH
    ));
    folders.extend(output_of(
        "pkg-config",
        &["--variable=pluginsdir", "gstreamer-1.0"],
    ));
    folders
}

fn check_node() -> Result<()> {
    let version = output_of("node", &["--version"])
        .context("Node is missing; install Node 20 or newer with npm from nodejs.org")?;
    let major: u32 = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("`node --version` answered {version:?}"))?;
    if major < 20 {
        bail!("Node {version} is too old; the UI is built with Node 20 or newer");
    }
    Ok(())
}

fn install(installer: &Installer, packages: &BTreeSet<&str>) -> Result<()> {
    let mut fresh = false;
    if let Some(refresh) = installer.refresh
        && (installer.program != "apt-get" || package_lists_are_old())
    {
        finish_as_root(installer, refresh, &BTreeSet::new())?;
        fresh = true;
    }
    match finish_as_root(installer, installer.install, packages) {
        Err(_) if !fresh && installer.refresh.is_some() => {
            finish_as_root(
                installer,
                installer.refresh.unwrap_or_default(),
                &BTreeSet::new(),
            )?;
            finish_as_root(installer, installer.install, packages)
        }
        outcome => outcome,
    }
}

/// Whether apt's lists are absent, as in a fresh container, or older than a day.
fn package_lists_are_old() -> bool {
    let newest = fs::read_dir("/var/lib/apt/lists")
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
        .filter_map(|entry| entry.metadata().ok()?.modified().ok())
        .max();
    newest.is_none_or(|time| {
        SystemTime::now()
            .duration_since(time)
            .is_ok_and(|age| age > Duration::from_secs(24 * 60 * 60))
    })
}

/// Runs the package manager, through sudo where that is needed; says so first, since sudo may ask for a password.
fn finish_as_root(installer: &Installer, verb: &[&str], packages: &BTreeSet<&str>) -> Result<()> {
    let root = !installer.as_root || output_of("id", &["-u"]).as_deref() == Some("0");
    if root {
        let mut command = Command::new(installer.program);
        command.args(verb).args(packages);
        return finish(command.env("DEBIAN_FRONTEND", "noninteractive"));
    }
    let mut command = Command::new("sudo");
    command.arg("env").arg("DEBIAN_FRONTEND=noninteractive");
    command.arg(installer.program).args(verb).args(packages);
    let line = line_of(&command);
    if !is_installed("sudo") {
        bail!(
            "run this as root, then try again: {}",
            &line["sudo ".len()..]
        );
    }
    println!("xtask: {line}");
    let status = command
        .stdin(Stdio::inherit())
        .status()
        .context("could not start sudo")?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_can_be_met_on_linux() {
        for need in NEEDS {
            let unmet = need.packages[..3].iter().any(|names| names.is_empty());
            assert!(!unmet, "{} names no package", need.why);
        }
    }

    #[test]
    fn installers_read_their_own_column() {
        let columns: Vec<usize> = INSTALLERS
            .iter()
            .map(|installer| installer.column)
            .collect();
        assert_eq!(columns, [0, 1, 2, 3]);
    }
}
