//! A display without a screen, and the editor shown on it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::finish;
use crate::workspace;

/// The window's size in the configuration, and so the display's.
const SIZE: &str = "1600x940";
/// What the editor prints once everything it opened is on the screen.
const DRAWN: &str = "cuewright: drawn";
/// A machine that needs longer than this has a fault that more waiting does not mend.
const PATIENCE: Duration = Duration::from_secs(300);

/// A virtual X display; gone when dropped.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts Xvfb on a display number that it finds free itself.
    pub fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0"])
            .arg(format!("{SIZE}x24"))
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb")?;
        let mut number = String::new();
        let output = server.stdout.take().context("Xvfb has an output")?;
        BufReader::new(output).read_line(&mut number)?;
        let name = format!(":{}", number.trim());
        if name == ":" {
            bail!("Xvfb ended before it had a display");
        }
        Ok(Self { server, name })
    }

    /// Saves what the display shows as a PNG file.
    pub fn save_picture(&self, path: &Path) -> Result<()> {
        finish(
            Command::new("ffmpeg")
                .args(["-v", "error", "-y", "-f", "x11grab", "-draw_mouse", "0"])
                .args(["-video_size", SIZE, "-i", &self.name, "-frames:v", "1"])
                .arg(path),
        )
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Both only fail when the server is gone already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Shows a program on a display of its own until it says that all is drawn, saves a picture, and ends it.
///
/// `told` is what it is told in its environment. The program keeps its settings, data and cache in `home`, which is
/// emptied first. Fails when it ends, or says nothing for five minutes, before that.
pub fn photograph(
    program: &Path,
    arguments: &[&str],
    told: &[(&str, &str)],
    home: &Path,
    picture: &Path,
) -> Result<()> {
    if home.exists() {
        fs::remove_dir_all(home).with_context(|| format!("could not empty {}", home.display()))?;
    }
    let display = Display::start()?;
    let mut command = Command::new("dbus-run-session");
    command.arg("--").arg(program).args(arguments);
    for (variable, folder) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
    ] {
        let path = home.join(folder);
        fs::create_dir_all(&path)?;
        command.env(variable, path);
    }
    command
        .env("DISPLAY", &display.name)
        // GStreamer looks at every plug-in once and keeps what it found; `home` is new each time.
        .env(
            "GST_REGISTRY",
            workspace::target().join("gstreamer-registry.bin"),
        )
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("CUEWRIGHT_ANNOUNCE", "1")
        .envs(told.iter().copied());
    let mut shown = Shown::start(&mut command)?;
    shown.wait_until_drawn()?;
    display.save_picture(picture)
}

/// A program and all that it started; all gone when dropped.
struct Shown {
    child: Child,
}

impl Shown {
    fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the editor")?;
        Ok(Self { child })
    }

    fn wait_until_drawn(&mut self) -> Result<()> {
        let output = self
            .child
            .stdout
            .take()
            .context("the editor has an output")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        loop {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) if line.trim() == DRAWN => return Ok(()),
                Ok(line) => println!("{line}"),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("the editor did not show the sample project within five minutes")
                }
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the editor ended before it showed the sample project")
                }
            }
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // The group takes the bus and the web view's processes along. All of this only fails when they are gone.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.child.wait();
    }
}
