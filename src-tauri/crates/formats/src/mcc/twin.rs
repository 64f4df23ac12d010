//! Whether two channels say the same, as CC1 does for receivers that know
//! CEA-608 alone.

use crate::cea608::{can_send, substitute};
use crate::composed::composed;

/// The words of texts in the characters that CEA-608 has, in order of the
/// alphabet: channels differ in times, in breaks and in what has to stand for a
/// character.
pub(super) fn words(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let mut sent = String::with_capacity(text.len());
        for character in composed(&text).chars() {
            if can_send(character) {
                sent.push(character);
            } else {
                sent.push_str(substitute(character));
            }
        }
        let parts = sent.split(|character: char| !character.is_alphanumeric());
        words.extend(parts.filter(|word| !word.is_empty()).map(str::to_lowercase));
    }
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cea_608_lacks_makes_no_difference() {
        let of = |text: &str| words(std::iter::once(text.to_owned()));
        for (digital, line21) in [
            (
                "\u{141}\u{f3}d\u{17a}\u{2026} it\u{2019}s",
                "L\u{f3}dz... it's",
            ),
            ("one two", "two / one"),
            ("\u{6f22}\u{5b57} OK", "?? OK"),
        ] {
            assert_eq!(of(digital), of(line21), "{digital}");
        }
        assert_ne!(of("Good morning"), of("Buenos d\u{ed}as"));
    }
}
