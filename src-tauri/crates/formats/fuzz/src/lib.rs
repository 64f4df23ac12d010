//! Fuzz targets for the readers, one for each: `cargo fuzz run srt` in the
//! folder above this one's. What a target holds its reader to is what the tests
//! of the crate do.

#[path = "../../tests/total/mod.rs"]
pub mod total;

/// The target of one reader.
#[macro_export]
macro_rules! reader {
    ($format:literal) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            if let Err(broken) = $crate::total::check($format, bytes) {
                panic!("{broken}");
            }
        });
    };
}
