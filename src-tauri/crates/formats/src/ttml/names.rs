//! Names of elements and attributes as a file writes them: with its own
//! prefixes, in its own generation of namespaces.

use compact_str::{CompactString, format_compact};

use super::xml::{self, Name, Tree};

/// A prefix of attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prefix {
    name: String,
    uri: String,
    /// How attributes with it begin; empty where the root element declares it.
    undeclared: String,
}

impl Prefix {
    fn new(name: &str, uri: impl Into<String>, declared: bool) -> Self {
        Self {
            name: name.to_owned(),
            uri: uri.into(),
            undeclared: if declared {
                String::new()
            } else {
                format!(" {name}:")
            },
        }
    }

    /// A name with this prefix.
    pub(super) fn name(&self, local: &str) -> CompactString {
        format_compact!("{}:{local}", self.name)
    }

    /// The declaration that an element needs of which these are parts.
    pub(super) fn missing(&self, parts: &[&str]) -> Option<(String, &str)> {
        if self.undeclared.is_empty() {
            return None;
        }
        let is_used = parts.iter().any(|part| part.contains(&self.undeclared));
        is_used.then(|| (format!("xmlns:{}", self.name), self.uri.as_str()))
    }
}

/// How a file names what it writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// What stands before the names of elements: nothing, or a prefix and `:`.
    pub(super) element: String,
    pub(super) styling: Prefix,
    pub(super) metadata: Prefix,
    /// `itts`, for what IMSC adds to styling.
    pub(super) imsc: Prefix,
    /// Every prefix that the root element declares.
    declared: Vec<String>,
}

/// The namespace of TTML1 and TTML2.
pub(super) const NAMESPACE: &str = "http://www.w3.org/ns/ttml";
const IMSC: &str = "http://www.w3.org/ns/ttml/profile/imsc1#styling";

impl Names {
    /// Those of a file that is written anew and declares these prefixes.
    pub(super) fn fresh(prefixes: &[(&str, &str)]) -> Self {
        let declares = |name: &str| prefixes.iter().any(|(known, _)| *known == name);
        let prefix = |name: &str, uri: &str| Prefix::new(name, uri, declares(name));
        Self {
            element: String::new(),
            styling: prefix("tts", &format!("{NAMESPACE}#styling")),
            metadata: prefix("ttm", &format!("{NAMESPACE}#metadata")),
            imsc: prefix("itts", IMSC),
            declared: prefixes
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
        }
    }

    /// Those that a file declares in its root element.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let Some(root) = tree.child(Tree::ROOT, Name::Tt) else {
            return Self::fresh(&[]);
        };
        let tag = &tree.text()[tree.range(root).0 + 1..tree.tag_end(root)];
        let prefix = tag
            .split(|c: char| c.is_ascii_whitespace() || c == '>')
            .next();
        let prefix = prefix
            .and_then(|name| name.split_once(':'))
            .map(|(prefix, _)| prefix);
        let own = prefix.map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let mut generation = NAMESPACE.to_owned();
        let mut declared: Vec<(String, String)> = Vec::new();
        for attribute in tree.attributes(root) {
            if attribute.name == own {
                generation = attribute.value.trim().to_owned();
            }
            if let Some(name) = attribute.name.strip_prefix("xmlns:") {
                declared.push((name.to_owned(), attribute.value.trim().to_owned()));
            }
        }
        let old = generation.contains("/ttaf1");
        let find = |fits: &dyn Fn(&str) -> bool, name: &str, uri: String| {
            let found = declared.iter().find(|(_, uri)| fits(uri));
            match found {
                Some((name, uri)) => Prefix::new(name, uri.clone(), true),
                None => {
                    let is_taken = declared.iter().any(|(known, _)| known == name);
                    let name = if is_taken {
                        format!("{name}2")
                    } else {
                        name.to_owned()
                    };
                    Prefix::new(&name, uri, false)
                }
            }
        };
        let is_core = |uri: &str| !uri.contains("/imsc1");
        let styling = if old { "#style" } else { "#styling" };
        Self {
            element: prefix.map_or_else(String::new, |prefix| format!("{prefix}:")),
            styling: find(
                &|uri| is_core(uri) && (uri.ends_with("#styling") || uri.ends_with("#style")),
                "tts",
                format!("{generation}{styling}"),
            ),
            metadata: find(
                &|uri| is_core(uri) && uri.ends_with("#metadata"),
                "ttm",
                format!("{generation}#metadata"),
            ),
            imsc: find(&|uri| uri == IMSC, "itts", IMSC.to_owned()),
            declared: declared.into_iter().map(|(name, _)| name).collect(),
        }
    }

    /// Whether an attribute of that name can be written.
    pub(super) fn can_write(&self, qualified: &str) -> bool {
        match qualified.split_once(':') {
            None => true,
            Some(("xml", _)) => true,
            Some((prefix, _)) => self.declared.iter().any(|known| known == prefix),
        }
    }
}

/// The attributes of a start tag to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    attributes: Vec<(CompactString, CompactString)>,
}

impl Tag {
    /// The attributes of an element that was read.
    pub(super) fn of(tree: &Tree<'_>, node: xml::NodeId) -> Self {
        let attributes = tree.attributes(node);
        let attributes = attributes.map(|a| (a.name.into(), a.value.into()));
        Self {
            attributes: attributes.collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The value of an attribute of this local name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut known = self.attributes.iter();
        let found = known.find(|(known, _)| xml::local(known).eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Takes out every attribute of this local name.
    pub(super) fn remove(&mut self, name: &str) {
        let local = xml::local(name);
        self.attributes.retain(|(known, _)| {
            known.starts_with("xmlns") || !xml::local(known).eq_ignore_ascii_case(local)
        });
    }

    /// Sets an attribute, in the place of one of the same local name.
    pub(super) fn set(&mut self, name: &str, value: impl Into<CompactString>) {
        let local = xml::local(name);
        let known = self.attributes.iter_mut().find(|(known, _)| {
            !known.starts_with("xmlns") && xml::local(known).eq_ignore_ascii_case(local)
        });
        match known {
            Some((_, place)) => *place = value.into(),
            None => self.attributes.push((name.into(), value.into())),
        }
    }

    /// Adds an attribute that may have the local name of another, as
    /// declarations of namespaces do.
    pub(super) fn set_new(&mut self, name: &str, value: impl Into<CompactString>) {
        self.attributes.push((name.into(), value.into()));
    }

    /// Appends ` name="value"` for each.
    pub(super) fn push(&self, out: &mut String) {
        for (name, value) in &self.attributes {
            xml::push_attribute(out, name, value);
        }
    }
}
