//! The profiles that come with Cuewright: the files of `assets/profiles`.

use crate::profile::{Profile, ProfileError};

macro_rules! shipped {
    ($($id:literal,)*) => {
        const FILES: &[(&str, &str)] = &[$((
            concat!($id, ".json"),
            include_str!(concat!("../../../../assets/profiles/", $id, ".json")),
        )),*];
    };
}

shipped! {
    "3play",
    "amazon-ar",
    "amazon",
    "arte",
    "bbc-broadcast",
    "bbc-online-9-16",
    "bbc-online",
    "cea-608",
    "dcmp-lower",
    "dcmp-middle",
    "dcmp-upper",
    "ebu-teletext",
    "fcc",
    "house",
    "netflix-ar-adult",
    "netflix-ar-children-sdh",
    "netflix-ar-children",
    "netflix-ar-sdh",
    "netflix-en-adult",
    "netflix-en-children-sdh",
    "netflix-en-children",
    "netflix-en-sdh",
    "netflix-en-template-adult",
    "netflix-en-template-children",
    "netflix-hi-adult",
    "netflix-hi-children-sdh",
    "netflix-hi-children",
    "netflix-hi-sdh",
    "netflix-ja-adult",
    "netflix-ja-children-sdh",
    "netflix-ja-children",
    "netflix-ja-sdh",
    "netflix-ko-adult",
    "netflix-ko-children-sdh",
    "netflix-ko-children",
    "netflix-ko-sdh",
    "netflix-other-adult",
    "netflix-other-children-sdh",
    "netflix-other-children",
    "netflix-other-sdh",
    "netflix-th-adult",
    "netflix-th-children-sdh",
    "netflix-th-children",
    "netflix-th-sdh",
    "netflix-zh-adult",
    "netflix-zh-children-sdh",
    "netflix-zh-children",
    "netflix-zh-sdh",
    "rev",
    "short-form-9-16",
    "ted-amara",
}

/// The identifiers of all shipped profiles, in alphabetical order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let files = FILES.iter();
    files.map(|(file, _)| file.trim_end_matches(".json"))
}

/// One of the shipped profiles; `None` where none has that identifier.
///
/// # Errors
/// Where the file that was shipped is no profile, which a test rules out.
pub fn profile(id: &str) -> Option<Result<Profile, ProfileError>> {
    let (file, text) = FILES
        .iter()
        .find(|(file, _)| file.strip_suffix(".json") == Some(id))?;
    Some(Profile::parse(file, text))
}
