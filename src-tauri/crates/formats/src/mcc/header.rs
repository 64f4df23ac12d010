//! The head of an MCC file: what it is, who made it, and how its labels count.

use captions::{FrameRate, Timebase, Track};

/// How labels count, as the head says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodeRate {
    /// Frames that a second of a label counts.
    pub(super) nominal: u32,
    pub(super) drops: bool,
}

const FORMAT: &str = "File Format=MacCaption_MCC V";
const RATE: &str = "Time Code Rate=";

impl CodeRate {
    /// Reads `Time Code Rate=30DF`.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let line = line.trim();
        let name = line.get(..RATE.len())?;
        let value = name
            .eq_ignore_ascii_case(RATE)
            .then(|| &line[RATE.len()..])?;
        let value = value.trim().to_ascii_uppercase();
        let (number, drops) = match value.strip_suffix("DF") {
            Some(number) => (number, true),
            None => (value.as_str(), false),
        };
        let nominal = number.trim().parse().ok()?;
        matches!(nominal, 24 | 25 | 30 | 50 | 60).then_some(Self { nominal, drops })
    }

    /// The name of a timebase in the head.
    fn name(base: Timebase) -> String {
        let drops = if base.drop_frame() { "DF" } else { "" };
        format!("{}{drops}", base.rate().nominal())
    }

    /// The rate that is meant where packets do not say it: 30 and 60 that drop
    /// are those of NTSC, and so are those that do not, in most files.
    pub(super) const fn assumed(self) -> FrameRate {
        match self.nominal {
            24 => FrameRate::FILM_NTSC,
            25 => FrameRate::PAL,
            50 => FrameRate::FIFTY,
            60 => FrameRate::NTSC_60,
            _ => FrameRate::NTSC,
        }
    }
}

/// Whether a line opens an MCC file.
pub(super) fn opens(line: &str) -> bool {
    line.trim_start().starts_with(FORMAT)
}

/// The version that the rates of a file need: 60DF came with the second.
fn version(base: Timebase) -> &'static str {
    if base.drop_frame() && base.rate().nominal() == 60 {
        "2.0"
    } else {
        "1.0"
    }
}

/// The head of a new file. The description in it must stand in every file,
/// word for word: that is the licence to write the format.
pub(super) fn head(track: &Track, base: Timebase, digest: u64) -> String {
    let version = version(base);
    let rates = if version == "2.0" { ", 60DF" } else { "" };
    let (date, time) = created(track);
    let identity = track.id.0.as_u128() ^ u128::from(digest >> 4);
    let digits = format!("{identity:032X}");
    let uuid: Vec<&str> = [0..8, 8..12, 12..16, 16..20, 20..32]
        .into_iter()
        .map(|range| &digits[range])
        .collect();
    format!(
        "{FORMAT}{version}\n\n{}\n\
         UUID={}\nCreation Program=Cuewright {}\nCreation Date={date}\nCreation Time={time}\n\
         {RATE}{}\n\n",
        DESCRIPTION.replace("{rates}", rates),
        uuid.join("-"),
        env!("CARGO_PKG_VERSION"),
        CodeRate::name(base),
    )
}

const DESCRIPTION: &str = "\
///////////////////////////////////////////////////////////////////////////////////
// Computer Prompting and Captioning Company
// Ancillary Data Packet Transfer File
//
// Permission to generate this format is granted provided that
//   1. This ANC Transfer file format is used on an as-is basis and no warranty is given, and
//   2. This entire descriptive information text is included in a generated .mcc file.
//
// General file format:
//   HH:MM:SS:FF(tab)[Hexadecimal ANC data in groups of 2 characters]
//     Hexadecimal data starts with the Ancillary Data Packet DID (Data ID defined in S291M)
//       and concludes with the Check Sum following the User Data Words.
//     Each time code line must contain at most one complete ancillary data packet.
//     To transfer additional ANC Data successive lines may contain identical time code.
//     Time Code Rate=[24, 25, 30, 30DF, 50, 60{rates}]
//
//   ANC data bytes may be represented by one ASCII character according to the following schema:
//     G  FAh 00h 00h
//     H  2 x (FAh 00h 00h)
//     I  3 x (FAh 00h 00h)
//     J  4 x (FAh 00h 00h)
//     K  5 x (FAh 00h 00h)
//     L  6 x (FAh 00h 00h)
//     M  7 x (FAh 00h 00h)
//     N  8 x (FAh 00h 00h)
//     O  9 x (FAh 00h 00h)
//     P  FBh 80h 80h
//     Q  FCh 80h 80h
//     R  FDh 80h 80h
//     S  96h 69h
//     T  61h 01h
//     U  E1h 00h 00h 00h
//     Z  00h
//
///////////////////////////////////////////////////////////////////////////////////
";

/// The head of a file that was read, for labels that now count as `base` says.
pub(super) fn renewed(head: &str, base: Timebase) -> String {
    let mut renewed = String::with_capacity(head.len());
    for line in head.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let ending = &line[text.len()..];
        if CodeRate::of_line(text).is_some() {
            renewed.push_str(RATE);
            renewed.push_str(&CodeRate::name(base));
            renewed.push_str(ending);
        } else if opens(text) && version(base) == "2.0" {
            renewed.push_str(FORMAT);
            renewed.push_str("2.0");
            renewed.push_str(ending);
        } else {
            renewed.push_str(line);
        }
    }
    renewed
}

/// When the track was made, which its identifier says (RFC 9562 section 5.7).
fn created(track: &Track) -> (String, String) {
    const DAYS: [&str; 7] = [
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
    ];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let seconds = (track.id.0.as_u128() >> 80) as i64 / 1000;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let date = format!(
        "{}, {} {day:02}, {year}",
        DAYS[(days % 7) as usize],
        MONTHS[month as usize - 1]
    );
    let time = format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    (date, time)
}

/// Year, month and day of a day counted from 1 January 1970, in the Gregorian
/// calendar. Years are taken to start in March, so that a leap day ends one.
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use captions::Ids;

    use super::*;

    #[test]
    fn every_rate_of_the_head_is_read() {
        for (line, nominal, drops) in [
            ("Time Code Rate=24", 24, false),
            ("Time Code Rate=25", 25, false),
            ("time code rate=30df ", 30, true),
            ("Time Code Rate=50", 50, false),
            ("Time Code Rate=60DF", 60, true),
        ] {
            assert_eq!(CodeRate::of_line(line), Some(CodeRate { nominal, drops }));
        }
        for line in ["Time Code Rate=", "Time Code Rate=29", "Rate=30", "\u{e9}"] {
            assert_eq!(CodeRate::of_line(line), None);
        }
    }

    #[test]
    fn the_date_of_a_new_file_is_that_of_its_track() {
        for (millis, date, time) in [
            (0, "Thursday, January 01, 1970", "00:00:00"),
            (1_433_425_705_000, "Thursday, June 04, 2015", "13:48:25"),
            (951_782_399_000, "Monday, February 28, 2000", "23:59:59"),
            (1_709_208_000_000, "Thursday, February 29, 2024", "12:00:00"),
        ] {
            let track = Track::new(Ids::new(millis, 1).track(), "", "");
            assert_eq!(created(&track), (date.to_owned(), time.to_owned()));
        }
    }

    #[test]
    fn a_head_that_was_read_keeps_all_but_its_rate() {
        let drop = Timebase::drop(FrameRate::NTSC_60).expect("59.94 drops");
        let head = "File Format=MacCaption_MCC V1.0\r\n\r\n// note\r\nTime Code Rate=25\r\n";
        assert_eq!(
            renewed(head, drop),
            "File Format=MacCaption_MCC V2.0\r\n\r\n// note\r\nTime Code Rate=60DF\r\n"
        );
        let plain = Timebase::non_drop(FrameRate::PAL);
        assert_eq!(renewed(head, plain), head);
    }
}
