use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

fn ask(url: &str, range: Option<&str>) -> Answer {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let range = range.map_or(String::new(), |range| format!("Range: bytes={range}\r\n"));
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{range}\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let split = bytes.windows(4).position(|at| at == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: bytes[split + 4..].to_vec(),
    }
}

fn with_server(check: impl FnOnce(&MediaServer)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(MediaServer::start()).unwrap();
    check(&server);
}

fn media(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn parts_of_a_file_are_served_by_range() {
    let folder = tempfile::tempdir().unwrap();
    let path = media(&folder, "A talk.MP4", b"0123456789");
    with_server(|server| {
        let url = &server.allow(&[path])[0];
        assert!(url.ends_with("/media-0.mp4"));
        let whole = ask(url, None);
        assert_eq!(
            (whole.status, whole.body.as_slice()),
            (200, &b"0123456789"[..])
        );
        assert!(whole.head.contains("accept-ranges: bytes"));
        let part = ask(url, Some("3-5"));
        assert_eq!((part.status, part.body.as_slice()), (206, &b"345"[..]));
        assert!(part.head.contains("content-range: bytes 3-5/10"));
        let open_ended = ask(url, Some("8-"));
        assert_eq!(open_ended.body, b"89");
        assert_eq!(ask(url, Some("90-")).status, 416);
    });
}

#[test]
fn nothing_but_the_projects_files_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let path = media(&folder, "a.mp4", b"a");
    let secret = media(&folder, "secret.txt", b"secret");
    with_server(|server| {
        let url = server.allow(std::slice::from_ref(&path))[0].clone();
        let base = url.rsplit_once('/').unwrap().0;
        let server_root = base.rsplit_once('/').unwrap().0;
        assert_eq!(
            ask(&format!("{server_root}/0000/media-0.mp4"), None).status,
            403
        );
        for name in [
            "secret.txt",
            "..%2fsecret.txt",
            "%2e%2e/secret.txt",
            "media-1.mp4",
        ] {
            let answer = ask(&format!("{base}/{name}"), None);
            assert!(
                matches!(answer.status, 403 | 404),
                "{name}: {}",
                answer.status
            );
            assert!(!answer.body.windows(6).any(|at| at == b"secret"));
        }
        server.allow(&[secret]);
        assert_eq!(
            ask(&url, None).status,
            404,
            "a closed project's file is gone"
        );
    });
}
