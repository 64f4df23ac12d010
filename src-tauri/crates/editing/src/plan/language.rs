//! What is known of languages to break rows well.

use super::breaks::is_unspaced;

/// How the text on two sides of a break belongs together, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// A sentence ends.
    Sentence,
    /// A clause ends.
    Clause,
    /// A conjunction or preposition follows.
    Opener,
    /// Nothing is known.
    Plain,
    /// The word before leans on the one after: an article, a preposition, a
    /// title, a number.
    Leaning,
}

impl Joint {
    /// How ill it is to break here: 0 is best.
    pub(super) const fn degree(self) -> i64 {
        match self {
            Self::Sentence => 0,
            Self::Clause => 1,
            Self::Opener => 2,
            Self::Plain => 4,
            Self::Leaning => 10,
        }
    }

    /// The joint at a space.
    pub(super) fn of_words(before: &[char], after: &[char], language: Language) -> Self {
        let is_space = |c: &char| c.is_whitespace();
        let start = before.iter().rposition(is_space).map_or(0, |at| at + 1);
        let end = after.iter().position(is_space).unwrap_or(after.len());
        let (before, after) = (&before[start..], &after[..end]);
        let word = bare(before);
        if language.abbreviations.contains(&word.as_str()) && before.ends_with(&['.']) {
            return Self::Leaning;
        }
        let closing = |c: &&char| {
            !matches!(
                **c,
                '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '\u{bb}'
            )
        };
        match before.iter().rev().find(closing) {
            Some('.' | '!' | '?' | '\u{2026}' | '\u{61f}' | '\u{964}') => return Self::Sentence,
            Some(',' | ';' | ':' | '\u{60c}' | '\u{61b}' | '\u{2014}' | '\u{2013}') => {
                return Self::Clause;
            }
            _ => {}
        }
        let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let word = word.as_str();
        if is_number || language.leaning.contains(&word) || language.openers.contains(&word) {
            Self::Leaning
        } else if language.openers.contains(&bare(after).as_str()) {
            Self::Opener
        } else {
            Self::Plain
        }
    }

    /// The joint between characters of a script without spaces, or nothing
    /// where no row may break (JIS X 4051, kinsoku).
    pub(super) fn of_characters(before: char, after: char) -> Option<Self> {
        if !is_unspaced(before) && !is_unspaced(after) {
            return None;
        }
        if NO_START.contains(after) || NO_END.contains(before) {
            return None;
        }
        Some(match before {
            '。' | '！' | '？' => Self::Sentence,
            '、' | '，' | '；' | '：' | '」' | '』' => Self::Clause,
            'っ' | 'ッ' => Self::Leaning,
            _ if is_katakana(before) && is_katakana(after) => Self::Leaning,
            // Endings and particles belong to the word before.
            _ if !is_hiragana(before) && is_hiragana(after) => Self::Leaning,
            _ if is_hiragana(before) && !is_hiragana(after) => Self::Opener,
            _ => Self::Plain,
        })
    }
}

/// Characters that start no row.
const NO_START: &str = "、。，．・：；？！」』）】〉》〕ゝゞ々ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥,.!?:;)]}%";
/// Characters that end no row.
const NO_END: &str = "「『（【〈《〔([{";

const fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// A word in lower case without the punctuation around it.
fn bare(word: &[char]) -> String {
    let is_part = |c: &char| c.is_alphanumeric() || matches!(*c, '\'' | '\u{2019}');
    let start = word.iter().position(is_part).unwrap_or(word.len());
    let end = word
        .iter()
        .rposition(is_part)
        .map_or(start, |last| last + 1);
    let plain = |c: &char| if *c == '\u{2019}' { '\'' } else { *c };
    let letters = word[start..end].iter().map(plain);
    letters.flat_map(char::to_lowercase).collect()
}

/// Words of a language that decide where rows break.
#[derive(Clone, Copy)]
pub(super) struct Language {
    /// Conjunctions and prepositions: a row may well start with them, and does
    /// not end with them.
    openers: &'static [&'static str],
    /// Articles, possessives and the like: no row ends with them.
    leaning: &'static [&'static str],
    /// What is written with a full stop before a name or a number.
    abbreviations: &'static [&'static str],
}

impl Language {
    /// What is known of a language, by its BCP 47 tag. Nothing is known of
    /// most.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        let mut languages = LANGUAGES.iter();
        let known = languages.find(|(code, _)| code.eq_ignore_ascii_case(primary));
        known.map_or(UNKNOWN, |(_, language)| *language)
    }
}

const UNKNOWN: Language = Language {
    openers: &[],
    leaning: &[],
    abbreviations: &[],
};

const LANGUAGES: &[(&str, Language)] = &[
    ("en", ENGLISH),
    ("de", GERMAN),
    ("fr", FRENCH),
    ("es", SPANISH),
    ("it", ITALIAN),
    ("pt", PORTUGUESE),
    ("nl", DUTCH),
];

const ENGLISH: Language = Language {
    openers: &[
        "and", "but", "or", "nor", "so", "yet", "because", "although", "though", "while", "when",
        "where", "if", "unless", "until", "since", "as", "than", "that", "which", "who", "whose",
        "whether", "before", "after", "about", "above", "across", "against", "along", "among",
        "around", "at", "behind", "below", "beneath", "beside", "between", "beyond", "by",
        "despite", "down", "during", "except", "for", "from", "in", "inside", "into", "like",
        "near", "of", "off", "on", "onto", "out", "outside", "over", "past", "through", "to",
        "toward", "towards", "under", "up", "upon", "with", "within", "without",
    ],
    leaning: &[
        "a", "an", "the", "this", "these", "those", "my", "your", "his", "her", "its", "our",
        "their", "i", "you", "he", "she", "it", "we", "they", "i'm", "you're", "he's", "she's",
        "it's", "we're", "they're", "is", "are", "was", "were", "am", "be", "been", "have", "has",
        "had", "do", "does", "did", "will", "would", "can", "could", "shall", "should", "may",
        "might", "must", "don't", "doesn't", "didn't", "won't", "can't", "not", "no", "very",
        "some", "any", "every", "each",
    ],
    abbreviations: &[
        "mr", "mrs", "ms", "dr", "prof", "st", "sgt", "lt", "capt", "no", "vs",
    ],
};

const GERMAN: Language = Language {
    openers: &[
        "und", "oder", "aber", "denn", "sondern", "weil", "dass", "wenn", "als", "ob", "obwohl",
        "damit", "bevor", "nachdem", "während", "wo", "wie", "in", "im", "an", "am", "auf", "aus",
        "bei", "beim", "bis", "durch", "für", "gegen", "hinter", "mit", "nach", "neben", "ohne",
        "seit", "über", "um", "unter", "von", "vom", "vor", "zu", "zum", "zur", "zwischen",
    ],
    leaning: &[
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
        "eines", "kein", "keine", "keinen", "mein", "meine", "dein", "deine", "sein", "seine",
        "ihr", "ihre", "unser", "unsere", "ich", "du", "er", "sie", "es", "wir", "nicht", "sehr",
        "diese", "dieser", "dieses",
    ],
    abbreviations: &["dr", "prof", "hr", "fr", "st", "nr"],
};

const FRENCH: Language = Language {
    openers: &[
        "et", "ou", "mais", "donc", "or", "ni", "car", "que", "qui", "quand", "si", "comme",
        "lorsque", "puisque", "parce", "à", "au", "aux", "de", "du", "dans", "en", "par", "pour",
        "sur", "sous", "avec", "sans", "chez", "vers", "entre", "contre", "depuis", "pendant",
        "après", "avant", "dont", "où",
    ],
    leaning: &[
        "le", "la", "les", "un", "une", "des", "ce", "cet", "cette", "ces", "mon", "ma", "mes",
        "ton", "ta", "tes", "son", "sa", "ses", "notre", "nos", "votre", "vos", "leur", "leurs",
        "je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ne", "se", "me", "te",
        "très", "est", "a", "ont", "sont",
    ],
    abbreviations: &["m", "mm", "dr", "st"],
};

const SPANISH: Language = Language {
    openers: &[
        "y", "e", "o", "u", "pero", "sino", "que", "porque", "cuando", "si", "aunque", "como",
        "donde", "mientras", "a", "al", "ante", "con", "contra", "de", "del", "desde", "durante",
        "en", "entre", "hacia", "hasta", "para", "por", "según", "sin", "sobre", "tras",
    ],
    leaning: &[
        "el", "la", "los", "las", "un", "una", "unos", "unas", "lo", "mi", "mis", "tu", "tus",
        "su", "sus", "nuestro", "nuestra", "este", "esta", "ese", "esa", "yo", "tú", "él", "ella",
        "no", "se", "me", "te", "le", "les", "nos", "muy", "es", "ha", "han",
    ],
    abbreviations: &["sr", "sra", "srta", "dr", "dra", "ud", "uds"],
};

const ITALIAN: Language = Language {
    openers: &[
        "e", "ed", "o", "ma", "che", "perché", "quando", "se", "come", "dove", "mentre", "a", "ad",
        "al", "alla", "da", "dal", "dalla", "di", "del", "della", "in", "nel", "nella", "con",
        "su", "sul", "sulla", "per", "tra", "fra", "senza", "verso", "dopo", "prima",
    ],
    leaning: &[
        "il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "mio", "mia", "tuo", "tua", "suo",
        "sua", "nostro", "nostra", "questo", "questa", "quel", "quella", "io", "tu", "lui", "lei",
        "noi", "voi", "loro", "non", "si", "mi", "ti", "ci", "vi", "è", "ha", "hanno", "molto",
    ],
    abbreviations: &["sig", "dott", "prof"],
};

const PORTUGUESE: Language = Language {
    openers: &[
        "e", "ou", "mas", "que", "porque", "quando", "se", "como", "onde", "enquanto", "a", "ao",
        "à", "com", "contra", "de", "do", "da", "dos", "das", "desde", "em", "no", "na", "nos",
        "nas", "entre", "para", "pela", "pelo", "por", "sem", "sob", "sobre", "até", "após",
    ],
    leaning: &[
        "o", "os", "as", "um", "uma", "uns", "umas", "meu", "minha", "teu", "tua", "seu", "sua",
        "nosso", "nossa", "este", "esta", "esse", "essa", "eu", "tu", "ele", "ela", "você", "nós",
        "não", "muito", "é", "está",
    ],
    abbreviations: &["sr", "sra", "dr", "dra"],
};

const DUTCH: Language = Language {
    openers: &[
        "en", "of", "maar", "want", "dus", "omdat", "dat", "die", "als", "toen", "terwijl",
        "hoewel", "zodat", "waar", "aan", "achter", "bij", "binnen", "door", "in", "met", "na",
        "naar", "naast", "om", "onder", "op", "over", "sinds", "te", "tegen", "tot", "tussen",
        "uit", "van", "voor", "zonder",
    ],
    leaning: &[
        "de", "het", "een", "mijn", "jouw", "je", "zijn", "haar", "ons", "onze", "hun", "deze",
        "dit", "geen", "ik", "jij", "hij", "zij", "ze", "wij", "we", "niet", "heel", "zeer",
    ],
    abbreviations: &["dhr", "mevr", "dr", "mr"],
};
