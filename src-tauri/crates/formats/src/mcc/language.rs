//! Languages as caption services announce them: ISO 639-2 codes of three
//! letters (ATSC A/65 section 6.9.2), in the model BCP 47 tags.

/// Two letters of ISO 639-1, and the bibliographic and terminological code of
/// ISO 639-2 where they differ.
const CODES: &[(&str, &str, &str)] = &[
    ("af", "afr", "afr"),
    ("am", "amh", "amh"),
    ("ar", "ara", "ara"),
    ("az", "aze", "aze"),
    ("be", "bel", "bel"),
    ("bg", "bul", "bul"),
    ("bn", "ben", "ben"),
    ("bo", "tib", "bod"),
    ("bs", "bos", "bos"),
    ("ca", "cat", "cat"),
    ("cs", "cze", "ces"),
    ("cy", "wel", "cym"),
    ("da", "dan", "dan"),
    ("de", "ger", "deu"),
    ("el", "gre", "ell"),
    ("en", "eng", "eng"),
    ("eo", "epo", "epo"),
    ("es", "spa", "spa"),
    ("et", "est", "est"),
    ("eu", "baq", "eus"),
    ("fa", "per", "fas"),
    ("fi", "fin", "fin"),
    ("fr", "fre", "fra"),
    ("ga", "gle", "gle"),
    ("gd", "gla", "gla"),
    ("gl", "glg", "glg"),
    ("gu", "guj", "guj"),
    ("ha", "hau", "hau"),
    ("haw", "haw", "haw"),
    ("he", "heb", "heb"),
    ("hi", "hin", "hin"),
    ("hr", "hrv", "hrv"),
    ("ht", "hat", "hat"),
    ("hu", "hun", "hun"),
    ("hy", "arm", "hye"),
    ("id", "ind", "ind"),
    ("ig", "ibo", "ibo"),
    ("is", "ice", "isl"),
    ("it", "ita", "ita"),
    ("iu", "iku", "iku"),
    ("ja", "jpn", "jpn"),
    ("jv", "jav", "jav"),
    ("ka", "geo", "kat"),
    ("kk", "kaz", "kaz"),
    ("km", "khm", "khm"),
    ("kn", "kan", "kan"),
    ("ko", "kor", "kor"),
    ("ku", "kur", "kur"),
    ("ky", "kir", "kir"),
    ("la", "lat", "lat"),
    ("lb", "ltz", "ltz"),
    ("lo", "lao", "lao"),
    ("lt", "lit", "lit"),
    ("lv", "lav", "lav"),
    ("mg", "mlg", "mlg"),
    ("mi", "mao", "mri"),
    ("mk", "mac", "mkd"),
    ("ml", "mal", "mal"),
    ("mn", "mon", "mon"),
    ("mr", "mar", "mar"),
    ("ms", "may", "msa"),
    ("mt", "mlt", "mlt"),
    ("my", "bur", "mya"),
    ("nb", "nob", "nob"),
    ("ne", "nep", "nep"),
    ("nl", "dut", "nld"),
    ("nn", "nno", "nno"),
    ("no", "nor", "nor"),
    ("pa", "pan", "pan"),
    ("pl", "pol", "pol"),
    ("ps", "pus", "pus"),
    ("pt", "por", "por"),
    ("qu", "que", "que"),
    ("ro", "rum", "ron"),
    ("ru", "rus", "rus"),
    ("sd", "snd", "snd"),
    ("si", "sin", "sin"),
    ("sk", "slo", "slk"),
    ("sl", "slv", "slv"),
    ("sm", "smo", "smo"),
    ("sn", "sna", "sna"),
    ("so", "som", "som"),
    ("sq", "alb", "sqi"),
    ("sr", "srp", "srp"),
    ("st", "sot", "sot"),
    ("su", "sun", "sun"),
    ("sv", "swe", "swe"),
    ("sw", "swa", "swa"),
    ("ta", "tam", "tam"),
    ("te", "tel", "tel"),
    ("tg", "tgk", "tgk"),
    ("th", "tha", "tha"),
    ("tk", "tuk", "tuk"),
    ("tl", "tgl", "tgl"),
    ("tr", "tur", "tur"),
    ("tt", "tat", "tat"),
    ("ug", "uig", "uig"),
    ("uk", "ukr", "ukr"),
    ("ur", "urd", "urd"),
    ("uz", "uzb", "uzb"),
    ("vi", "vie", "vie"),
    ("xh", "xho", "xho"),
    ("yi", "yid", "yid"),
    ("yo", "yor", "yor"),
    ("zh", "chi", "zho"),
    ("zu", "zul", "zul"),
];

/// Codes that name no language.
const NONE: [&str; 3] = ["und", "mis", "zxx"];

/// The tag of a code; empty where it names no language.
pub(super) fn tag(code: [u8; 3]) -> String {
    let code = String::from_utf8_lossy(&code).to_ascii_lowercase();
    let known = CODES
        .iter()
        .find(|(_, one, other)| *one == code || *other == code);
    match known {
        Some((tag, ..)) => (*tag).to_owned(),
        None if is_code(&code) && !NONE.contains(&code.as_str()) => code,
        None => String::new(),
    }
}

/// The code of a tag; `und` for none.
pub(super) fn code(tag: &str) -> [u8; 3] {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let primary = primary.to_ascii_lowercase();
    let known = CODES
        .iter()
        .find(|(tag, one, other)| *tag == primary || *one == primary || *other == primary);
    let code = known.map_or(primary.as_str(), |(_, code, _)| code);
    let code = if is_code(code) { code } else { "und" };
    let mut bytes = *b"und";
    bytes.copy_from_slice(code.as_bytes());
    bytes
}

fn is_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_as_its_tag() {
        for (tag, one, other) in CODES {
            assert_eq!(self::tag(code(tag)), *tag);
            assert_eq!(code(tag), one.as_bytes());
            assert_eq!(code(other), one.as_bytes());
        }
    }

    #[test]
    fn codes_outside_the_table_stay_and_no_language_is_none() {
        for (tag, code, back) in [
            ("en-US", b"eng", "en"),
            ("nah", b"nah", "nah"),
            ("", b"und", ""),
            ("x1", b"und", ""),
        ] {
            assert_eq!(self::code(tag), *code, "{tag}");
            assert_eq!(self::tag(self::code(tag)), back);
        }
        assert_eq!(tag(*b"   "), "");
        assert_eq!(tag(*b"\xff\0A"), "");
    }
}
