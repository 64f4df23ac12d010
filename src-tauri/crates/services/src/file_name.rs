//! Names of files as they are sent to a service.

/// What a name without a usable letter becomes.
const NAMELESS: &str = "captions";
/// No service needs a longer stem.
const LONGEST_STEM: usize = 100;

/// The name a file is sent under: letters, digits, `.`, `_` and `-` of ASCII
/// only, so that no service has to guess its encoding or can take it for a
/// path; everything else becomes one `-`. The ending is replaced by `ending`,
/// where that is given. The user's own name stays as it is.
pub(crate) fn ascii_name(name: &str, ending: Option<&str>) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, own) = last.rsplit_once('.').unwrap_or((last, ""));
    // What is no ending is a part of the name: `talk.en` as SRT is `talk.en.srt`.
    let is_part = ending.is_some() && formats::registry::by_name(last).is_none();
    let stem = if is_part { last } else { stem };
    let stem: String = plain(stem).chars().take(LONGEST_STEM).collect();
    let stem = stem.trim_matches(['-', '.']);
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    match ending.map_or_else(|| plain(own), str::to_owned) {
        ending if ending.is_empty() => stem.to_owned(),
        ending => format!("{stem}.{ending}"),
    }
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-') {
            plain.push(letter);
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_anywhere() {
        let table = [
            ("lecture-3.en.srt", Some("srt"), "lecture-3.en.srt"),
            ("Lecture 3.SRT", Some("srt"), "Lecture-3.srt"),
            ("Vorlesung über Öl.srt", Some("srt"), "Vorlesung-ber-l.srt"),
            ("講義.srt", Some("srt"), "captions.srt"),
            ("talk.vtt", Some("srt"), "talk.srt"),
            ("talk.v2", Some("srt"), "talk.v2.srt"),
            ("talk.en", Some("srt"), "talk.en.srt"),
            ("talk", Some("srt"), "talk.srt"),
            ("../../etc/passwd", Some("srt"), "passwd.srt"),
            ("C:\\film\\a\"b\r\n.mp4", None, "a-b.mp4"),
            ("film.mp4", None, "film.mp4"),
            ("film", None, "film"),
            (".srt", Some("srt"), "captions.srt"),
            ("", Some("srt"), "captions.srt"),
        ];
        for (name, ending, expected) in table {
            assert_eq!(ascii_name(name, ending), expected, "{name:?}");
        }
        let long = ascii_name(&"a".repeat(1000), Some("srt"));
        assert_eq!(long.len(), LONGEST_STEM + 4);
    }
}
