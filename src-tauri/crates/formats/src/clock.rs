//! Clock times as text formats write them.

use captions::Time;

/// Appends `hh:mm:ss` and milliseconds after `mark`, to the nearest
/// millisecond; times before zero become zero.
pub(crate) fn push_clock(out: &mut String, time: Time, mark: char) {
    let millis = time.round_millis().max(0).unsigned_abs();
    let digit = |value: u64| b'0' + u8::try_from(value % 10).unwrap_or(0);
    let (hours, minutes, seconds) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    if hours > 99 {
        push_padded(out, hours / 100, 1);
    }
    let whole = [
        digit(hours / 10),
        digit(hours),
        b':',
        digit(minutes / 10),
        digit(minutes),
        b':',
        digit(seconds / 10),
        digit(seconds),
    ];
    push_ascii(out, &whole);
    out.push(mark);
    push_ascii(
        out,
        &[digit(millis / 100), digit(millis / 10), digit(millis)],
    );
}

fn push_ascii(out: &mut String, text: &[u8]) {
    out.push_str(std::str::from_utf8(text).unwrap_or_default());
}

/// Appends a number with at least `width` digits.
pub(crate) fn push_padded(out: &mut String, number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut at = digits.len();
    while rest > 0 || digits.len() - at < width.max(1) {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    push_ascii(out, &digits[at..]);
}

/// Whether a millisecond clock writes this time exactly.
pub(crate) fn is_exact(time: Time) -> bool {
    time.is_whole_millis() && time >= Time::ZERO
}

/// Reads digits from the front: the number, how many there were, and the rest.
/// `None` without a digit or with more than `most`.
pub(crate) fn digits(text: &[u8], most: usize) -> Option<(i64, usize, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 || count > most.min(18) {
        return None;
    }
    let number = text[..count]
        .iter()
        .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
    Some((number, count, &text[count..]))
}

/// The milliseconds of a decimal fraction, given its digits as a number:
/// `5` of one digit is 500 ms; further digits round to the nearest.
pub(crate) fn fraction_millis(number: i64, digits: usize) -> i64 {
    match u32::try_from(digits).unwrap_or(18) {
        count @ 0..=3 => number * 10_i64.pow(3 - count),
        count => {
            let unit = 10_i64.pow(count - 3);
            (number + unit / 2) / unit
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_padded_and_rounded() {
        for (flicks, text) in [
            (0, "00:00:00,000"),
            (Time::from_millis(3_723_004).flicks(), "01:02:03,004"),
            (Time::from_seconds(400_000).flicks(), "111:06:40,000"),
            (Time::MILLISECOND.flicks() / 2, "00:00:00,001"),
            (-5, "00:00:00,000"),
        ] {
            let mut out = String::new();
            push_clock(&mut out, Time::from_flicks(flicks), ',');
            assert_eq!(out, text);
        }
    }

    #[test]
    fn fractions_are_decimal() {
        for (number, digits, millis) in [(5, 1, 500), (50, 2, 500), (500, 3, 500), (1235, 4, 124)] {
            assert_eq!(fraction_millis(number, digits), millis);
        }
    }
}
