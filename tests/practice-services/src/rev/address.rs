//! Addresses of the web, as far as they have to be told apart.

use std::net::IpAddr;

use crate::world::RevWorld;

/// An address with `http` or `https`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether it is `https`.
    pub secure: bool,
    /// The host, in small letters.
    pub host: String,
    /// The port, where one is given.
    pub port: Option<u16>,
    /// The path with the query.
    pub target: String,
}

impl Address {
    /// Reads an address. `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
            _ => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        let is_plain = |letter: char| letter.is_alphanumeric() || ".-[]:_".contains(letter);
        (!host.is_empty() && host.chars().all(is_plain)).then(|| Self {
            secure,
            host,
            port,
            target: if target.is_empty() { "/" } else { target }.to_owned(),
        })
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.number().is_some_and(|number| number.is_loopback())
    }

    fn number(&self) -> Option<IpAddr> {
        self.host.trim_matches(['[', ']']).parse().ok()
    }

    /// Whether the real Rev could fetch it: not from a private network, and not from a host that the world says is gone.
    pub fn is_reachable(&self, rev: &RevWorld) -> bool {
        let is_private = match self.number() {
            Some(IpAddr::V4(number)) => number.is_private() || number.is_link_local(),
            _ => false,
        };
        let is_gone = self.host.ends_with(".invalid") || rev.unreachable_hosts.contains(&self.host);
        !self.is_loopback() && !is_private && !is_gone
    }

    /// Whether it lies in a bucket of S3 without being signed.
    pub fn is_unsigned_s3(&self) -> bool {
        let is_s3 = self.host.ends_with("amazonaws.com")
            && self.host.split('.').any(|part| part.starts_with("s3"));
        is_s3 && !self.target.to_ascii_lowercase().contains("signature=")
    }

    /// Whether it is a page of YouTube, whose length can be told.
    pub fn is_youtube(&self) -> bool {
        ["youtube.com", "youtu.be"]
            .iter()
            .any(|site| self.host == *site || self.host.ends_with(&format!(".{site}")))
    }

    /// The last part of the path, where there is one.
    pub fn file_name(&self) -> Option<String> {
        let path = self.target.split(['?', '#']).next()?;
        let name = path.rsplit('/').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        let parse = |text: &str| Address::parse(text);
        for text in [
            "",
            "file:///etc/passwd",
            "ftp://a/b",
            "http://",
            "https:// /",
            "no",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        let video = parse("https://WWW.youtube.com:443/watch?v=1").unwrap();
        assert!(video.is_youtube() && video.secure && video.port == Some(443));
        let rev = RevWorld::default();
        for text in [
            "http://127.0.0.1:8/a",
            "http://[::1]/a",
            "http://10.0.0.1/",
            "http://a.invalid/",
        ] {
            assert!(!parse(text).unwrap().is_reachable(&rev), "{text}");
        }
        let bucket = parse("https://films.s3.eu-west-1.amazonaws.com/a.mp4").unwrap();
        assert!(bucket.is_unsigned_s3() && bucket.file_name().as_deref() == Some("a.mp4"));
        let signed = parse("https://films.s3.amazonaws.com/a.mp4?X-Amz-Signature=1").unwrap();
        assert!(!signed.is_unsigned_s3());
    }
}
