//! SubRip as Facebook takes it: plain text in UTF-8, and a file name that ends
//! in language and country, such as `video.en_US.srt`.

use captions::{Cue, Document, Ids, Row, Track};

use crate::loss::Losses;
use crate::registry::{Confidence, Format, Info, Probe, Reading, Source, Written};
use crate::{Encoding, Feature, ReadOptions, Severity, Support, WriteOptions, srt};

const ID: &str = "fb-srt";

/// Facebook-ready SubRip.
pub(crate) static FORMAT: Format = Format {
    info: &INFO,
    detect,
    read,
    write: Some(write),
};

static INFO: Info = Info {
    id: ID,
    name: "Facebook-ready SubRip",
    extensions: &["srt"],
    media_type: "application/x-subrip",
    reads: true,
    writes: true,
    counts_frames: false,
    features: &[
        (Feature::Times, Support::Full),
        (Feature::TimePrecision, Support::Partial),
        (Feature::OpenEnd, Support::Partial),
        (Feature::Overlap, Support::Full),
        (Feature::LineBreak, Support::Full),
        (Feature::BlankRow, Support::Partial),
        (Feature::Characters, Support::Full),
        (Feature::Language, Support::Partial),
    ],
};

/// The content is that of any SubRip file, so only being asked for by name
/// leads here.
fn detect(_: &Probe<'_>) -> Confidence {
    Confidence::None
}

fn read(source: &Source<'_>, options: &ReadOptions, ids: &mut Ids) -> Reading {
    let mut reading = srt::FORMAT.read(source, options, ids);
    if let Some(track) = reading.document.track(reading.track) {
        let mut track = track.clone();
        if let Some(language) = source.file_name.and_then(language_of) {
            track.language = language;
        }
        reading.document.put_track(track);
    }
    reading
}

fn write(document: &Document, track: &Track, options: &WriteOptions) -> Written {
    let mut losses = Losses::new(&INFO);
    losses.declare_track(track);
    declare_language(&track.language, &mut losses);
    let bare = Track {
        format: track.format.clone(),
        headers: track.headers.clone(),
        ..Track::new(track.id, "", "")
    };
    let mut plain = Document::new(document.settings().clone());
    plain.put_track(bare.clone());
    for (number, cue) in (1..).zip(document.cues(track.id)) {
        losses.declare_cue((cue, number));
        // The track is in the document, so no cue is refused.
        let _ = plain.put_cue(plain_cue(cue));
    }
    let options = WriteOptions {
        encoding: options.encoding.or(Some(Encoding::UTF_8)),
        ..options.clone()
    };
    let written = srt::write(&plain, &bare, &options);
    let mut all = losses.finish();
    all.extend(
        written
            .losses
            .into_iter()
            .filter(|l| l.feature != Feature::Comment),
    );
    all.sort_by_key(|loss| loss.number);
    Written {
        bytes: written.bytes,
        losses: all,
    }
}

/// The language goes into the file name, as one of the locales Facebook knows.
fn declare_language(language: &str, losses: &mut Losses) {
    if language.is_empty() {
        return;
    }
    match locale(language) {
        Some(locale) if locale.replace('_', "-") == language => {}
        Some(locale) => {
            let to = format!("{locale} in the file name");
            losses.of_track(Feature::Language, Severity::Info, language.to_owned(), to);
        }
        None => {
            let to = "left out: Facebook has no locale for it";
            losses.of_track(
                Feature::Language,
                Severity::Warning,
                language.to_owned(),
                to,
            );
        }
    }
}

/// A cue with nothing but times and text; as it came where that is all it had.
fn plain_cue(cue: &Cue) -> Cue {
    let mut plain = Cue::new(cue.id, cue.track, cue.in_time, cue.out_time);
    plain.rows = cue.rows.iter().map(|row| Row::plain(row.text())).collect();
    if plain.digest() == cue.digest() {
        plain.raw.clone_from(&cue.raw);
    }
    (plain.rank, plain.comment) = (cue.rank, cue.comment);
    plain
}

/// The locale Facebook knows a language by, where BCP 47 says no country.
const LOCALES: &[(&str, &str)] = &[
    ("ar", "ar_AR"),
    ("bg", "bg_BG"),
    ("ca", "ca_ES"),
    ("cs", "cs_CZ"),
    ("cy", "cy_GB"),
    ("da", "da_DK"),
    ("de", "de_DE"),
    ("el", "el_GR"),
    ("en", "en_US"),
    ("es", "es_LA"),
    ("et", "et_EE"),
    ("eu", "eu_ES"),
    ("fa", "fa_IR"),
    ("fi", "fi_FI"),
    ("fr", "fr_FR"),
    ("ga", "ga_IE"),
    ("gl", "gl_ES"),
    ("he", "he_IL"),
    ("hi", "hi_IN"),
    ("hr", "hr_HR"),
    ("hu", "hu_HU"),
    ("id", "id_ID"),
    ("is", "is_IS"),
    ("it", "it_IT"),
    ("ja", "ja_JP"),
    ("ko", "ko_KR"),
    ("lt", "lt_LT"),
    ("lv", "lv_LV"),
    ("ms", "ms_MY"),
    ("nb", "nb_NO"),
    ("nl", "nl_NL"),
    ("no", "nb_NO"),
    ("pl", "pl_PL"),
    ("pt", "pt_PT"),
    ("ro", "ro_RO"),
    ("ru", "ru_RU"),
    ("sk", "sk_SK"),
    ("sl", "sl_SI"),
    ("sq", "sq_AL"),
    ("sr", "sr_RS"),
    ("sv", "sv_SE"),
    ("ta", "ta_IN"),
    ("te", "te_IN"),
    ("th", "th_TH"),
    ("tl", "tl_PH"),
    ("tr", "tr_TR"),
    ("uk", "uk_UA"),
    ("vi", "vi_VN"),
    ("zh", "zh_CN"),
    ("zh-hans", "zh_CN"),
    ("zh-hant", "zh_TW"),
];

/// The locale of a language tag; `None` for one that Facebook has no name for.
fn locale(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    if let Some((_, locale)) = LOCALES.iter().find(|(known, _)| *known == tag) {
        return Some((*locale).to_owned());
    }
    let mut parts = tag.split('-');
    let language = parts.next().filter(|part| part.len() == 2)?;
    let country = parts.next_back().filter(|part| part.len() == 2)?;
    Some(format!("{language}_{}", country.to_ascii_uppercase()))
}

/// The name Facebook wants a file of this language to have.
pub(crate) fn file_name(stem: &str, language: &str) -> Option<String> {
    let locale = locale(language)?;
    Some(format!("{stem}.{locale}.srt"))
}

/// The language in a name such as `video.en_US.srt`, as a BCP 47 tag.
fn language_of(name: &str) -> Option<String> {
    let stem = name
        .strip_suffix(".srt")
        .or_else(|| name.strip_suffix(".SRT"))?;
    let (_, code) = stem.rsplit_once('.')?;
    let (language, country) = code.split_once('_')?;
    let valid = language.len() == 2
        && country.len() == 2
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && country.bytes().all(|byte| byte.is_ascii_uppercase());
    valid.then(|| format!("{language}-{country}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_in_language_and_country() {
        for (tag, name) in [
            ("en", Some("v.en_US.srt")),
            ("en-GB", Some("v.en_GB.srt")),
            ("zh-Hant", Some("v.zh_TW.srt")),
            ("zh-Hans-SG", Some("v.zh_SG.srt")),
            ("es", Some("v.es_LA.srt")),
            ("pt_BR", Some("v.pt_BR.srt")),
            ("", None),
            ("tlh", None),
        ] {
            assert_eq!(file_name("v", tag).as_deref(), name, "{tag}");
        }
        assert_eq!(language_of("a.b.en_US.srt").as_deref(), Some("en-US"));
        for name in ["video.srt", "video.en.srt", "video.en_us.srt", "en_US.srt"] {
            assert_eq!(language_of(name), None, "{name}");
        }
    }
}
