//! Movie fragments (ISO/IEC 14496-12, 8.8).

use super::Track;
use super::boxes::{be32, be64, child, children, versioned};

/// What `trex` and `tfhd` leave unsaid in a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    pub duration: u32,
    pub size: u32,
}

/// Reads a `trex` body: the track's id and its defaults.
pub(super) fn track_defaults(trex: &[u8]) -> Option<(u32, Defaults)> {
    let defaults = Defaults {
        duration: be32(trex, 12)?,
        size: be32(trex, 16)?,
    };
    Some((be32(trex, 4)?, defaults))
}

/// Adds the samples of one `moof` body, which starts at `moof_start` in the
/// file, to the tables of the tracks.
pub(super) fn add_fragment(moof: &[u8], moof_start: u64, tracks: &mut [Track]) {
    let mut implicit_base = moof_start;
    for (kind, traf) in children(moof) {
        if &kind == b"traf"
            && let Some(end) = add_track_fragment(traf, moof_start, implicit_base, tracks)
        {
            implicit_base = end;
        }
    }
}

fn add_track_fragment(
    traf: &[u8],
    moof_start: u64,
    implicit_base: u64,
    tracks: &mut [Track],
) -> Option<u64> {
    let tfhd = child(traf, b"tfhd")?;
    let id = be32(tfhd, 4)?;
    let track = tracks.iter_mut().find(|track| track.id == id)?;
    let header = header(tfhd, track.defaults)?;
    let base = match header.base {
        Some(base) => base,
        None if header.base_is_moof => moof_start,
        None => implicit_base,
    };
    let mut time = child(traf, b"tfdt")
        .and_then(decode_time)
        .unwrap_or(track.table.end_time);
    let mut offset = base;
    for (kind, trun) in children(traf) {
        if &kind != b"trun" {
            continue;
        }
        let run = run(trun, header.defaults)?;
        if let Some(relative) = run.data_offset {
            offset = base.checked_add_signed(i64::from(relative))?;
        }
        if track.table.count == 0 {
            track.table.first_offset = run.first_offset;
        }
        track.table.push_run(offset, time, &run.samples);
        let length: i64 = run.samples.iter().map(|sample| i64::from(sample.0)).sum();
        time = time.saturating_add(length);
        let bytes: u64 = run.samples.iter().map(|sample| u64::from(sample.1)).sum();
        offset = offset.checked_add(bytes)?;
    }
    Some(offset)
}

struct Header {
    base: Option<u64>,
    base_is_moof: bool,
    defaults: Defaults,
}

fn header(tfhd: &[u8], mut defaults: Defaults) -> Option<Header> {
    let flags = be32(tfhd, 0)?;
    let mut at = 8;
    let mut base = None;
    if flags & 0x01 != 0 {
        base = Some(be64(tfhd, at)?);
        at += 8;
    }
    if flags & 0x02 != 0 {
        at += 4;
    }
    if flags & 0x08 != 0 {
        defaults.duration = be32(tfhd, at)?;
        at += 4;
    }
    if flags & 0x10 != 0 {
        defaults.size = be32(tfhd, at)?;
    }
    Some(Header {
        base,
        base_is_moof: flags & 0x02_0000 != 0,
        defaults,
    })
}

fn decode_time(tfdt: &[u8]) -> Option<i64> {
    let (version, body) = versioned(tfdt)?;
    let time = if version == 1 {
        be64(body, 0)?
    } else {
        u64::from(be32(body, 0)?)
    };
    i64::try_from(time).ok().filter(|time| *time < 1 << 56)
}

struct RunOf {
    data_offset: Option<i32>,
    first_offset: i64,
    samples: Vec<(u32, u32)>,
}

fn run(trun: &[u8], defaults: Defaults) -> Option<RunOf> {
    let flags = be32(trun, 0)?;
    let count = be32(trun, 4)?;
    let mut at = 8;
    let mut field = |present: bool| {
        let value = if present { be32(trun, at) } else { None };
        at += if present { 4 } else { 0 };
        value
    };
    let data_offset = field(flags & 0x01 != 0).map(u32::cast_signed);
    field(flags & 0x04 != 0);
    let per_sample = [0x100, 0x200, 0x400, 0x800].map(|flag| flags & flag != 0);
    let stated = per_sample.iter().any(|present| *present);
    // Without a field per sample the count alone could claim anything.
    let limit = if stated { count } else { count.min(1 << 16) };
    let mut samples = Vec::new();
    let mut first_offset = 0;
    for index in 0..limit {
        let [duration, size, flags, offset] = per_sample.map(&mut field);
        let missing = [duration, size, flags, offset]
            .iter()
            .zip(per_sample)
            .any(|(value, present)| present && value.is_none());
        if missing {
            break;
        }
        if index == 0 {
            first_offset = offset.map_or(0, |raw| i64::from(raw.cast_signed()));
        }
        samples.push((
            duration.unwrap_or(defaults.duration),
            size.unwrap_or(defaults.size),
        ));
    }
    Some(RunOf {
        data_offset,
        first_offset,
        samples,
    })
}
