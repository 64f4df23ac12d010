//! What the outbox itself costs: 1,000 small jobs from the desk database to
//! services that answer at once, beside bare appends of 4 KiB with fdatasync on
//! the same disk; and through the real clients to the practice services, beside
//! the very same calls made bare over one connection. Limit: 2 ms a job.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cuewright_tests::outbox::fake::Fake;
use cuewright_tests::outbox::parcels::{SERVICES, account, captions, fulfil, item, result};
use cuewright_tests::outbox::run::Run;
use cuewright_tests::practice::{InStep, START, accounts, clients, sign_in, world};
use practice_services::world::{CaptionRequest, Media};
use practice_services::{Entry, Options, Practice, World};
use services::secrets::Place;
use store::Desk;
use workbench::Clock;
use workbench::memory::ManualClock;
use workbench::outbox::{Item, ItemState, NewItem, Operation, OutboxStore, StudioResult};

const JOBS: u64 = 1_000;
const LIMIT: Duration = Duration::from_millis(2);

fn main() {
    println!("{JOBS} small jobs, from the desk database to services that answer at once");
    // Where the build goes: a real disk, which the folder for temporary files
    // need not be.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to work in");
    measure("on the disk", folder.path());
    println!(
        "    bare append + fdatasync there: {:?}",
        append(&folder.path().join("append"))
    );
    // What is left where writing costs nothing is the outbox's own.
    if let Ok(memory) = tempfile::tempdir_in("/dev/shm") {
        measure("in memory", memory.path());
        through_clients(&memory.path().join("clients"));
    }
}

/// Requests of the practice services with numbers from here wait to be fulfilled.
const FIRST: u64 = 10_001;

/// A request for each of so many lectures. A look lists the files of one lecture:
/// with all requests on one, it would be a large job.
fn busy_world() -> World {
    let mut world = world();
    let (waiting, lecture) = (
        world.studio.requests[0].clone(),
        world.studio.media[0].clone(),
    );
    let all = FIRST..FIRST + JOBS;
    let requests = all.clone().map(|id| CaptionRequest {
        id,
        media_id: id,
        ..waiting.clone()
    });
    world.studio.requests = requests.collect();
    world.studio.media.extend(all.map(|id| Media {
        id,
        ..lecture.clone()
    }));
    world
}

/// The result of a request of that world.
fn job(number: u64) -> NewItem {
    let media = Some((FIRST + number).to_string());
    let result = StudioResult {
        media,
        ..result(FIRST + number)
    };
    item(number, Operation::StudioFulfil(result), true)
}

/// The jobs through the real clients, and then the same calls without them.
fn through_clients(folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder to work in");
    let options = Options {
        world: busy_world(),
        ..Options::default()
    };
    let practice = Practice::start(options).expect("a port");
    let drained = drain(&practice, folder);
    let calls = practice.journal();
    practice.reset(busy_world());
    let start = Instant::now();
    repeat(practice.port(), &calls).expect("the same answers");
    let bare = start.elapsed();
    let jobs = u32::try_from(JOBS).expect("small");
    let own = drained.saturating_sub(bare) / jobs;
    println!("  through the clients to the practice services, the desk in memory:");
    println!(
        "    sent and seen {:?} each, the same {} calls bare {:?} each ({:.2} times); {own:?} are \
         the outbox's and the clients' ({:.2} of {LIMIT:?})",
        drained / jobs,
        calls.len(),
        bare / jobs,
        drained.as_secs_f64() / bare.as_secs_f64(),
        own.as_secs_f64() / LIMIT.as_secs_f64()
    );
}

/// Sends all jobs and sees them done; answers how long that took.
fn drain(practice: &Practice, folder: &Path) -> Duration {
    let clock = ManualClock::default();
    clock.advance(START);
    let clients = clients(folder, &clock);
    let path = folder.join("desk.db");
    let mut desk = Desk::open(&path).expect("a new desk");
    for account in accounts(&practice.url(), Place::Session, false) {
        sign_in(&clients, &account, false).expect("secrets");
        desk.put_account(&account).expect("written");
    }
    for number in 0..JOBS {
        desk.put_in(&job(number), clock.now()).expect("written");
    }
    let clockwork = Box::new(|seconds| practice.advance(seconds));
    let remotes = InStep::new(clients, &clock, clockwork);
    let own = Desk::open(&path).expect("the desk");
    let mut run = Run::new(Box::new(own), &clock, 1);
    let start = Instant::now();
    assert!(run.settle(&remotes, 100_000).expect("written"), "it rests");
    let drained = start.elapsed();
    let items = desk.items().expect("read");
    assert!(items.iter().all(|item| item.state == ItemState::Done));
    drained
}

/// Makes calls of the journal again over one connection, as plainly as can be.
fn repeat(port: u16, calls: &[Entry]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    for call in calls {
        let body = if call.method == "PATCH" {
            form(call.n)
        } else {
            Vec::new()
        };
        let mut request = format!(
            "{} {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
             Authorization: Bearer practice-studio-access\r\n\
             Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n",
            call.method,
            call.path,
            body.len()
        )
        .into_bytes();
        request.extend(body);
        stream.write_all(&request)?;
        assert_eq!(Some(answer(&mut answers)?), call.status);
    }
    Ok(())
}

/// The body of a result with captions of a number.
fn form(number: u64) -> Vec<u8> {
    let mut body =
        b"--B\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nfulfilled\r\n--B\r\n\
        Content-Disposition: form-data; name=\"caption_file\"; filename=\"lecture.srt\"\r\n\
        Content-Type: application/x-subrip\r\n\r\n"
            .to_vec();
    body.extend(captions(number));
    body.extend(b"\r\n--B--\r\n");
    body
}

/// Reads an answer whole; answers its status.
fn answer(from: &mut impl BufRead) -> std::io::Result<u16> {
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(rest) = line.strip_prefix("http/1.1 ") {
            status = rest[..3].parse().unwrap_or(0);
        } else if let Some(rest) = line.strip_prefix("content-length:") {
            length = rest.trim().parse().unwrap_or(0);
        } else if line.is_empty() {
            break;
        }
    }
    from.read_exact(&mut vec![0; length])?;
    Ok(status)
}

fn measure(place: &str, folder: &Path) {
    let path = folder.join("desk.db");
    let mut desk = Desk::open(&path).expect("a new desk");
    for service in SERVICES {
        desk.put_account(&account(service)).expect("written");
    }
    let clock = ManualClock::default();
    clock.advance(1_795_300_000_000);
    let start = Instant::now();
    for number in 0..JOBS {
        desk.put_in(&fulfil(number, number), clock.now())
            .expect("written");
    }
    let entered = start.elapsed();
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let fake = Fake::new(shared);
    let own = Desk::open(&path).expect("the desk");
    let mut run = Run::new(Box::new(own), &clock, 1);
    let start = Instant::now();
    let rests = run.settle(&fake, 100_000).expect("written");
    let drained = start.elapsed();
    assert!(rests, "it comes to rest");
    let items = desk.items().expect("read");
    let done = |item: &Item| item.state == ItemState::Done;
    assert!(items.iter().all(done), "all are done");
    let jobs = u32::try_from(JOBS).expect("small");
    println!("  {place}: put in {:?} each", entered / jobs);
    println!(
        "    sent and seen {:?} each (limit {LIMIT:?})",
        drained / jobs
    );
}

/// The median of as many bare appends.
fn append(path: &Path) -> Duration {
    let mut log = File::create(path).expect("a writable folder");
    let mut times: Vec<Duration> = (0..JOBS)
        .map(|_| {
            let start = Instant::now();
            log.write_all(&[0; 4096]).expect("room");
            log.sync_data().expect("a disk");
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
