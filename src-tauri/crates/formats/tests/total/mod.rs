//! What every reader guarantees, whatever it is given.

use captions::Ids;
use formats::{ReadOptions, WriteOptions, registry};

/// Reads bytes as a format, holds the reading to what every reading
/// guarantees, and writes it back.
///
/// # Errors
/// Where a remark names a place outside the file, or the file does not go back
/// out as it came.
pub fn check(format: &str, bytes: &[u8]) -> Result<(), String> {
    let options = ReadOptions {
        format: Some(format.to_owned()),
        ..ReadOptions::default()
    };
    let reading = formats::read(bytes, None, &options, &mut Ids::new(2, 2))
        .map_err(|error| format!("{format}: {error}"))?;
    let length = bytes.len() as u64;
    for remark in &reading.diagnostics {
        if remark.byte.is_some_and(|byte| byte > length) {
            return Err(format!("{format}: {remark:?} lies behind the end"));
        }
    }
    let track = reading.document.track(reading.track);
    // Facebook's SubRip is read as SubRip, so it goes back out as that.
    let own = track.and_then(|track| track.format.as_deref());
    let own = own.ok_or_else(|| format!("{format}: the reader names no format"))?;
    if !registry::by_id(own).is_some_and(|found| found.info().writes) {
        return Ok(());
    }
    let options = WriteOptions::default();
    let written = formats::write(&reading.document, reading.track, own, &options)
        .map_err(|error| format!("{format}: {error}"))?;
    if written.bytes == bytes {
        Ok(())
    } else {
        Err(format!(
            "{format}: the file does not go back out as it came"
        ))
    }
}
