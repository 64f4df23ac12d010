//! The DOS code pages that the General Subtitle Information block is written in
//! (EBU Tech 3264-E, appendix 1).

/// A code page: its number and what stands at 80 to FF. Below that it is ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodePage {
    /// The number, as the field CPN writes it.
    pub(super) number: &'static str,
    upper: &'static str,
}

/// The code pages of the standard; the first is the one most files use.
pub(super) const CODE_PAGES: [CodePage; 5] = [
    CodePage {
        number: "850",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
         áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
         └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
         ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    CodePage {
        number: "437",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
         áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
         αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    CodePage {
        number: "860",
        upper: "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧Ó\
         áíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
         αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    CodePage {
        number: "863",
        upper: "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ\
         ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
         αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    CodePage {
        number: "865",
        upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒ\
         áíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
         └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
         αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
];

impl CodePage {
    /// The code page of a number, where the standard has it.
    pub(super) fn of(number: &str) -> Option<Self> {
        CODE_PAGES.into_iter().find(|page| page.number == number)
    }

    /// The text that bytes stand for. Control characters show as U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let character = |byte: &u8| match byte {
            0x20..=0x7e => char::from(*byte),
            0x80.. => self
                .upper
                .chars()
                .nth(usize::from(byte - 0x80))
                .unwrap_or('\u{fffd}'),
            _ => '\u{fffd}',
        };
        bytes.iter().map(character).collect()
    }

    /// The byte of a character, where the page has it.
    pub(super) fn encode(self, character: char) -> Option<u8> {
        if matches!(character, ' '..='~') {
            return u8::try_from(character).ok();
        }
        let at = self.upper.chars().position(|known| known == character)?;
        u8::try_from(0x80 + at).ok()
    }

    /// Whether the page has every character of a text.
    pub(super) fn holds(self, text: &str) -> bool {
        text.chars()
            .all(|character| self.encode(character).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_every_page_comes_back() {
        for page in CODE_PAGES {
            assert_eq!(page.upper.chars().count(), 128, "{}", page.number);
            for byte in (0x20..=0x7e).chain(0x80..=0xff_u8) {
                let text = page.decode(&[byte]);
                let character = text.chars().next().expect("a character");
                assert_eq!(page.encode(character), Some(byte), "{}", page.number);
            }
        }
    }

    #[test]
    fn pages_differ_where_they_should() {
        for (number, byte, text) in [
            ("437", 0x9b, "\u{a2}"),
            ("850", 0x9b, "\u{f8}"),
            ("850", 0xb8, "\u{a9}"),
            ("860", 0x84, "\u{e3}"),
            ("863", 0x9e, "\u{db}"),
            ("865", 0x9d, "\u{d8}"),
        ] {
            let page = CodePage::of(number).expect("a page of the standard");
            assert_eq!(page.decode(&[byte]), text, "{number}");
        }
        assert_eq!(CodePage::of("ABC"), None);
    }
}
