//! Changing characters of a row without losing its styles.

use captions::Row;

/// Puts another character in the place of one.
pub(crate) fn put(row: &mut Row, at: usize, character: char) {
    replace(row, at, 1, character.encode_utf8(&mut [0; 4]));
}

/// Puts `text` in the place of `length` characters from `start`, where they all
/// stand in one run; gives false, and changes nothing, where they do not.
pub(crate) fn replace(row: &mut Row, start: usize, length: usize, text: &str) -> bool {
    let mut before = 0;
    for run in &mut row.0 {
        let count = run.text.chars().count();
        if start >= before && start + length <= before + count {
            let byte = |at: usize| {
                let place = run.text.char_indices().nth(at);
                place.map_or(run.text.len(), |(byte, _)| byte)
            };
            let range = byte(start - before)..byte(start - before + length);
            run.text.replace_range(range, text);
            return true;
        }
        before += count;
    }
    false
}
