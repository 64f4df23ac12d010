//! The conversion of many files, as the window asks for it and sees it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use captions::Ids;
use formats::{Diagnostic, Question, Severity};
use serde::{Deserialize, Serialize};
use workbench::save::Existing;
use workbench::{
    Batch, BatchFile, BatchItem, BatchItems, BatchOutput, ErrorCode, ExportRequest, ImportOptions,
    LossGroup, Result, WorkbenchError, group_losses,
};

/// Remarks of one file that are shown.
const REMARKS: usize = 50;

/// What is to be converted.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
pub struct BatchRequest {
    /// Files and folders.
    pub inputs: Vec<String>,
    /// Whether folders below are looked into.
    pub recursive: bool,
    /// The folder that the files go into.
    pub out: String,
    /// What is made of each file.
    pub export: ExportRequest,
    /// What to answer where a file leaves something open, by format.
    pub answers: BTreeMap<String, ImportOptions>,
    /// Whether files that are there already may be replaced.
    pub replace: bool,
}

/// How far a conversion is.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BatchProgress {
    /// How many files are done.
    pub done: u32,
    /// How many there are.
    pub of: u32,
    /// The file that was done last; absent at the start.
    pub file: Option<ConvertedFile>,
}

/// What became of one file.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ConvertedFile {
    /// The file.
    pub input: String,
    /// Identifier of its format.
    pub from: String,
    /// How many cues it has.
    pub cues: u32,
    /// The first remarks of the reader.
    pub remarks: Vec<Diagnostic>,
    /// What it left open, and was assumed.
    pub questions: Vec<Question>,
    /// What was made of it.
    pub outputs: Vec<ConvertedOutput>,
    /// Why nothing was.
    pub error: Option<WorkbenchError>,
}

/// One file that was made.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ConvertedOutput {
    /// Identifier of its format.
    pub format: String,
    /// Where it is, or was to be.
    pub path: String,
    /// What it does not carry.
    pub losses: Vec<LossGroup>,
    /// Why it is not there.
    pub error: Option<WorkbenchError>,
}

/// How a conversion ended.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BatchEnd {
    /// Whether the user stopped it.
    pub cancelled: bool,
    /// Files found in folders that are no captions by their content.
    pub skipped: Vec<String>,
}

/// Converts what is asked for, telling of each file.
///
/// # Errors
/// Where the files cannot be listed or the pattern makes no names. What goes
/// wrong with one file is told with it.
pub fn run(
    request: &BatchRequest,
    inputs: &[PathBuf],
    out: &Path,
    cancelled: &AtomicBool,
    tell: &dyn Fn(BatchProgress),
) -> Result<BatchEnd> {
    let naming = request.export.naming.parse();
    let naming = naming.map_err(|error: workbench::NamingError| {
        WorkbenchError::new(ErrorCode::BadOption, error.to_string())
    })?;
    let found = BatchItems::find(inputs, request.recursive, out)?;
    let mut batch = Batch::new(&found, out, request.export.files.clone());
    batch.naming = naming;
    batch.answers.clone_from(&request.answers);
    batch.existing = existing(request.replace);
    let mut ids = fresh_ids();
    let of = number(found.items.len());
    let told = |done, file| tell(BatchProgress { done, of, file });
    told(0, None);
    for (done, item) in (1..).zip(&found.items) {
        if cancelled.load(Ordering::Relaxed) {
            break;
        }
        told(done, Some(converted(batch.convert(item, &mut ids), item)));
    }
    Ok(BatchEnd {
        cancelled: cancelled.load(Ordering::Relaxed),
        skipped: crate::events::texts(&found.skipped),
    })
}

/// Whether files that are there may be replaced.
#[must_use]
pub const fn existing(replace: bool) -> Existing {
    if replace {
        Existing::Replace
    } else {
        Existing::Keep
    }
}

fn converted(file: BatchFile, item: &BatchItem) -> ConvertedFile {
    let remarks = file.diagnostics.into_iter();
    ConvertedFile {
        input: item.input.display().to_string(),
        from: file.from,
        cues: number(file.cues),
        remarks: remarks
            .filter(|remark| remark.severity > Severity::Info)
            .take(REMARKS)
            .collect(),
        questions: file.questions,
        outputs: file.outputs.into_iter().map(made).collect(),
        error: file.error,
    }
}

fn made(output: BatchOutput) -> ConvertedOutput {
    ConvertedOutput {
        format: output.format,
        path: output.path.display().to_string(),
        losses: group_losses(&output.losses),
        error: output.error,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Identities for documents that last as long as one file's conversion.
fn fresh_ids() -> Ids {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = now.map_or(0, |now| now.as_millis());
    Ids::new(u64::try_from(millis).unwrap_or(0), 1)
}
