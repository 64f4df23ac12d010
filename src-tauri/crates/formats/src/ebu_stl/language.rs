//! Language codes (EBU Tech 3264-E, appendix 3) and their BCP 47 tags.

/// The tag of each code, in the order of the codes; empty where the standard
/// leaves a gap.
const TAGS: [&str; 128] = {
    let mut tags = [""; 128];
    let low = [
        "", "sq", "br", "ca", "hr", "cy", "cs", "da", "de", "en", "es", "eo", "et", "eu", "fo",
        "fr", "fy", "ga", "gd", "gl", "is", "it", "se", "la", "lv", "lb", "lt", "hu", "mt", "nl",
        "no", "oc", "pl", "pt", "ro", "rm", "sr", "sk", "sl", "fi", "sv", "tr", "nl-BE", "wa",
    ];
    let high = [
        "zu", "vi", "uz", "ur", "uk", "th", "te", "tt", "ta", "tg", "sw", "srn", "so", "si", "sn",
        "sh", "rue", "ru", "qu", "ps", "pa", "fa", "pap", "or", "ne", "nd", "mr", "mo", "ms", "mg",
        "mk", "lo", "ko", "km", "kk", "kn", "ja", "id", "hi", "he", "ha", "gn", "gu", "el", "ka",
        "ff", "prs", "cv", "zh", "my", "bg", "bn", "be", "bm", "az", "as", "hy", "ar", "am",
    ];
    let mut at = 0;
    while at < low.len() {
        tags[at] = low[at];
        at += 1;
    }
    at = 0;
    while at < high.len() {
        tags[0x45 + at] = high[at];
        at += 1;
    }
    tags
};

/// Tags that stand for the language of another tag.
const ALIASES: &[(&str, &str)] = &[
    ("nb", "no"),
    ("nn", "no"),
    ("iw", "he"),
    ("in", "id"),
    ("ro-md", "mo"),
];

/// The tag of a code such as `0F`; `None` for what is no code, an empty tag for
/// the code of an unknown language.
pub(super) fn tag(code: &str) -> Option<&'static str> {
    let number = usize::from_str_radix(code, 16).ok()?;
    let tag = *TAGS.get(number)?;
    (number == 0 || !tag.is_empty()).then_some(tag)
}

/// The code of a BCP 47 tag and the tag that the code stands for, which may say
/// less; `00` where the standard has no such language.
pub(super) fn code(tag: &str) -> (String, &'static str) {
    let wanted = tag.to_ascii_lowercase();
    let primary = wanted.split(['-', '_']).next().unwrap_or_default();
    let found = [wanted.as_str(), primary]
        .into_iter()
        .find_map(|tag| number(alias(tag)))
        .unwrap_or(0);
    (format!("{found:02X}"), TAGS[found])
}

fn alias(tag: &str) -> &str {
    let found = ALIASES.iter().find(|(from, _)| *from == tag);
    found.map_or(tag, |(_, to)| to)
}

fn number(tag: &str) -> Option<usize> {
    TAGS.iter()
        .position(|known| !known.is_empty() && known.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_tags_are_two_ways_to_say_the_same() {
        for (code_text, tag_text) in [
            ("00", Some("")),
            ("09", Some("en")),
            ("0F", Some("fr")),
            ("2A", Some("nl-BE")),
            ("45", Some("zu")),
            ("54", Some("sh")),
            ("56", Some("ru")),
            ("70", Some("el")),
            ("75", Some("zh")),
            ("7F", Some("am")),
            ("2C", None),
            ("zz", None),
        ] {
            assert_eq!(tag(code_text), tag_text, "{code_text}");
            if let Some(tag) = tag_text {
                assert_eq!(code(tag), (code_text.to_owned(), tag));
            }
        }
    }

    #[test]
    fn tags_that_say_more_get_the_code_of_their_language() {
        for (tag, wanted) in [
            ("en-GB", ("09", "en")),
            ("nb-NO", ("1E", "no")),
            ("zh-Hant-TW", ("75", "zh")),
            ("nl-be", ("2A", "nl-BE")),
            ("tlh", ("00", "")),
            ("", ("00", "")),
        ] {
            assert_eq!(code(tag), (wanted.0.to_owned(), wanted.1), "{tag}");
        }
    }
}
