//! One hour and two hours of MacCaption, a packet for every frame, captions on
//! CC1 and on CEA-708 service 1: how long reading and writing take.

use std::time::{Duration, Instant};

use captions::{Cue, Document, FrameRate, Ids, Row, Settings, Time, Timebase, Track, TrackId};
use cuewright_tests::cost;
use formats::{ReadOptions, WriteOptions};

const ROUNDS: usize = 7;

/// An hour may take so long, and two hours so many times as long.
const HOUR: Duration = Duration::from_secs(1);
const LINEAR: f64 = 2.3;

fn main() {
    println!("MacCaption, every frame, CEA-608 and CEA-708");
    let one = measure(1);
    let two = measure(2);
    let ratio = two.as_secs_f64() / one.as_secs_f64();
    println!(
        "  an hour is read in {:.0} ms (limit {}){}, two in {ratio:.2} times that (limit {LINEAR}){}",
        one.as_secs_f64() * 1e3,
        HOUR.as_millis(),
        cost::held(one < HOUR),
        cost::held(ratio <= LINEAR)
    );
}

/// Writes and reads so many hours; gives the median time of reading.
fn measure(hours: i64) -> Duration {
    let (document, track) = programme(hours);
    let write = || {
        formats::write(&document, track, "mcc", &WriteOptions::default()).expect("it is written")
    };
    let (writing, written) = median(write);
    let file = written.bytes;
    let read = || {
        let options = ReadOptions::default();
        formats::read(&file, Some("a.mcc"), &options, &mut Ids::new(2, 2)).expect("it is read")
    };
    let (reading, back) = median(read);
    assert_eq!(back.document.len(), document.len(), "every cue comes back");
    let megabytes = file.len() as f64 / 1e6;
    println!(
        "  {hours} h, {} cues, {megabytes:.1} MB: written in {:.0} ms, read in {:.0} ms ({:.0} MB/s)",
        document.len(),
        writing.as_secs_f64() * 1e3,
        reading.as_secs_f64() * 1e3,
        megabytes / reading.as_secs_f64(),
    );
    reading
}

fn median<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut times = Vec::with_capacity(ROUNDS);
    loop {
        let start = Instant::now();
        let made = work();
        times.push(start.elapsed());
        if times.len() == ROUNDS {
            times.sort();
            return (times[ROUNDS / 2], made);
        }
    }
}

/// A cue every four seconds, two rows each.
fn programme(hours: i64) -> (Document, TrackId) {
    let mut ids = Ids::new(1, 1);
    let track = Track::new(ids.track(), "programme", "en");
    let id = track.id;
    let mut document = Document::new(Settings {
        timebase: Timebase::drop(FrameRate::NTSC).expect("29.97 drops"),
        ..Settings::default()
    });
    document.put_track(track);
    for number in 0..hours * 900 {
        let frame = |seconds: i64| FrameRate::NTSC.time_of(seconds * 30);
        let (start, end): (Time, Time) = (frame(number * 4 + 2), frame(number * 4 + 5));
        let mut cue = Cue::new(ids.cue(), id, start, Some(end));
        cue.rank = number;
        cue.rows = vec![
            Row::plain(format!("This is the first row of {number}")),
            Row::plain("and here is the second"),
        ];
        document.put_cue(cue).expect("its track is there");
    }
    (document, id)
}
