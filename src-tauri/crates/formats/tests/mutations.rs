//! Damaged files, so many for each reader: no reader falls over one, and what
//! was read goes back out as it came. With `CUEWRIGHT_MUTATIONS` set to a
//! number, so many files for each reader, held to their limits of time and
//! memory; `cargo xtask bench mutations` does that in release with 100 000.

use std::path::Path;
use std::time::{Duration, Instant};

use formats::registry;

mod total;

const USUAL: u64 = 300;
const LONGEST: Duration = Duration::from_secs(1);
/// Bytes of memory that reading and writing one file may take.
const MOST_MEMORY: u64 = 64 << 20;

/// Numbers that are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `sides`, which is not zero.
    fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % sides as u64).expect("below a usize")
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// Bytes that mean something to one format or another.
const TELLING: &[u8] = b"\0\n\r\t <>{}[]:;,.&\\|$*-/09aZ\x0b\x7f\x80\x8f\xc0\xd0\xea\xff";

/// Changes a file in a few places; `other` is a file to take pieces from.
fn damage(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    for _ in 0..=dice.roll(8) {
        if bytes.is_empty() {
            return;
        }
        let at = dice.roll(bytes.len());
        let end = (at + 1 + dice.roll(64)).min(bytes.len());
        match dice.roll(8) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = TELLING[dice.roll(TELLING.len())],
            2 => bytes[at] = dice.byte(),
            3 => bytes.insert(at, TELLING[dice.roll(TELLING.len())]),
            4 => bytes.truncate(at),
            5 => drop(bytes.drain(at..end)),
            6 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let from = dice.roll(other.len() + 1);
                let to = (from + 64).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
}

/// The fixtures of a format; all there are, where it has none of its own.
fn fixtures(format: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let own = root.join(format);
    let folders = if own.is_dir() {
        vec![own]
    } else {
        let all = std::fs::read_dir(root).expect("fixtures").flatten();
        all.map(|folder| folder.path()).collect()
    };
    let mut files: Vec<Vec<u8>> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder").flatten())
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "expect"))
        .map(|path| std::fs::read(path).expect("a readable fixture"))
        .collect();
    files.sort();
    files
}

/// Says which file it was when a reader falls over it.
struct Trial {
    format: &'static str,
    reader: &'static str,
    number: u64,
}

impl Drop for Trial {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let (format, reader, number) = (self.format, self.reader, self.number);
            eprintln!("damaged {format} file {number}, read as {reader}");
        }
    }
}

/// The most memory this process ever had, in bytes, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}

/// Damages `count` files of a format and answers how long the slowest took.
fn try_out(format: &'static str, readers: &[&'static str], count: u64) -> Duration {
    let whole = fixtures(format);
    let salt = format.bytes().fold(0, |salt: u64, byte| {
        salt.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let mut slowest = Duration::ZERO;
    for number in 0..count {
        let mut dice = Dice(salt << 32 ^ number);
        let mut bytes = whole[dice.roll(whole.len())].clone();
        damage(&mut bytes, &whole[dice.roll(whole.len())], &mut dice);
        // Once in a while another reader gets the file, as when a name lies.
        let reader = match dice.roll(16) {
            0 => readers[dice.roll(readers.len())],
            _ => format,
        };
        let trial = Trial {
            format,
            reader,
            number,
        };
        let mut took = time_of(reader, &bytes);
        // A machine that is busy otherwise takes its time from any file.
        if took > LONGEST {
            took = took.min(time_of(reader, &bytes));
        }
        slowest = slowest.max(took);
        drop(trial);
    }
    slowest
}

fn time_of(reader: &str, bytes: &[u8]) -> Duration {
    let start = Instant::now();
    total::check(reader, bytes).expect("what every reader guarantees");
    start.elapsed()
}

#[test]
fn damaged_files_are_read_and_go_back_out_as_they_came() {
    let wanted = std::env::var("CUEWRIGHT_MUTATIONS").ok();
    let wanted: Option<u64> = wanted.and_then(|count| count.parse().ok());
    let count = wanted.unwrap_or(USUAL);
    let readers = registry::all().iter().map(|format| format.info());
    let readers: Vec<&str> = readers.filter(|info| info.reads).map(|i| i.id).collect();
    let before = peak();
    for format in &readers {
        let slowest = try_out(format, &readers, count);
        if wanted.is_some() {
            println!("{format:<14} {count} files, the slowest in {slowest:?}");
            assert!(slowest < LONGEST, "{format}: {slowest:?}");
        }
    }
    if wanted.is_some()
        && let (Some(before), Some(after)) = (before, peak())
    {
        let megabytes = (after - before) >> 20;
        println!("at most {megabytes} MB of memory more than at the start");
        assert!(after - before < MOST_MEMORY, "{megabytes} MB");
    }
}
