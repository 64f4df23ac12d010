//! The form of language tags (RFC 5646, section 2.1), as far as captions need it.

/// Whether a text is a well-formed tag whose language is one of two or three letters. Longer ones are not registered,
/// and are names of languages that someone wrote out.
pub fn is_ietf(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_alpha = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !(2..=3).contains(&primary.len()) || !is_alpha(primary) {
        return false;
    }
    let mut private = false;
    parts.all(|part| {
        let is_plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let length_fits = (if private { 1..=8 } else { 2..=8 }).contains(&part.len());
        let starts = part.len() == 1 && !private;
        private |= part == "x";
        is_plain && (length_fits || starts)
    }) && !tag.ends_with("-x")
}

#[cfg(test)]
mod tests {
    use super::is_ietf;

    #[test]
    fn tags_are_told_from_names_and_locales() {
        for tag in [
            "en",
            "es-419",
            "zh-Hans-CN",
            "sr-Latn-RS",
            "de-1996",
            "yue",
            "en-x-practice",
        ] {
            assert!(is_ietf(tag), "{tag}");
        }
        for text in [
            "",
            "english",
            "en_US",
            "e",
            "en-",
            "en-x",
            "de-Deutschland",
            "zh--CN",
            "én",
        ] {
            assert!(!is_ietf(text), "{text}");
        }
    }
}
