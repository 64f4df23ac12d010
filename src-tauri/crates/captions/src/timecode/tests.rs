use super::*;

fn timebases() -> Vec<Timebase> {
    let mut all: Vec<Timebase> = [
        FrameRate::FILM_NTSC,
        FrameRate::FILM,
        FrameRate::PAL,
        FrameRate::NTSC,
        FrameRate::THIRTY,
        FrameRate::FIFTY,
        FrameRate::NTSC_60,
        FrameRate::SIXTY,
    ]
    .map(Timebase::non_drop)
    .to_vec();
    all.push(Timebase::drop(FrameRate::NTSC).unwrap());
    all.push(Timebase::drop(FrameRate::NTSC_60).unwrap());
    all
}

/// Every label of 24 hours, in the order a clock shows them.
fn labels(base: Timebase) -> impl Iterator<Item = (u32, u32, u32, u32)> {
    let nominal = base.rate().nominal();
    let dropped = if base.drop_frame() { nominal / 15 } else { 0 };
    (0..24 * 60 * 60).flat_map(move |total: u32| {
        let (h, m, s) = (total / 3600, total / 60 % 60, total % 60);
        let first = if s == 0 && m % 10 != 0 { dropped } else { 0 };
        (first..nominal).map(move |f| (h, m, s, f))
    })
}

#[test]
fn every_label_of_a_day_names_the_next_frame_and_comes_back() {
    for base in timebases() {
        for (expected, (h, m, s, f)) in (0..).zip(labels(base)) {
            assert_eq!(base.frame(h, m, s, f), Ok(expected), "{base:?}");
            assert_eq!(base.label(expected).fields(), (h, m, s, f), "{base:?}");
        }
    }
}

#[test]
fn every_frame_of_a_day_is_a_whole_number_of_flicks_and_comes_back() {
    for base in timebases() {
        let rate = base.rate();
        let day = 24 * 3600 * i64::from(rate.nominal());
        for frame in 0..day {
            let time = rate.time_of(frame);
            assert_eq!(rate.nearest_frame(time), frame);
            assert_eq!(rate.frame_at(time), frame);
        }
        let exact = i128::from(rate.time_of(day - 1).flicks()) * i128::from(rate.numerator());
        let unit = i128::from(Time::FLICKS_PER_SECOND) * i128::from(rate.denominator());
        assert_eq!(exact % unit, 0, "{rate}");
    }
}

#[test]
fn milliseconds_keep_every_frame() {
    for base in timebases() {
        let rate = base.rate();
        for frame in 0..200_000 {
            let millis = rate.time_of(frame).round_millis();
            assert_eq!(rate.nearest_frame(Time::from_millis(millis)), frame);
        }
    }
}

#[test]
fn the_last_flick_before_a_frame_still_shows_the_one_before() {
    for base in timebases() {
        let rate = base.rate();
        for frame in [1, 2, 29, 1800, 107_892] {
            let start = rate.time_of(frame);
            assert_eq!(rate.frame_at(start - Time::from_flicks(1)), frame - 1);
        }
    }
}

#[test]
fn labels_that_do_not_exist_are_refused_with_the_reason() {
    let drop = Timebase::drop(FrameRate::NTSC).unwrap();
    let refusal = drop.parse("00:01:00;01").unwrap_err().to_string();
    assert_eq!(
        refusal,
        "00:01:00;01 does not exist: drop-frame counting leaves out frames 0 to 1 of minute 1"
    );
    assert!(drop.parse("00:10:00;00").is_ok());
    assert!(drop.parse("00:01:00;02").is_ok());
    let fast = Timebase::drop(FrameRate::NTSC_60).unwrap();
    assert!(matches!(
        fast.parse("01:09:00;03"),
        Err(LabelError::Dropped { last: 3, .. })
    ));
    let pal = Timebase::default();
    for text in [
        "00:00:00:25",
        "00:60:00:00",
        "00:00:60:00",
        "1:2:3",
        "a:b:c:d",
        "",
    ] {
        assert!(pal.parse(text).is_err(), "{text}");
    }
    assert!(Timebase::drop(FrameRate::PAL).is_err());
}

#[test]
fn an_hour_of_drop_frame_is_107892_frames() {
    let drop = Timebase::drop(FrameRate::NTSC).unwrap();
    assert_eq!(drop.parse("01:00:00;00"), Ok(107_892));
    assert_eq!(drop.label(107_892).to_string(), "01:00:00;00");
    let time = drop.rate().time_of(107_892);
    assert_eq!(time.round_millis(), 3_599_996);
}

#[test]
fn frame_rates_are_read_as_people_write_them() {
    for (text, shown) in [
        ("23.976", "24000/1001"),
        ("29.97", "30000/1001"),
        ("30000/1001", "30000/1001"),
        ("60000/1001", "60000/1001"),
        ("25", "25"),
        ("50/2", "25"),
        ("12.5", "25/2"),
    ] {
        assert_eq!(text.parse::<FrameRate>().unwrap().to_string(), shown);
    }
    for text in ["0", "-25", "nan", "25/0", "1001", "", "25fps", "1.2345678"] {
        assert!(text.parse::<FrameRate>().is_err(), "{text}");
    }
}
