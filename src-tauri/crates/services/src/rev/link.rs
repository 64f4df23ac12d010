//! Links that Rev is to follow: whether it can.

use url::{Host, Url};

use crate::http::is_inside;

/// Why Rev cannot follow a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It is no web address.
    #[error("This is no web address. It should begin with https://")]
    NotWeb,
    /// It names a file or a host on this computer or its own network.
    #[error(
        "Rev cannot reach this computer or its network. Upload the file, or give a public link"
    )]
    Inside,
    /// It carries a user name or a password.
    #[error("The link holds a password, which would be sent to Rev. Give a link without one")]
    Credentials,
    /// It leads into an S3 bucket without a signature.
    #[error("Rev takes no links into S3 buckets. Use a signed link, or upload the file")]
    S3Bucket,
}

/// Looks at a link that Rev is given.
///
/// # Errors
/// Where Rev cannot follow it, as far as the link itself tells.
pub fn check_link(text: &str) -> Result<Url, BadLink> {
    let scheme = text.trim().split(':').next().unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "file" => return Err(BadLink::Inside),
        "s3" => return Err(BadLink::S3Bucket),
        "http" | "https" => {}
        _ => return Err(BadLink::NotWeb),
    }
    let url = Url::parse(text.trim()).map_err(|_| BadLink::NotWeb)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadLink::Credentials);
    }
    if is_inside(&url) || url.host().is_some_and(|host| is_local_name(&host)) {
        return Err(BadLink::Inside);
    }
    if is_s3(&url) && !is_signed(&url) {
        return Err(BadLink::S3Bucket);
    }
    Ok(url)
}

/// Whether Rev finds out the length of what is behind a link by itself, as it
/// does for pages of `YouTube` only.
pub(super) fn is_youtube(url: &Url) -> bool {
    const HOSTS: &[&str] = &["youtube.com", "youtu.be", "youtube-nocookie.com"];
    let host = url.host_str().unwrap_or_default();
    HOSTS.iter().any(|known| {
        let below = host.strip_suffix(known);
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    })
}

/// Names that are resolved inside a network only: without a dot, or under the
/// endings of RFC 6762 and RFC 8375 and the one reserved for private use.
fn is_local_name(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else {
        return false;
    };
    let name = name.trim_end_matches('.');
    let endings = [".local", ".internal", ".home.arpa"];
    !name.contains('.') || endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether the host is one of Amazon's for buckets: `bucket.s3.amazonaws.com`,
/// `s3.eu-west-1.amazonaws.com`, `bucket.s3-eu-west-1.amazonaws.com`.
fn is_s3(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let below = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"));
    below.is_some_and(|below| {
        below
            .split('.')
            .any(|part| part == "s3" || part.starts_with("s3-"))
    })
}

fn is_signed(url: &Url) -> bool {
    url.query_pairs().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        !value.is_empty() && (name == "x-amz-signature" || name == "signature")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_rev_cannot_follow_are_refused() {
        let table = [
            ("https://vimeo.com/7976699", None),
            (" http://media.example.com/a.mp4?x=1 ", None),
            ("https://8.8.8.8/a.mp4", None),
            ("", Some(BadLink::NotWeb)),
            ("a.mp4", Some(BadLink::NotWeb)),
            ("ftp://example.com/a.mp4", Some(BadLink::NotWeb)),
            ("https://", Some(BadLink::NotWeb)),
            ("file:///home/a.mp4", Some(BadLink::Inside)),
            ("FILE:C:/a.mp4", Some(BadLink::Inside)),
            ("http://localhost/a.mp4", Some(BadLink::Inside)),
            ("http://127.0.0.1:8080/a.mp4", Some(BadLink::Inside)),
            ("http://[::1]/a.mp4", Some(BadLink::Inside)),
            ("http://2130706433/a.mp4", Some(BadLink::Inside)),
            ("http://192.168.1.5/a.mp4", Some(BadLink::Inside)),
            ("http://nas/a.mp4", Some(BadLink::Inside)),
            ("http://nas.local/a.mp4", Some(BadLink::Inside)),
            ("https://ada:pw@example.com/a", Some(BadLink::Credentials)),
            ("s3://bucket/a.mp4", Some(BadLink::S3Bucket)),
            (
                "https://bucket.s3.amazonaws.com/a.mp4",
                Some(BadLink::S3Bucket),
            ),
            (
                "https://s3-eu-west-1.amazonaws.com/bucket/a.mp4",
                Some(BadLink::S3Bucket),
            ),
            (
                "https://b.s3.eu-west-1.amazonaws.com/a.mp4",
                Some(BadLink::S3Bucket),
            ),
            (
                "https://b.s3.amazonaws.com/a.mp4?X-Amz-Signature=ab12",
                None,
            ),
            ("https://b.s3.amazonaws.com/a?Signature=ab&Expires=1", None),
        ];
        for (link, refused) in table {
            assert_eq!(check_link(link).err(), refused, "{link}");
        }
    }

    #[test]
    fn youtube_is_known_by_its_hosts() {
        let table = [
            ("http://www.youtube.com/watch?v=UF8uR6Z6KLc", true),
            ("https://m.youtube.com/watch?v=1", true),
            ("https://youtu.be/UF8uR6Z6KLc", true),
            ("https://notyoutube.com/watch?v=1", false),
            ("https://youtube.com.example.com/", false),
            ("https://vimeo.com/1", false),
        ];
        for (link, expected) in table {
            let url = Url::parse(link).expect(link);
            assert_eq!(is_youtube(&url), expected, "{link}");
        }
    }
}
