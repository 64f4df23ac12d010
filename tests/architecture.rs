//! The rules of the house that no compiler checks: who may use whom, how long a file may be, what things may be
//! called, and that every invariant the architecture pages state names a test that exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// Every crate of the workspace with the crates of the workspace that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("captions", &[]),
    ("editing", &["captions"]),
    ("formats", &["captions"]),
    ("audio", &["captions"]),
    ("quality", &["captions", "editing"]),
    ("review", &["captions", "editing"]),
    (
        "workbench",
        &[
            "audio", "captions", "editing", "formats", "quality", "review",
        ],
    ),
    ("store", &["captions", "editing", "workbench"]),
    ("services", &["captions", "formats", "workbench"]),
    (
        "cuewright-cli",
        &[
            "audio",
            "captions",
            // Its tests alone: what scripts do is done to services that are played here.
            "cuewright-practice-services",
            "editing",
            "formats",
            "quality",
            "review",
            "services",
            "store",
            "workbench",
        ],
    ),
    (
        "cuewright",
        &[
            "audio",
            "captions",
            "editing",
            "formats",
            "review",
            "services",
            "store",
            "workbench",
        ],
    ),
    (
        "cuewright-tests",
        &[
            "audio",
            "captions",
            "cuewright-practice-services",
            "editing",
            "formats",
            "quality",
            "review",
            "services",
            "store",
            "workbench",
        ],
    ),
    ("cuewright-practice-services", &[]),
    ("xtask", &[]),
];

/// Crates from outside, by the start of their name, that only these crates of ours may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("tauri", &["cuewright"]),
    ("rfd", &["cuewright"]),
    ("axum", &["cuewright"]),
    ("specta-typescript", &["cuewright"]),
    ("rusqlite", &["store", "cuewright-tests"]),
    ("spellbook", &["quality"]),
    ("symphonia", &["audio"]),
    ("reqwest", &["services"]),
    ("oauth2", &["services"]),
    ("keyring", &["services"]),
    ("clap", &["cuewright-cli", "xtask"]),
    (
        "anyhow",
        &["cuewright", "cuewright-cli", "cuewright-tests", "xtask"],
    ),
];

/// Files that may be longer than `LONGEST`, each with the reason.
const LONG_FILES: &[(&str, &str)] =
    &[("ui/src/bridge/bindings.ts", "generated from the Rust types")];
const LONGEST: usize = 500;

/// The one package that may say `unsafe`: its disk that loses power is a table of C functions.
const UNSAFE_IN_TESTS: &str = "cuewright-tests";

/// Names that say nothing about what is inside.
const EMPTY_MODULE_NAMES: &[&str] = &["utils", "util", "helpers", "misc", "common"];
const EMPTY_TYPE_ENDINGS: &[&str] = &["Manager", "Helper", "Processor", "Service"];

const BACKEND_PAGE: &str = "src-tauri/ARCHITECTURE.md";
const UI_PAGE: &str = "ui/ARCHITECTURE.md";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the checkout")
        .to_path_buf()
}

fn workspace() -> Metadata {
    MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .expect("cargo metadata answers")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every source file below the given folders, as paths from the root with forward slashes.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_dir() {
                if name != "node_modules" && name != "dist" && name != "target" {
                    folders.push(path);
                }
            } else if path
                .extension()
                .is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted))
            {
                let relative = path.strip_prefix(root()).expect("below the root");
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn our_sources() -> Vec<String> {
    sources(
        &["src-tauri", "tests", "ui", "assets"],
        &["rs", "ts", "svelte", "js", "mjs", "css", "py"],
    )
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn crates_use_only_what_they_may() {
    let metadata = workspace();
    let ours: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    assert_eq!(
        ours,
        allowed.keys().copied().collect(),
        "the table of this test lists the workspace"
    );
    let mut faults = Vec::new();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            let (user, used) = (package.name.as_str(), dependency.name.as_str());
            if user != used && ours.contains(used) && !allowed[user].contains(&used) {
                faults.push(format!("{user} may not use {used}"));
            }
        }
    }
    none(&faults);
}

#[test]
fn outside_crates_stay_where_they_belong() {
    let metadata = workspace();
    let mut faults = Vec::new();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            for (start, users) in RESERVED {
                let is_it = dependency.name.starts_with(start);
                if is_it && !users.contains(&package.name.as_str()) {
                    faults.push(format!(
                        "{} uses {}; only {} may",
                        package.name,
                        dependency.name,
                        users.join(", ")
                    ));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn crates_inherit_the_lints() {
    let faults: Vec<String> = workspace()
        .packages
        .iter()
        .filter(|package| {
            let manifest = fs::read_to_string(&package.manifest_path).expect("a manifest");
            let inherits = manifest.contains("[lints]\nworkspace = true");
            !inherits && package.name.as_str() != UNSAFE_IN_TESTS
        })
        .map(|package| format!("{} has lints of its own", package.name))
        .collect();
    none(&faults);
}

#[test]
fn files_stay_short() {
    let mut faults = Vec::new();
    for path in our_sources() {
        let lines = read(&path).lines().count();
        let excepted = LONG_FILES.iter().any(|(file, _)| *file == path);
        if lines > LONGEST && !excepted {
            faults.push(format!("{path} has {lines} lines; {LONGEST} are allowed"));
        }
    }
    none(&faults);
}

#[test]
fn modules_are_named_after_what_they_hold() {
    let faults: Vec<String> = our_sources()
        .into_iter()
        .filter(|path| {
            path.split(['/', '.'])
                .any(|part| EMPTY_MODULE_NAMES.contains(&part))
        })
        .map(|path| format!("{path} says nothing about what is inside"))
        .collect();
    none(&faults);
}

#[test]
fn types_are_named_after_what_they_are() {
    let mut faults = Vec::new();
    for path in our_sources() {
        for line in read(&path).lines() {
            if let Some(name) = declared_type(line)
                && EMPTY_TYPE_ENDINGS
                    .iter()
                    .any(|ending| name.ends_with(ending))
            {
                faults.push(format!("{path} declares {name}"));
            }
        }
    }
    none(&faults);
}

/// The type that a line of Rust or TypeScript declares, if it declares one.
fn declared_type(line: &str) -> Option<&str> {
    const LEADING: &[&str] = &[
        "pub",
        "pub(crate)",
        "pub(super)",
        "export",
        "default",
        "abstract",
        "unsafe",
    ];
    const KEYWORDS: &[&str] = &[
        "struct",
        "enum",
        "trait",
        "union",
        "type",
        "class",
        "interface",
    ];
    let mut words = line
        .split_whitespace()
        .skip_while(|word| LEADING.contains(word));
    KEYWORDS.contains(&words.next()?).then_some(())?;
    words
        .next()?
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()
}

#[test]
fn the_crate_list_is_the_workspace() {
    let listed: BTreeSet<String> = section(&read(BACKEND_PAGE), "Crates")
        .lines()
        .filter(|line| line.starts_with("- `") || line.starts_with("| `"))
        .filter_map(|line| line.split('`').nth(1).map(str::to_owned))
        .collect();
    let workspace: BTreeSet<String> = workspace()
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    assert_eq!(listed, workspace, "the section Crates of {BACKEND_PAGE}");
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let packages = workspace().packages;
    let mut faults = Vec::new();
    for page in [BACKEND_PAGE, UI_PAGE] {
        let invariants = items(&section(&read(page), "Invariants"));
        if invariants.is_empty() {
            faults.push(format!("{page} states no invariant"));
        }
        for invariant in invariants {
            let tests = named_tests(&invariant);
            if tests.is_empty() {
                faults.push(format!("{page}: no test holds: {invariant}"));
            }
            for test in tests.iter().filter(|test| !exists(test, &packages)) {
                faults.push(format!("{page}: there is no test {test}"));
            }
        }
    }
    none(&faults);
}

/// What stands under the headings that begin with `title`, up to the next heading of their level or above.
fn section(page: &str, title: &str) -> String {
    let (mut inside, mut level, mut text) = (false, 0, String::new());
    for line in page.lines() {
        let depth = line.chars().take_while(|letter| *letter == '#').count();
        if depth > 0 && (!inside || depth <= level) {
            inside = line[depth..].trim().starts_with(title);
            level = depth;
        } else if inside {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The items of a list, each with its continuation lines joined to it.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some(item) = line.strip_prefix("- ") {
            items.push(item.to_owned());
            open = true;
        } else if line.trim().is_empty() {
            open = false;
        } else if let (true, Some(item)) = (open, items.last_mut()) {
            item.push(' ');
            item.push_str(line.trim());
        }
    }
    items
}

/// The tests that an invariant names: everything in backticks after `(test:` or `(tests:`.
fn named_tests(invariant: &str) -> Vec<String> {
    let after = ["(test:", "(tests:"]
        .iter()
        .find_map(|mark| invariant.split_once(mark));
    let Some((_, names)) = after else {
        return Vec::new();
    };
    names
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether a test exists: `crate::path::name`, `tests/file.rs::name`, or `ui/src/a.test.ts`, with `::title` or without.
fn exists(test: &str, packages: &[Package]) -> bool {
    let (place, name) = test.rsplit_once("::").unwrap_or((test, ""));
    if test.contains('/') {
        let (file, name) = test.split_once("::").unwrap_or((test, ""));
        return [file.to_owned(), format!("ui/{file}")].iter().any(|file| {
            fs::read_to_string(root().join(file)).is_ok_and(|text| holds(&text, file, name))
        });
    }
    let crate_name = place.split("::").next().unwrap_or(place);
    packages
        .iter()
        .filter(|package| package.name.as_str() == crate_name)
        .flat_map(source_folders)
        .flat_map(|folder| sources(&[&folder], &["rs"]))
        .any(|file| holds(&read(&file), &file, name))
}

fn holds(text: &str, file: &str, name: &str) -> bool {
    match name {
        "" => true,
        _ if file.ends_with(".rs") => text.contains(&format!("fn {name}(")),
        _ => text.contains(name),
    }
}

/// The folders that hold a package's Rust sources, from the root.
fn source_folders(package: &Package) -> Vec<String> {
    package
        .targets
        .iter()
        .filter(|target| !target.is_custom_build())
        .filter_map(|target| {
            let folder = Path::new(target.src_path.as_str()).parent()?;
            let relative = folder.strip_prefix(root()).ok()?;
            Some(relative.to_string_lossy().replace('\\', "/"))
        })
        .collect()
}
