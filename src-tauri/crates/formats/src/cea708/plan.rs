//! When each code of a service is sent, so that every cue appears on its frame.
//!
//! Loads are sent one after the other and as late as they can be; a frame
//! carries one packet with one block, in which room for one command that hides
//! windows and one that shows them is kept free. What rolls up or is painted is
//! sent from the frame on that it appears at.

use super::load::{Code, Load};

/// A cue to be sent: its frames and its codes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    pub(crate) in_frame: i64,
    /// Absent where it stays until the end.
    pub(crate) out_frame: Option<i64>,
    pub(crate) load: &'a Load,
}

/// What becomes of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is shown on its frame.
    OnTime,
    /// It is shown so many frames late.
    Late(i64),
    /// It could only be loaded so many frames late, when its time is over.
    Never(i64),
}

/// The data of one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) frame: i64,
    pub(crate) data: Vec<u8>,
}

/// The data of every frame that has some, in order, and what becomes of each
/// cue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) frames: Vec<Sent>,
    pub(crate) outcomes: Vec<Outcome>,
}

/// Bytes of the two commands that each frame has room for.
const COMMANDS: usize = 4;
const WINDOWS: usize = 8;

/// What a frame has room for besides commands, where it has so many bytes for
/// one block, at least 11.
pub(crate) const fn room(capacity: usize) -> usize {
    capacity - COMMANDS
}

/// Plans cues, in order of their in frames, from frame `first` on; each frame
/// has so much [`room`].
pub(crate) fn plan(jobs: &[Job<'_>], room: usize, first: i64) -> Plan {
    let starts = latest_starts(jobs, room);
    let mut channel = Channel::new(room, first);
    let mut outcomes = Vec::with_capacity(jobs.len());
    for (job, start) in jobs.iter().zip(starts) {
        outcomes.push(channel.send(job, start));
    }
    Plan {
        frames: channel.finish(),
        outcomes,
    }
}

/// The frame each load has to start at for all that follow to be in time,
/// however early that is.
fn latest_starts(jobs: &[Job<'_>], room: usize) -> Vec<i64> {
    let mut starts = vec![0; jobs.len()];
    let (mut frame, mut left) = (i64::MAX, 0);
    for (start, job) in starts.iter_mut().zip(jobs).rev() {
        let due = job.in_frame - i64::from(job.load.is_live());
        if due < frame {
            (frame, left) = (due, room);
        }
        for length in job.load.lengths_before() {
            if length > left {
                frame -= 1;
                left = room;
            }
            left -= length;
        }
        *start = frame;
    }
    starts
}

/// A cue that rolled up last, and where.
#[derive(Clone, Copy, Debug)]
struct Rolled<'a> {
    load: &'a Load,
    window: usize,
    out_frame: Option<i64>,
}

/// The serial channel while it is filled.
#[derive(Debug)]
struct Channel<'a> {
    room: usize,
    /// The frame that is being filled, and what is left of it.
    frame: i64,
    left: usize,
    /// The first frame at which each window is free.
    free_from: [i64; WINDOWS],
    /// What the next cue may roll up.
    rolled: Option<Rolled<'a>>,
    /// Loads in order, and the windows hidden and shown.
    loads: Vec<Sent>,
    commands: std::collections::BTreeMap<i64, (u8, u8)>,
}

impl<'a> Channel<'a> {
    fn new(room: usize, first: i64) -> Self {
        Self {
            room,
            frame: first,
            left: room,
            free_from: [first; WINDOWS],
            rolled: None,
            loads: Vec::new(),
            commands: std::collections::BTreeMap::new(),
        }
    }

    fn send(&mut self, job: &Job<'a>, start: i64) -> Outcome {
        if let Some(rolled) = self.rolled.take() {
            if self.frame < job.in_frame
                && rolled.out_frame == Some(job.in_frame)
                && rolled.load.shares_window(job.load)
            {
                self.fill(job.load.codes_live(), job.in_frame);
                self.leave(job, rolled.window);
                return Outcome::OnTime;
            }
            self.hide(rolled.window, rolled.out_frame);
        }
        let start = start.max(self.frame);
        let free = self.free_from.iter().position(|from| *from <= start);
        let window = free.unwrap_or_else(|| {
            let windows = self.free_from.iter().enumerate();
            windows.min_by_key(|(_, from)| **from).map_or(0, |(w, _)| w)
        });
        let start = start.max(self.free_from[window]);
        let before = (self.frame, self.left, self.loads.len());
        let partial = self.loads.last().map(|sent| sent.data.len());
        let mut end = self.fill(job.load.codes_before(window as u8), start);
        let is_live = job.load.is_live();
        let shown_at = job.in_frame.max(end + i64::from(is_live));
        if is_live {
            end = self.fill(job.load.codes_live(), shown_at);
        }
        let late = shown_at - job.in_frame;
        if job.out_frame.is_some_and(|out| out <= end.max(shown_at)) {
            // Nobody would see it, so its time belongs to the next cue.
            (self.frame, self.left) = (before.0, before.1);
            self.loads.truncate(before.2);
            if let (Some(sent), Some(length)) = (self.loads.last_mut(), partial) {
                sent.data.truncate(length);
            }
            return Outcome::Never(late);
        }
        if !is_live {
            self.commands.entry(shown_at).or_default().1 |= 1 << window;
        }
        self.leave(job, window);
        match late {
            0 => Outcome::OnTime,
            late => Outcome::Late(late),
        }
    }

    /// Leaves a cue in its window until it goes. One that rolled up may be
    /// rolled on by the next.
    fn leave(&mut self, job: &Job<'a>, window: usize) {
        if job.load.rolls() {
            self.rolled = Some(Rolled {
                load: job.load,
                window,
                out_frame: job.out_frame,
            });
        } else {
            self.hide(window, job.out_frame);
        }
    }

    fn hide(&mut self, window: usize, out_frame: Option<i64>) {
        self.free_from[window] = match out_frame {
            Some(out) => {
                self.commands.entry(out).or_default().0 |= 1 << window;
                out + 1
            }
            None => i64::MAX,
        };
    }

    /// Fills frames from `start` on; gives the frame of the last code.
    fn fill<'c>(&mut self, codes: impl Iterator<Item = Code<'c>>, start: i64) -> i64 {
        if start > self.frame {
            (self.frame, self.left) = (start, self.room);
        }
        for code in codes {
            let bytes = code.bytes();
            if bytes.len() > self.left {
                self.frame += 1;
                self.left = self.room;
            }
            self.left -= bytes.len();
            match self.loads.last_mut() {
                Some(sent) if sent.frame == self.frame => sent.data.extend_from_slice(bytes),
                _ => self.loads.push(Sent {
                    frame: self.frame,
                    data: bytes.to_vec(),
                }),
            }
        }
        self.frame
    }

    /// Loads with the commands of their frames behind them.
    fn finish(mut self) -> Vec<Sent> {
        if let Some(rolled) = self.rolled.take() {
            self.hide(rolled.window, rolled.out_frame);
        }
        let mut frames = Vec::with_capacity(self.loads.len() + self.commands.len());
        let mut loads = self.loads.into_iter().peekable();
        for (frame, (hide, show)) in self.commands {
            while let Some(load) = loads.next_if(|load| load.frame < frame) {
                frames.push(load);
            }
            let load = loads.next_if(|load| load.frame == frame);
            let mut data = load.map_or_else(Vec::new, |load| load.data);
            if hide != 0 {
                data.extend([0x8a, hide]);
            }
            if show != 0 {
                data.extend([0x89, show]);
            }
            frames.push(Sent { frame, data });
        }
        frames.extend(loads);
        frames
    }
}

#[cfg(test)]
mod tests {
    use captions::{Cue, Ids, Row, Time};

    use super::super::screen::Screen;
    use super::super::service::WindowMachine;
    use super::*;

    fn load(text: &str) -> Load {
        let mut ids = Ids::new(0, 1);
        let mut cue = Cue::new(ids.cue(), ids.track(), Time::ZERO, None);
        cue.rows = text.split('\n').map(Row::plain).collect();
        Load::of(&cue, Screen::Standard, None)
    }

    /// What a decoder shows of a plan: frames and texts.
    fn decoded(plan: &Plan) -> Vec<(i64, Option<i64>, String)> {
        let mut service = WindowMachine::new(30);
        for sent in &plan.frames {
            service.push(sent.frame, &sent.data);
        }
        let shown = service.finish();
        let text = |shown: &super::super::service::Shown| {
            let lines: Vec<String> = shown.lines.iter().map(|line| line.text.text()).collect();
            (shown.in_frame, shown.out_frame, lines.join("\n"))
        };
        shown.iter().map(text).collect()
    }

    #[test]
    fn cues_appear_and_go_on_their_frames() {
        let loads = [load("one"), load(&"two\nrows".repeat(3)), load("three")];
        let times = [(10, Some(40)), (40, Some(41)), (90, None)];
        let jobs: Vec<Job<'_>> = times
            .iter()
            .zip(&loads)
            .map(|((in_frame, out_frame), load)| Job {
                in_frame: *in_frame,
                out_frame: *out_frame,
                load,
            })
            .collect();
        for capacity in [12, 16, 20, 31] {
            let plan = plan(&jobs, room(capacity), 0);
            assert_eq!(plan.outcomes, [Outcome::OnTime; 3]);
            assert!(plan.frames.iter().all(|sent| sent.data.len() <= capacity));
            let seen = decoded(&plan);
            let seen: Vec<(i64, Option<i64>)> = seen.iter().map(|cue| (cue.0, cue.1)).collect();
            assert_eq!(seen, times);
        }
    }

    #[test]
    fn a_cue_that_cannot_be_loaded_in_time_is_late_and_says_so() {
        let long = load(&"x".repeat(30));
        let job = |in_frame, out_frame| Job {
            in_frame,
            out_frame,
            load: &long,
        };
        let plan = plan(
            &[job(0, Some(1)), job(0, Some(30)), job(1, Some(3))],
            room(16),
            0,
        );
        let [
            Outcome::Never(first),
            Outcome::Late(second),
            Outcome::Never(_),
        ] = plan.outcomes[..]
        else {
            panic!("{:?}", plan.outcomes);
        };
        assert_eq!(first, second);
        let seen = decoded(&plan);
        assert_eq!(seen, [(second, Some(30), "x".repeat(30))]);
    }

    #[test]
    fn more_cues_at_a_time_than_windows_wait_for_one() {
        let short = load("a");
        let jobs: Vec<Job<'_>> = (0..9)
            .map(|number| Job {
                in_frame: 100 + number,
                out_frame: Some(200 + number),
                load: &short,
            })
            .collect();
        let plan = plan(&jobs, room(31), 0);
        assert_eq!(plan.outcomes[..8], [Outcome::OnTime; 8]);
        assert_eq!(plan.outcomes[8], Outcome::Late(93));
    }
}
