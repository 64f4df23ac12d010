//! A hand-back as a page that needs nothing else.

use std::fmt::Write as _;

use captions::Note;

use super::{Asked, HandBack, mark_in_words, suggested, written};

/// A page forbids itself to load or run anything.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

const STYLE: &str = "<style>\n\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }\n\
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem }\n\
table { border-collapse: collapse }\n\
th, td { text-align: start; padding: 0.2rem 1.5rem 0.2rem 0; font-weight: normal }\n\
td { font-variant-numeric: tabular-nums }\n\
section { border-top: 1px solid; margin-top: 1.5rem }\n\
h2 { font-size: 1.2rem } h3 { font-size: 1rem }\n\
.says, .note p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.3rem 0 }\n\
.says { border-inline-start: 3px solid; padding-inline-start: 0.8rem }\n\
.note { margin: 0.8rem 0 } .answer { margin-inline-start: 2rem }\n\
.by { font-size: 0.9rem }\n\
</style>\n";

/// The page.
pub(super) fn page(handed: &HandBack) -> String {
    let name = escaped(&handed.name);
    let mut page = format!("{HEAD}<title>{name}: review</title>\n{STYLE}</head>\n<body>\n");
    let mark = mark_in_words(handed.mark);
    page += &format!("<h1 dir=\"auto\">{name}</h1>\n<p>{mark}.</p>\n");
    changes(&mut page, handed);
    page += "<h2>Review</h2>\n";
    rows(
        &mut page,
        &[
            ("Cues approved", handed.approved),
            ("Cues sent back", handed.sent_back),
            ("Comments open", handed.open),
            ("Comments resolved", handed.resolved),
        ],
    );
    page += "<h2>What is asked</h2>\n";
    if handed.asked.is_empty() {
        page += "<p>Nothing.</p>\n";
    }
    for asked in &handed.asked {
        section(&mut page, asked);
    }
    page + "</body>\n</html>\n"
}

fn changes(page: &mut String, handed: &HandBack) {
    let Some(since) = &handed.since else {
        return;
    };
    let counts = handed.counts;
    let name = escaped(&since.name);
    *page += &format!("<h2>Changed since <bdi>{name}</bdi></h2>\n");
    rows(
        page,
        &[
            ("Added", counts.added),
            ("Removed", counts.removed),
            ("Text", counts.text),
            ("Style", counts.style),
            ("Times", counts.times),
            ("Position", counts.position),
            ("Speaker", counts.speaker),
            ("Other settings", counts.settings),
            ("Split", counts.split),
            ("Merged", counts.merged),
        ],
    );
}

fn rows(page: &mut String, rows: &[(&str, u32)]) {
    *page += "<table>\n";
    for (name, count) in rows {
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{name}</th><td>{count}</td></tr>"
        );
    }
    *page += "</table>\n";
}

fn section(page: &mut String, asked: &Asked) {
    let Asked { label, at, .. } = asked;
    let time = if asked.cue.is_some() {
        at.to_string()
    } else {
        String::new()
    };
    *page += &format!("<section>\n<h3>{} {time}</h3>\n", escaped(label));
    if !asked.text.is_empty() {
        *page += &format!(
            "<p class=\"says\" dir=\"auto\">{}</p>\n",
            escaped(&asked.text)
        );
    }
    if asked.notes.is_empty() {
        *page += "<p>Sent back.</p>\n";
    }
    let firsts = asked.notes.iter().filter(|note| note.thread.is_none());
    for first in firsts {
        let answers = asked
            .notes
            .iter()
            .filter(|note| note.thread == Some(first.id));
        for note in std::iter::once(first).chain(answers) {
            remark(page, note);
        }
    }
    *page += "</section>\n";
}

fn remark(page: &mut String, note: &Note) {
    let class = if note.thread.is_some() {
        "note answer"
    } else {
        "note"
    };
    let (author, written) = (escaped(&note.author), written(note));
    *page +=
        &format!("<div class=\"{class}\">\n<p class=\"by\"><bdi>{author}</bdi> {written}</p>\n");
    *page += &format!("<p dir=\"auto\">{}</p>\n", escaped(&note.text));
    let suggested = suggested(note);
    if !suggested.is_empty() {
        let suggested = escaped(&suggested);
        *page += &format!("<p>Suggested:</p>\n<p class=\"says\" dir=\"auto\">{suggested}</p>\n");
    }
    *page += "</div>\n";
}

/// Text that is nothing but text, between tags and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::hand_back;
    use super::super::tests::reviewed;
    use super::*;

    /// The tags of a page, by name.
    fn tags(page: &str) -> Vec<&str> {
        let parts = page.split('<').skip(1);
        let name = |part: &'_ str| part.find([' ', '>', '\n']).unwrap_or(part.len());
        parts.map(|part| &part[..name(part)]).collect()
    }

    #[test]
    fn what_was_written_is_text_and_never_markup() {
        let attacks = [
            "<script>alert(1)</script>",
            "</title><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "\" onmouseover=\"alert(1)",
            "' onmouseover='alert(1)",
            "&lt;script&gt;",
            "<!--",
            "]]><svg/onload=alert(1)>",
        ];
        let plain = page_of("Really");
        for attack in attacks {
            let page = page_of(attack);
            assert_eq!(tags(&page), tags(&plain), "{attack}");
            assert_eq!(page.matches(&escaped(attack)).count(), 8, "{attack}");
            assert!(!page.contains(attack), "{attack}");
        }
    }

    fn page_of(words: &str) -> String {
        let (document, track) = reviewed(words);
        page(&hand_back(&document, track, None).expect("there"))
    }
}
