//! Addresses: which of them may be used, and how they show.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::{ErrorCode, Result, ServiceError, ServiceName};

/// What is escaped in a segment of a path: all but the unreserved characters of
/// RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address that a service's paths are appended to: `https`, or plain `http`
/// on this machine, without user, query and fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct Base {
    service: ServiceName,
    url: Url,
}

impl Base {
    /// Reads the address of a service as the user or a setting gives it.
    ///
    /// # Errors
    /// [`ErrorCode::BadAddress`] where it is none or holds more than a host and
    /// a path; [`ErrorCode::NotEncrypted`] for plain http to another machine.
    pub fn parse(service: ServiceName, text: &str) -> Result<Self> {
        let url = parse(service, text.trim())?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            let message = format!(
                "The address of {service} must be a host and a path only, such as https://example.com/api"
            );
            return Err(ServiceError::new(service, ErrorCode::BadAddress, message));
        }
        Ok(Self { service, url })
    }

    /// The service that answers here.
    #[must_use]
    pub fn service(&self) -> ServiceName {
        self.service
    }

    /// Whether this machine answers here.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The address of a path below. Every segment is escaped, so that an id
    /// leads to no other path.
    #[must_use]
    pub fn at<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Address {
        let mut url = self.url.clone();
        let mut path = url.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            // These two lead up even when they are escaped once.
            if segment == "." || segment == ".." {
                path.push_str(&segment.replace('.', "%252E"));
            } else {
                path.extend(utf8_percent_encode(segment, SEGMENT));
            }
        }
        url.set_path(&path);
        Address {
            service: self.service,
            url,
        }
    }

    /// An address that the service gave, such as where an upload goes on;
    /// relative ones are taken from the given address.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and [`ErrorCode::RedirectRefused`] for one that
    /// leads to this machine or a private network while the service is elsewhere.
    pub fn given(&self, from: &Address, text: &str) -> Result<Address> {
        let url = from.url.join(text).map_err(|_| bad(self.service))?;
        may_use(self.service, &url)?;
        if !self.is_loopback() && is_inside(&url) {
            return Err(leads_inside(self.service));
        }
        Ok(Address {
            service: self.service,
            url,
        })
    }

    /// Whether an address is answered by the very host of this one, so that the
    /// credentials for this one may be sent there.
    #[must_use]
    pub fn is_host_of(&self, address: &Address) -> bool {
        same_host(&self.url, &address.url)
    }
}

/// The address of one call. What its query holds does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    service: ServiceName,
    url: Url,
}

impl Address {
    /// The same address with one more parameter in its query.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// A whole address out of a file or an answer, for a [download](super::Http::download).
    ///
    /// # Errors
    /// [`ErrorCode::BadAddress`] where it is none; [`ErrorCode::NotEncrypted`]
    /// for plain http to another machine.
    pub fn parse(service: ServiceName, text: &str) -> Result<Self> {
        let url = parse(service, text)?;
        Ok(Self { service, url })
    }

    /// The service that this address belongs to.
    #[must_use]
    pub fn service(&self) -> ServiceName {
        self.service
    }

    /// The whole address with what is secret in it, to be kept as a secret or
    /// opened in a browser.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.url.as_str()
    }

    /// The address for a library that knows it by this type.
    pub(crate) fn to_url(&self) -> Url {
        self.url.clone()
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Where a redirect from here leads.
    pub(super) fn joined(&self, text: &str) -> Result<Self> {
        let url = self.url.join(text).map_err(|_| bad(self.service))?;
        may_use(self.service, &url)?;
        Ok(Self {
            service: self.service,
            url,
        })
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(super) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    pub(super) fn is_inside(&self) -> bool {
        is_inside(&self.url)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(&self.url, f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(&self.url, f)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(&self.url, f)
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(&self.url, f)
    }
}

fn shown(url: &Url, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let query = if url.query().is_some() { "?…" } else { "" };
    let (origin, path) = (url.origin().ascii_serialization(), url.path());
    write!(f, "{origin}{path}{query}")
}

fn parse(service: ServiceName, text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|_| bad(service))?;
    may_use(service, &url)?;
    Ok(url)
}

fn may_use(service: ServiceName, url: &Url) -> Result<()> {
    let http = url.scheme() == "http";
    if url.host().is_none() || !(http || url.scheme() == "https") {
        return Err(bad(service));
    }
    if http && !is_loopback(url) {
        let message = format!(
            "{service} must be reached with https; plain http is for this computer only. Correct the address of the account"
        );
        return Err(ServiceError::new(service, ErrorCode::NotEncrypted, message));
    }
    Ok(())
}

fn bad(service: ServiceName) -> ServiceError {
    let message = format!("This is no web address for {service}; it should begin with https://");
    ServiceError::new(service, ErrorCode::BadAddress, message)
}

/// The refusal of an address on this machine or a private network that a
/// service on the internet names.
pub(super) fn leads_inside(service: ServiceName) -> ServiceError {
    let message = format!(
        "{service} names an address on this computer or its own network, which is refused. Report this to {service}"
    );
    ServiceError::new(service, ErrorCode::RedirectRefused, message)
}

fn same_host(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host() == b.host()
        && a.port_or_known_default() == b.port_or_known_default()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether the address names this machine or a private network by itself; a
/// name is only known after it is resolved.
pub(crate) fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => is_inside_v4(address),
        Some(Host::Ipv6(address)) => is_inside_v6(address),
        None => true,
    }
}

/// Whether an address is of this machine, of a private or local network, or of
/// no host at all: the special-purpose registries of RFC 6890.
pub(super) fn is_inside_ip(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_inside_v4(address),
        IpAddr::V6(address) => is_inside_v6(address),
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || a == 0
        || a >= 240
        // Carrier-grade NAT, protocol assignments, benchmarking.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = embedded_v4(address) {
        return is_inside_v4(inner);
    }
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_multicast()
}

/// The IPv4 address inside a mapped, a compatible, a NAT64 or a 6to4 one.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let table = [
            ("https://www.rev.com/api/v1", None),
            ("http://127.0.0.1:8080/api", None),
            ("http://127.9.9.9/", None),
            ("http://[::1]:80/", None),
            ("http://localhost:1/", None),
            ("http://LOCALHOST:1/", None),
            ("http://2130706433/", None),
            (
                "http://localhost.example.com/",
                Some(ErrorCode::NotEncrypted),
            ),
            (
                "http://127.0.0.1.example.com/",
                Some(ErrorCode::NotEncrypted),
            ),
            ("http://10.0.0.1/", Some(ErrorCode::NotEncrypted)),
            ("http://[::ffff:127.0.0.1]/", Some(ErrorCode::NotEncrypted)),
            ("http://rev.com/", Some(ErrorCode::NotEncrypted)),
            ("ftp://rev.com/", Some(ErrorCode::BadAddress)),
            ("file:///etc/passwd", Some(ErrorCode::BadAddress)),
            ("rev.com", Some(ErrorCode::BadAddress)),
            ("", Some(ErrorCode::BadAddress)),
            ("https://user:secret@rev.com/", Some(ErrorCode::BadAddress)),
            ("https://rev.com/?key=secret", Some(ErrorCode::BadAddress)),
            ("https://rev.com/#part", Some(ErrorCode::BadAddress)),
        ];
        for (text, refused) in table {
            let got = Base::parse(ServiceName::Rev, text)
                .err()
                .map(|error| error.code);
            assert_eq!(got, refused, "{text}");
        }
    }

    #[test]
    fn an_id_leads_to_no_other_path() {
        let base = Base::parse(ServiceName::YouTube, "https://example.com/api/").expect("a base");
        let table = [
            ("C1=", "https://example.com/api/captions/C1%3D"),
            ("../../x", "https://example.com/api/captions/..%2F..%2Fx"),
            ("..", "https://example.com/api/captions/%252E%252E"),
            ("a b?c#d", "https://example.com/api/captions/a%20b%3Fc%23d"),
            ("%2e%2e", "https://example.com/api/captions/%252e%252e"),
        ];
        for (id, whole) in table {
            assert_eq!(base.at(["captions", id]).expose(), whole, "{id}");
        }
    }

    #[test]
    fn a_query_does_not_show() {
        let base = Base::parse(ServiceName::YouTube, "https://example.com/up").expect("a base");
        let address = base.at([]).query("upload_id", "secret");
        assert_eq!(address.expose(), "https://example.com/up?upload_id=secret");
        assert_eq!(format!("{address}"), "https://example.com/up?…");
        assert_eq!(format!("{address:?}"), "https://example.com/up?…");
    }

    #[test]
    fn addresses_inside_are_known_in_every_spelling() {
        let inside = [
            "https://localhost/",
            "https://a.localhost/",
            "https://localhost./",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.0.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://255.255.255.255/",
            "https://[::]/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::7f00:1]/",
            "https://[64:ff9b::10.0.0.1]/",
            "https://[2002:7f00:1::]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
        ];
        for text in inside {
            assert!(is_inside(&Url::parse(text).expect(text)), "{text}");
        }
        for text in [
            "https://example.com/",
            "https://8.8.8.8/",
            "https://[2001:4860:4860::8888]/",
            "https://[::ffff:8.8.8.8]/",
            "https://172.32.0.1/",
        ] {
            assert!(!is_inside(&Url::parse(text).expect(text)), "{text}");
        }
    }

    #[test]
    fn a_service_outside_names_no_address_inside() {
        let outside = Base::parse(ServiceName::YouTube, "https://example.com/up").expect("a base");
        let here = Base::parse(ServiceName::YouTube, "http://127.0.0.1:9/up").expect("a base");
        let table = [
            ("https://127.0.0.1/s", Some(ErrorCode::RedirectRefused)),
            ("http://127.0.0.1/s", Some(ErrorCode::RedirectRefused)),
            ("http://example.com/s", Some(ErrorCode::NotEncrypted)),
            ("https://other.example.com/s?upload_id=1", None),
            ("/s?upload_id=1", None),
        ];
        for (text, refused) in table {
            let got = outside.given(&outside.at([]), text).err();
            assert_eq!(got.map(|error| error.code), refused, "{text}");
        }
        assert!(here.given(&here.at([]), "http://127.0.0.1:9/s").is_ok());
    }
}
