//! The parent's side of a decoding process: start, listen, watch, stop.

use std::env;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use captions::Time;

use crate::child::ARGUMENT;
use crate::child::protocol::{self, Reply, Task, TaskKind};
use crate::error::AudioError;
use crate::info::MediaInfo;

/// How decoding processes are run on this machine.
#[derive(Clone, Debug)]
pub struct DecoderProcess {
    /// The executable that is started; its `main` begins with
    /// [`child::main`](crate::child::main). This executable where `None`.
    pub program: Option<PathBuf>,
    /// The ffmpeg for what is not decoded here; searched on the `PATH` where `None`.
    pub ffmpeg: Option<PathBuf>,
    /// How long a process may make no headway before it is stopped.
    pub patience: Duration,
}

impl Default for DecoderProcess {
    fn default() -> Self {
        Self {
            program: None,
            ffmpeg: None,
            patience: Duration::from_secs(20),
        }
    }
}

/// What a running process is told and what it tells.
pub(crate) enum Message {
    Reply(Reply),
    /// Its output ended.
    Ended,
    /// From this side: look at another stretch first.
    Prioritise(Time, Time),
    /// From this side: stop.
    Cancel,
}

/// A running process.
pub(crate) struct Running {
    child: Child,
    commands: Option<ChildStdin>,
    messages: Receiver<Message>,
    patience: Duration,
}

impl DecoderProcess {
    /// Starts a process on a task; orders and replies come through one channel.
    pub(crate) fn start(
        &self,
        path: &Path,
        kind: TaskKind,
        (sender, messages): (Sender<Message>, Receiver<Message>),
    ) -> Result<Running, AudioError> {
        let died = |error: std::io::Error| AudioError::DecoderDied {
            reason: error.to_string(),
        };
        let program = match &self.program {
            Some(program) => program.clone(),
            None => env::current_exe().map_err(died)?,
        };
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(died)?;
        let (mut commands, replies) = (child.stdin.take(), child.stdout.take());
        let task = Task {
            path: path.to_path_buf(),
            ffmpeg: self.ffmpeg.clone(),
            kind,
        };
        if let Some(commands) = &mut commands {
            // A child that dies at once is noticed when its output ends.
            let _ = protocol::send(commands, &task);
        }
        thread::spawn(move || {
            let mut replies = replies.map(BufReader::new);
            while let Some(Ok(Some(reply))) = replies.as_mut().map(Reply::read) {
                if sender.send(Message::Reply(reply)).is_err() {
                    return;
                }
            }
            // Nobody listens any more where this cannot be said.
            let _ = sender.send(Message::Ended);
        });
        Ok(Running {
            child,
            commands,
            messages,
            patience: self.patience,
        })
    }

    /// What is in the file at `path`, found out in a process of its own.
    ///
    /// # Errors
    /// As [`AudioError`] says; a file without audio is not an error.
    pub fn probe(&self, path: &Path) -> Result<MediaInfo, AudioError> {
        let running = self.start(path, TaskKind::Probe, channel())?;
        let mut info = None;
        running.listen(|reply| {
            if let Reply::Opened(opened) = reply {
                info = Some(opened);
            }
            Ok(())
        })?;
        info.ok_or_else(|| AudioError::DecoderDied {
            reason: "it said nothing".to_owned(),
        })
    }
}

impl Running {
    /// Hands every reply up to the last to `on_reply`; the last one, if it is
    /// a failure, is the error.
    pub(crate) fn listen(
        mut self,
        mut on_reply: impl FnMut(Reply) -> Result<(), AudioError>,
    ) -> Result<protocol::Finished, AudioError> {
        let outcome = self.follow(&mut on_reply);
        self.stop(outcome.is_ok());
        outcome
    }

    fn follow(
        &mut self,
        on_reply: &mut impl FnMut(Reply) -> Result<(), AudioError>,
    ) -> Result<protocol::Finished, AudioError> {
        let mut last_heard = Instant::now();
        loop {
            let left = self.patience.saturating_sub(last_heard.elapsed());
            match self.messages.recv_timeout(left) {
                Ok(Message::Reply(Reply::Finished(finished))) => return Ok(finished),
                Ok(Message::Reply(Reply::Failed(error))) => return Err(error),
                Ok(Message::Reply(reply)) => {
                    last_heard = Instant::now();
                    on_reply(reply)?;
                }
                Ok(Message::Prioritise(from, to)) => {
                    if let Some(commands) = &mut self.commands {
                        // To a child that just ended there is nothing to say.
                        let _ = protocol::send(commands, &protocol::Command::Prioritise(from, to));
                    }
                }
                Ok(Message::Cancel) => return Err(AudioError::Cancelled),
                Ok(Message::Ended) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.death());
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Err(AudioError::Stalled {
                        seconds: self.patience.as_secs(),
                    });
                }
            }
        }
    }

    /// Why the child ended without a verdict.
    fn death(&mut self) -> AudioError {
        const WHILE: Duration = Duration::from_secs(1);
        let reason = match self.wait_for(WHILE) {
            Some(status) => status.to_string(),
            None => "it closed its output".to_owned(),
        };
        AudioError::DecoderDied { reason }
    }

    /// Ends the child: by itself where it is done, at once where it is not.
    /// Told to cancel first, it takes an ffmpeg of its own with it.
    fn stop(&mut self, done: bool) {
        const MOMENT: Duration = Duration::from_millis(20);
        if let Some(mut commands) = self.commands.take()
            && !done
        {
            // A child that is gone already needs no order.
            let _ = protocol::send(&mut commands, &protocol::Command::Cancel);
        }
        self.wait_for(MOMENT);
    }

    /// The child's end, where it comes within `patience`.
    fn wait_for(&mut self, patience: Duration) -> Option<ExitStatus> {
        const STEP: Duration = Duration::from_millis(1);
        let asked = Instant::now();
        while asked.elapsed() < patience {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(STEP),
                Ok(Some(status)) => return Some(status),
                Err(_) => return None,
            }
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
