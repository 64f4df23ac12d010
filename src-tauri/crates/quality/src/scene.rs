//! What a rule looks at: a cue, measured, with its neighbours and what holds
//! for the whole track.

use std::borrow::Cow;
use std::collections::BTreeSet;

use captions::{Cue, Document, FrameRate, Row, Time, TrackId};

use crate::counting::Counting;
use crate::dictionary::Speller;
use crate::glossary::Glossary;
use crate::labels::{self, Label};
use crate::profile::Profile;
use crate::rules::Rules;

/// What holds for every cue of a track.
pub(crate) struct Ground<'a> {
    pub(crate) rate: FrameRate,
    /// A BCP 47 tag: the track's, or else the document's.
    pub(crate) language: &'a str,
    pub(crate) counting: Counting,
    pub(crate) rules: &'a Rules,
    /// When the picture cuts, in order.
    pub(crate) shots: &'a [Time],
    /// When the programme ends.
    pub(crate) end: Option<Time>,
    pub(crate) glossary: Glossary<'a>,
    /// Names of the project's speakers in upper case.
    pub(crate) speakers: BTreeSet<String>,
    pub(crate) speller: Option<&'a Speller>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(
        document: &'a Document,
        track: TrackId,
        profile: &'a Profile,
        end: Option<Time>,
        speller: Option<&'a Speller>,
    ) -> Self {
        let settings = document.settings();
        let of_track = document.track(track).map(|track| track.language.as_str());
        let language = of_track.filter(|tag| !tag.is_empty());
        let speakers = settings.speakers.iter();
        Self {
            rate: settings.timebase.rate(),
            language: language.unwrap_or(&settings.language),
            counting: profile.counting,
            rules: &profile.rules,
            shots: &settings.shots,
            end,
            glossary: Glossary::new(&settings.glossary),
            speakers: speakers
                .map(|speaker| speaker.name.to_uppercase())
                .collect(),
            speller,
        }
    }

    /// Whether a word is of the name of one of the project's speakers.
    pub(crate) fn speaks(&self, word: &str) -> bool {
        let word = word.to_uppercase();
        let mut names = self.speakers.iter();
        names.any(|name| name.split_whitespace().any(|part| part == word))
    }
}

/// One row of a cue.
pub(crate) struct RowText<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) labels: Vec<Label>,
    /// Whether it may hold a tag, a bracket or a character beyond ASCII.
    pub(crate) has_marks: bool,
}

/// A cue with what rules measure of it.
pub(crate) struct Scene<'a> {
    pub(crate) ground: &'a Ground<'a>,
    pub(crate) cue: &'a Cue,
    pub(crate) rows: Vec<RowText<'a>>,
    /// What there is to read, in hundredths of a character.
    pub(crate) characters: u32,
    /// Words to read.
    pub(crate) words: u32,
    /// The shown cue before it on its channel.
    pub(crate) previous: Option<&'a Cue>,
    /// The shown cue after it on its channel.
    pub(crate) next: Option<&'a Cue>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        ground: &'a Ground<'a>,
        cue: &'a Cue,
        previous: Option<&'a Cue>,
        next: Option<&'a Cue>,
    ) -> Self {
        let rows: Vec<RowText<'a>> = cue.rows.iter().map(RowText::new).collect();
        let counting = &ground.counting;
        let (mut characters, mut words) = (0, 0);
        for row in &rows {
            let (more, words_more) = counting.read(&row.text, &row.labels);
            characters += more;
            words += words_more;
        }
        if counting.line_breaks {
            let breaks = rows.len().saturating_sub(1);
            characters += 100 * u32::try_from(breaks).unwrap_or(0);
        }
        Self {
            ground,
            cue,
            rows,
            characters,
            words,
            previous,
            next,
        }
    }

    /// Whether the cue may break a rule.
    pub(crate) fn is_waived(&self, rule: &str) -> bool {
        self.cue.waivers.iter().any(|waiver| waiver.rule == rule)
    }

    /// How long the cue stands, where that is known and makes sense.
    pub(crate) fn duration(&self) -> Option<Time> {
        self.cue.duration().filter(|length| *length > Time::ZERO)
    }

    /// The next cue and the time from this one's end to its start; negative
    /// where they overlap.
    pub(crate) fn gap(&self) -> Option<(Time, &'a Cue)> {
        let next = self.next?;
        let out = self.cue.out_time?;
        // Cues out of order are another rule's.
        (next.in_time >= self.cue.in_time).then(|| (next.in_time - out, next))
    }

    /// The number of a row for people, where there are several.
    pub(crate) fn row_name(&self, row: usize) -> String {
        if self.rows.len() == 1 {
            "The row".to_owned()
        } else {
            format!("Row {}", row + 1)
        }
    }
}

impl<'a> RowText<'a> {
    fn new(row: &'a Row) -> Self {
        let text = match &row.0[..] {
            [run] => Cow::Borrowed(run.text.as_str()),
            _ => Cow::Owned(row.text()),
        };
        let marks = labels::marks(&text);
        let labels = if marks.may_be_label {
            labels::labels(&text)
        } else {
            Vec::new()
        };
        let has_marks = marks.has_marks;
        Self {
            text,
            labels,
            has_marks,
        }
    }

    /// The place of a byte in characters.
    pub(crate) fn character(&self, byte: usize) -> usize {
        self.text[..byte].chars().count()
    }
}
