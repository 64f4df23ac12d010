//! What the services call a language. Tables, because the services' names are
//! not BCP 47 where they look like it: `zh-tr` of Rev is Chinese in the
//! traditional script, and not Chinese in Turkey (services.md 3.3).

use oxilangtag::LanguageTag;

/// Rev's names beside the tags that mean the same; the first tag of a name is
/// the one that stands for it here.
const REV: &[(&str, &[&str])] = &[
    ("ar", &["ar"]),
    ("cs", &["cs"]),
    ("de", &["de"]),
    ("es-es", &["es-ES"]),
    ("es-la", &["es-419"]),
    ("fr", &["fr"]),
    ("hi", &["hi"]),
    ("it", &["it"]),
    ("ja", &["ja"]),
    ("ko", &["ko"]),
    ("nl", &["nl"]),
    ("pl", &["pl"]),
    ("pt-br", &["pt-BR"]),
    ("ru", &["ru"]),
    ("tr", &["tr"]),
    ("zh-si", &["zh-Hans", "zh-CN", "zh-Hans-CN"]),
    ("zh-tr", &["zh-Hant", "zh-TW", "zh-Hant-TW"]),
];

/// The languages of [`REV`] that Scc, Mcc and CheetahCap cannot carry: their
/// scripts are not Latin.
const REV_NOT_LATIN: &[&str] = &["ko", "ar", "zh-si", "hi", "zh-tr", "ru", "ja"];

/// Where YouTube keeps an older name than BCP 47 has.
const YOUTUBE: &[(&str, &str)] = &[("he", "iw"), ("nb", "no")];

/// Tags that name one language, beside the tag that stands for all of them when
/// two are compared.
const SAME: &[(&str, &str)] = &[
    ("iw", "he"),
    ("in", "id"),
    ("ji", "yi"),
    ("jw", "jv"),
    ("mo", "ro"),
    ("tl", "fil"),
    ("no", "nb"),
    ("zh-CN", "zh-Hans"),
    ("zh-SG", "zh-Hans"),
    ("zh-Hans-CN", "zh-Hans"),
    ("zh-TW", "zh-Hant"),
    ("zh-Hant-TW", "zh-Hant"),
    ("zh-HK", "zh-Hant-HK"),
    ("zh-MO", "zh-Hant-MO"),
    ("cmn", "zh"),
    ("cmn-Hans", "zh-Hans"),
    ("cmn-Hant", "zh-Hant"),
];

/// The languages that Rev makes subtitles in, by Rev's names, with the tag that
/// stands for each.
pub fn rev_languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    REV.iter().map(|(name, tags)| (*name, tags[0]))
}

/// Rev's name for a language. Absent where Rev has none, and where the tag says
/// less than Rev wants to know: `es` is either of two.
#[must_use]
pub fn to_rev(tag: &str) -> Option<&'static str> {
    REV.iter()
        .find(|(_, tags)| tags.iter().any(|known| known.eq_ignore_ascii_case(tag)))
        .map(|(name, _)| *name)
}

/// The tag of a language by Rev's name for it.
#[must_use]
pub fn from_rev(name: &str) -> Option<&'static str> {
    rev_languages()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, tag)| tag)
}

/// Whether a language by Rev's name is written in the Latin script, so that
/// Scc, Mcc and CheetahCap can carry it.
#[must_use]
pub fn rev_is_latin(name: &str) -> bool {
    !REV_NOT_LATIN
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// YouTube's name for a language; absent where the tag is none.
#[must_use]
pub fn to_youtube(tag: &str) -> Option<String> {
    let tag = well_formed(tag)?;
    Some(with_language(&tag, YOUTUBE.iter().copied()))
}

/// The tag of a language by YouTube's name for it; absent where the name is no
/// tag.
#[must_use]
pub fn from_youtube(name: &str) -> Option<String> {
    let tag = well_formed(name)?;
    Some(with_language(
        &tag,
        YOUTUBE.iter().map(|(tag, name)| (*name, *tag)),
    ))
}

/// The tag as Studio takes it (RFC 5646, in its usual spelling); absent where it
/// is not well-formed or its language is none of ISO 639.
#[must_use]
pub fn to_studio(tag: &str) -> Option<String> {
    well_formed(tag)
}

/// Whether two tags name one language, whichever service they come from.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    standing(a).eq_ignore_ascii_case(&standing(b))
}

/// The tag in the spelling of RFC 5646, 2.1.1. Only tags whose language is of
/// two or three letters: longer ones are well-formed, yet none is registered,
/// and `english` should be refused.
fn well_formed(tag: &str) -> Option<String> {
    let tag = LanguageTag::parse_and_normalize(tag.trim()).ok()?;
    let language = tag.primary_language();
    ((2..=3).contains(&language.len()) && language != "und").then(|| tag.into_inner())
}

/// The tag with its primary language exchanged, if the pairs name it.
fn with_language<'a>(tag: &str, mut pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    match pairs.find(|(from, _)| *from == language) {
        Some((_, to)) => format!("{to}{rest}"),
        None => tag.to_owned(),
    }
}

/// The tag that stands for all that mean the same.
fn standing(tag: &str) -> String {
    let tag = well_formed(tag).unwrap_or_else(|| tag.trim().to_owned());
    let whole = SAME
        .iter()
        .find(|(from, _)| from.eq_ignore_ascii_case(&tag));
    match whole {
        Some((_, to)) => (*to).to_owned(),
        None => with_language(
            &tag,
            SAME.iter().copied().filter(|(from, _)| !from.contains('-')),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_rev_comes_back() {
        let count = rev_languages()
            .inspect(|(name, tag)| {
                assert_eq!(to_rev(tag), Some(*name));
                assert_eq!(from_rev(name), Some(*tag));
            })
            .count();
        assert_eq!(count, 17);
    }

    #[test]
    fn the_traps_of_revs_names_are_avoided() {
        let table = [
            ("zh-Hans", Some("zh-si")),
            ("zh-cn", Some("zh-si")),
            ("zh-TW", Some("zh-tr")),
            ("es-419", Some("es-la")),
            ("ES-es", Some("es-es")),
            // Not Rev's, though they look like it.
            ("zh-SI", None),
            ("zh-TR", None),
            ("es-LA", None),
            ("es", None),
            ("pt", None),
            ("pt-PT", None),
            ("zh", None),
            ("en", None),
            ("", None),
        ];
        for (tag, name) in table {
            assert_eq!(to_rev(tag), name, "{tag}");
        }
        assert!(rev_is_latin("pt-br") && !rev_is_latin("zh-si") && !rev_is_latin("JA"));
    }

    #[test]
    fn youtube_keeps_its_older_names() {
        let table = [
            ("he", "iw"),
            ("he-IL", "iw-IL"),
            ("nb", "no"),
            ("en-gb", "en-GB"),
            ("zh-hans", "zh-Hans"),
            ("sr-latn", "sr-Latn"),
            ("es-419", "es-419"),
        ];
        for (tag, name) in table {
            assert_eq!(to_youtube(tag).as_deref(), Some(name), "{tag}");
            assert!(is_same(tag, name), "{tag}");
            assert!(is_same(tag, &from_youtube(name).expect(name)), "{tag}");
        }
        for tag in ["", "cn_CN", "english", "e", "en--US", "und", "x-mine"] {
            assert_eq!(to_youtube(tag), None, "{tag}");
        }
    }

    #[test]
    fn studio_takes_ietf_tags_only() {
        for (tag, taken) in [
            ("en", Some("en")),
            ("es-419", Some("es-419")),
            ("EN-us", Some("en-US")),
            ("zh-hant-hk", Some("zh-Hant-HK")),
            (" fr ", Some("fr")),
            ("en_US", None),
            ("English", None),
            ("en-", None),
            ("-", None),
            ("123", None),
        ] {
            assert_eq!(to_studio(tag).as_deref(), taken, "{tag}");
        }
    }

    #[test]
    fn names_of_one_language_are_the_same() {
        for (a, b) in [
            ("iw", "he"),
            ("zh-cn", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("no", "nb"),
            ("EN-us", "en-US"),
            ("iw-IL", "he-IL"),
        ] {
            assert!(is_same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("zh-Hans", "zh-Hant"),
            ("pt", "pt-BR"),
            ("es-ES", "es-419"),
            ("en", "en-GB"),
            ("zh-HK", "zh-TW"),
        ] {
            assert!(!is_same(a, b), "{a} {b}");
        }
    }
}
