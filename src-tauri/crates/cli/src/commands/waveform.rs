//! `waveform`: the peaks of a media file, in audiowaveform's format.

use std::path::PathBuf;

use anyhow::Context as _;
use audio::{Bits, Form, WaveformOptions, write_waveform};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{Outcome, UsageError};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The media file
    media: PathBuf,
    /// The waveform file to write, .dat or .json
    out: PathBuf,
    /// Number of the audio track, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    track: u32,
    /// Samples in one pair of minimum and maximum
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(2..))]
    samples_per_pixel: u32,
    /// Bits of a value, 8 or 16
    #[arg(long, value_name = "BITS", default_value = "16", value_parser = parse_bits)]
    bits: Bits,
    /// A waveform for each channel instead of one for all
    #[arg(long)]
    split_channels: bool,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

fn parse_bits(text: &str) -> Result<Bits, String> {
    match text {
        "8" => Ok(Bits::Eight),
        "16" => Ok(Bits::Sixteen),
        _ => Err("it is 8 or 16".to_owned()),
    }
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let out = &arguments.out;
    let options = WaveformOptions {
        track: arguments.track,
        samples_per_pixel: arguments.samples_per_pixel,
        bits: arguments.bits,
        split_channels: arguments.split_channels,
        form: form(arguments)?,
        ..WaveformOptions::default()
    };
    if !arguments.force && out.symlink_metadata().is_ok() {
        anyhow::bail!("{} exists; --force replaces it", out.display());
    }
    let bar =
        ProgressBar::new(1000).with_style(ProgressStyle::with_template("{bar:40} {percent} %")?);
    let written = write_waveform(&arguments.media, out, &options, |done| {
        // The bar has a thousand places.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of 1"
        )]
        bar.set_position((done * 1000.0) as u64);
    });
    bar.finish_and_clear();
    let summary = written.with_context(|| format!("cannot write {}", out.display()))?;
    for notice in summary.info.notices.iter().chain(&summary.notices) {
        eprintln!(
            "cuewright-cli: {}",
            workbench::notice_in_words(notice).message
        );
    }
    Ok(Outcome::Done)
}

/// The form that the name of the output says.
fn form(arguments: &Arguments) -> Result<Form, UsageError> {
    let ending = arguments.out.extension().unwrap_or_default();
    match ending.to_string_lossy().to_lowercase().as_str() {
        "dat" => Ok(Form::Dat),
        "json" => Ok(Form::Json),
        _ => Err(UsageError(
            "the name of the output ends in .dat or .json".to_owned(),
        )),
    }
}
