//! Macintosh language codes (`QuickTime` File Format Specification, "Language
//! Code Values") and the language tags (BCP 47) they stand for.

/// Codes from 0 on; an empty tag where the code is not given out.
const FROM_ZERO: [&str; 95] = [
    "en", "fr", "de", "it", "nl", "sv", "es", "da", "pt", "no", "he", "ja", "ar", "fi", "el", "is",
    "mt", "tr", "hr", "zh-Hant", "ur", "hi", "th", "ko", "lt", "pl", "hu", "et", "lv", "se", "fo",
    "fa", "ru", "zh-Hans", "nl-BE", "ga", "sq", "ro", "cs", "sk", "sl", "yi", "sr", "mk", "bg",
    "uk", "be", "uz", "kk", "az-Cyrl", "az-Arab", "hy", "ka", "ro-MD", "ky", "tg", "tk", "mn-Mong",
    "mn-Cyrl", "ps", "ku", "ks", "sd", "bo", "ne", "sa", "mr", "bn", "as", "gu", "pa", "or", "ml",
    "kn", "ta", "te", "si", "my", "km", "lo", "vi", "id", "tl", "ms-Latn", "ms-Arab", "am", "ti",
    "om", "so", "sw", "rw", "rn", "ny", "mg", "eo",
];

/// Codes from 128 on.
const FROM_128: [&str; 11] = [
    "cy", "eu", "ca", "la", "qu", "gn", "ay", "tt", "ug", "dz", "jv",
];

/// The tag of a code.
pub(super) fn tag(code: u16) -> Option<&'static str> {
    let code = usize::from(code);
    let found = match code.checked_sub(128) {
        Some(index) => FROM_128.get(index),
        None => FROM_ZERO.get(code),
    };
    found.copied()
}

/// The code of a tag, and whether it says all that the tag does.
pub(super) fn code(tag: &str) -> Option<(u16, bool)> {
    let mut shorter = tag;
    loop {
        if let Some(code) = exact(shorter) {
            return Some((code, shorter.len() == tag.len()));
        }
        if let Some(code) = by_script(shorter) {
            return Some((code, false));
        }
        shorter = &shorter[..shorter.rfind('-')?];
    }
}

fn exact(wanted: &str) -> Option<u16> {
    (0..=138).find(|code| tag(*code).is_some_and(|found| found.eq_ignore_ascii_case(wanted)))
}

/// Languages that only have a code for each script they are written in.
fn by_script(wanted: &str) -> Option<u16> {
    match wanted.to_ascii_lowercase().as_str() {
        "zh" | "zh-cn" | "zh-sg" | "cmn" => Some(33),
        "zh-tw" | "zh-hk" | "zh-mo" | "yue" => Some(19),
        "az" => Some(49),
        "mn" => Some(58),
        "ms" => Some(83),
        "nb" | "nn" => Some(9),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_tags_name_each_other() {
        for number in (0..95).chain(128..139) {
            let tag = tag(number).expect("a tag");
            assert_eq!(code(tag), Some((number, true)), "{tag}");
        }
        for (wanted, expected) in [
            ("en-US", Some((0, false))),
            ("FR", Some((1, true))),
            ("zh-Hant-TW", Some((19, false))),
            ("zh-CN", Some((33, false))),
            ("nb-NO", Some((9, false))),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(code(wanted), expected, "{wanted}");
        }
        assert_eq!(tag(95), None);
    }
}
