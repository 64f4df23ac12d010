//! What work and whole processes cost.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time and peak memory of one whole process.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The median of several runs.
    pub time: Duration,
    /// Bytes that were resident at most, where that can be told.
    pub memory: Option<u64>,
}

/// The command line as the release profile built it, beside the folder that
/// benchmarks lie in; `None` where it was not built.
#[must_use]
pub fn command_line() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let release = own.parent()?.parent()?;
    let name = format!("cuewright-cli{}", std::env::consts::EXE_SUFFIX);
    Some(release.join(name)).filter(|path| path.exists())
}

/// Whether ffmpeg can be run.
#[must_use]
pub fn has_ffmpeg() -> bool {
    let version = Command::new("ffmpeg").arg("-version").output();
    version.is_ok_and(|done| done.status.success())
}

/// How long work takes.
pub fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The time that so many of a hundred are not above; sorts them.
///
/// # Panics
/// Where there are none.
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() - 1) * percent / 100]
}

/// Runs a command so many times, and once more for its memory.
///
/// # Errors
/// Where a run fails.
pub fn measure(rounds: usize, command: impl Fn() -> Command) -> Result<Cost, String> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        let done = command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        times.push(start.elapsed());
        if !done.is_ok_and(|status| status.success()) {
            return Err(format!("{:?} fails", command()));
        }
    }
    times.sort();
    Ok(Cost {
        time: times[times.len() / 2],
        memory: peak_memory(&command()),
    })
}

/// Peak resident memory in bytes, where GNU time is installed.
fn peak_memory(command: &Command) -> Option<u64> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(command.get_program())
        .args(command.get_args())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let kilobytes: u64 = text.lines().last()?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// What is printed behind a value: nothing where its limit is held.
#[must_use]
pub fn held(holds: bool) -> &'static str {
    if holds { "" } else { "  MISSED" }
}
