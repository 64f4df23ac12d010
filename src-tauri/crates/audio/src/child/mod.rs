//! The decoding process: the same executable, started again for one file.
//!
//! Whatever a damaged file does to a decoder (a panic, a stall, all memory)
//! happens there; the editor sees a message or an end.

pub(crate) mod protocol;
mod serve;
mod spool;

use std::env;
use std::io;
use std::process;
use std::sync::Arc;
use std::thread;

use self::protocol::{Command, Task};
use crate::engine::Control;

/// The first argument that makes an executable the decoding process.
pub(crate) const ARGUMENT: &str = "decode-audio";

/// Becomes the decoding process where this executable was started as one, and
/// then does not return; otherwise does nothing.
///
/// Every program that starts a [`WaveformJob`](crate::WaveformJob) calls this
/// first thing in its `main`.
pub fn main() {
    if env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == ARGUMENT)
    {
        process::exit(decode());
    }
}

fn decode() -> i32 {
    limit_memory();
    // A panic is answered for where it is caught; a trace helps nobody here.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok(Some(task)) = protocol::receive::<Task>(&mut io::stdin().lock()) else {
        return 2;
    };
    let control = Arc::new(Control::default());
    let obeying = Arc::clone(&control);
    thread::spawn(move || obey(&obeying));
    serve::serve(&task, &control)
}

/// Follows the parent's commands; its end is the end.
fn obey(control: &Control) {
    loop {
        match protocol::receive(&mut io::stdin().lock()) {
            Ok(Some(Command::Prioritise(from, to))) => control.prioritise(from, to),
            Ok(Some(Command::Cancel)) | Ok(None) | Err(_) => {
                control.cancel();
                process::exit(0);
            }
        }
    }
}

/// Bytes of data the process may have; decoding takes under 60 MB.
#[cfg(unix)]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    const MOST: u64 = 512 << 20;
    let limit = Rlimit {
        current: Some(MOST),
        maximum: Some(MOST),
    };
    // Where the system knows no such limit the watchdog still stands.
    let _ = setrlimit(Resource::Data, limit);
}

#[cfg(not(unix))]
fn limit_memory() {}
