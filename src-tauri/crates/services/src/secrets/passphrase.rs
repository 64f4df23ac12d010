//! A file of secrets under a passphrase: Argon2id makes the key,
//! XChaCha20-Poly1305 encrypts and proves what is inside.
//!
//! ```text
//! "CUESECR1" | memory KiB | passes | lanes | salt (16) | nonce (24) | sealed JSON
//! ```
//! The three numbers are 32 bits, little-endian. Everything before the sealed
//! part is proved with it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use secrecy::zeroize::{Zeroize, Zeroizing};
use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::{Lasting, SecretError, SecretErrorCode, SecretName, SecretResult, Secrets};

const MAGIC: &[u8; 8] = b"CUESECR1";
const HEAD: usize = 8 + 12 + 16;
const NONCE: usize = 24;
/// What Argon2id costs in a new file: the second choice of RFC 9106, 4.
const COST: Cost = Cost {
    memory: 64 << 10,
    passes: 3,
    lanes: 4,
};
/// What a file may ask for at most: a damaged one must not take all memory.
const MOST: Cost = Cost {
    memory: 1 << 20,
    passes: 16,
    lanes: 16,
};
/// The largest file that is read.
const LARGEST: u64 = 16 << 20;

type Entries = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// A file that holds secrets under a passphrase. Several processes may use it.
pub struct PassphraseFile {
    path: PathBuf,
    passphrase: SecretString,
    cost: Cost,
    /// The key that was made last, and the head of the file that it is for.
    key: Mutex<Option<Made>>,
}

struct Made {
    head: [u8; HEAD],
    key: SecretBox<[u8; 32]>,
}

impl PassphraseFile {
    /// Opens the file, or makes a new one that holds nothing.
    ///
    /// # Errors
    /// [`SecretErrorCode::WrongPassphrase`] for another passphrase than the
    /// file's, and where it cannot be read or written.
    pub fn open(path: &Path, passphrase: SecretString) -> SecretResult<Self> {
        Self::open_at(path, passphrase, COST)
    }

    fn open_at(path: &Path, passphrase: SecretString, cost: Cost) -> SecretResult<Self> {
        let file = Self {
            path: path.to_owned(),
            passphrase,
            cost,
            key: Mutex::new(None),
        };
        let _lock = file.locked()?;
        match file.load()? {
            Some(_) => {}
            None => file.save(&Entries::new())?,
        }
        Ok(file)
    }

    /// Keeps other processes out while the file is read and written.
    fn locked(&self) -> SecretResult<File> {
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        private(OpenOptions::new().create(true).append(true))
            .open(&path)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|error| self.failed("lock", &error))
    }

    fn load(&self) -> SecretResult<Option<Entries>> {
        let bytes = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("read", &error)),
            Ok(about) if about.len() > LARGEST => return Err(self.damaged()),
            Ok(_) => fs::read(&self.path).map_err(|error| self.failed("read", &error))?,
        };
        let (head, rest) = bytes
            .split_first_chunk::<HEAD>()
            .ok_or_else(|| self.damaged())?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE>()
            .ok_or_else(|| self.damaged())?;
        let cost = cost_of(head).ok_or_else(|| self.damaged())?;
        let payload = Payload {
            msg: sealed,
            aad: head,
        };
        let opened = self.with_key(head, cost, |cipher| {
            cipher.decrypt(XNonce::from_slice(nonce), payload)
        })?;
        let opened = Zeroizing::new(opened.map_err(|_| self.wrong())?);
        let entries = serde_json::from_slice(&opened).map_err(|_| self.damaged())?;
        Ok(Some(entries))
    }

    /// Writes the whole file anew beside the old one, and puts it in its place.
    fn save(&self, entries: &Entries) -> SecretResult<()> {
        let head = self.head()?;
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let text = serde_json::to_vec(entries).map_err(|_| self.damaged())?;
        let text = Zeroizing::new(text);
        let payload = Payload {
            msg: &text,
            aad: &head,
        };
        let cost = cost_of(&head).ok_or_else(|| self.damaged())?;
        let sealed = self.with_key(&head, cost, |cipher| {
            cipher.encrypt(XNonce::from_slice(&nonce), payload)
        })?;
        let sealed = sealed.map_err(|_| self.damaged())?;
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        let written = private(OpenOptions::new().create(true).truncate(true).write(true))
            .open(&beside)
            .and_then(|mut file| {
                file.write_all(&head)?;
                file.write_all(&nonce)?;
                file.write_all(&sealed)?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&beside, &self.path));
        written.map_err(|error| self.failed("write", &error))
    }

    /// The head of the file as it is, so that its key need not be made again, or
    /// a new one.
    fn head(&self) -> SecretResult<[u8; HEAD]> {
        let made = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = &*made {
            return Ok(made.head);
        }
        let mut head = [0; HEAD];
        head[..8].copy_from_slice(MAGIC);
        let Cost {
            memory,
            passes,
            lanes,
        } = self.cost;
        for (place, number) in head[8..20].chunks_exact_mut(4).zip([memory, passes, lanes]) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        random(&mut head[20..])?;
        Ok(head)
    }

    /// Does something with the key that belongs to a head, and makes it first
    /// if the last one was another's.
    fn with_key<T>(
        &self,
        head: &[u8; HEAD],
        cost: Cost,
        work: impl FnOnce(&XChaCha20Poly1305) -> T,
    ) -> SecretResult<T> {
        let mut kept = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        let made = match kept.take() {
            Some(made) if made.head == *head => made,
            _ => self.make(head, cost)?,
        };
        let cipher = XChaCha20Poly1305::new(Key::from_slice(made.key.expose_secret()));
        let result = work(&cipher);
        *kept = Some(made);
        Ok(result)
    }

    fn make(&self, head: &[u8; HEAD], cost: Cost) -> SecretResult<Made> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32))
            .map_err(|_| self.damaged())?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut key = [0; 32];
        argon
            .hash_password_into(
                self.passphrase.expose_secret().as_bytes(),
                &head[20..],
                &mut key,
            )
            .map_err(|_| self.damaged())?;
        let made = SecretBox::new(Box::new(key));
        key.zeroize();
        Ok(Made {
            head: *head,
            key: made,
        })
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> SecretResult<()> {
        let _lock = self.locked()?;
        let mut entries = self.load()?.unwrap_or_default();
        change(&mut entries);
        let saved = self.save(&entries);
        entries.values_mut().for_each(Zeroize::zeroize);
        saved
    }

    fn failed(&self, doing: &str, error: &io::Error) -> SecretError {
        let message = format!(
            "Cannot {doing} the file of secrets {}: {error}",
            self.path.display()
        );
        SecretError::new(SecretErrorCode::Io, message)
    }

    fn damaged(&self) -> SecretError {
        let message = format!(
            "The file of secrets {} is damaged. Move it away and sign in again",
            self.path.display()
        );
        SecretError::new(SecretErrorCode::Damaged, message)
    }

    /// A wrong passphrase and a changed file look the same.
    fn wrong(&self) -> SecretError {
        let message = format!(
            "The passphrase does not open the file of secrets {}, or the file was changed. Enter it again",
            self.path.display()
        );
        SecretError::new(SecretErrorCode::WrongPassphrase, message)
    }
}

impl Secrets for PassphraseFile {
    fn read(&self, name: &SecretName) -> SecretResult<Option<SecretString>> {
        let _lock = self.locked()?;
        let mut entries = self.load()?.unwrap_or_default();
        let found = entries.remove(&name.to_string()).map(SecretString::from);
        entries.values_mut().for_each(Zeroize::zeroize);
        Ok(found)
    }

    fn write(&self, name: &SecretName, secret: &SecretString) -> SecretResult<()> {
        self.change(|entries| {
            entries.insert(name.to_string(), secret.expose_secret().to_owned());
        })
    }

    fn delete(&self, name: &SecretName) -> SecretResult<()> {
        self.change(|entries| {
            entries.remove(&name.to_string());
        })
    }

    fn lasting(&self) -> Lasting {
        Lasting::UntilDeleted
    }
}

impl fmt::Debug for PassphraseFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassphraseFile({})", self.path.display())
    }
}

/// The cost that a head states, if it is one of this file and not beyond bounds.
fn cost_of(head: &[u8; HEAD]) -> Option<Cost> {
    let number = |at: usize| Some(u32::from_le_bytes(*head[at..].first_chunk()?));
    let cost = Cost {
        memory: number(8)?,
        passes: number(12)?,
        lanes: number(16)?,
    };
    let within =
        cost.memory <= MOST.memory && cost.passes <= MOST.passes && cost.lanes <= MOST.lanes;
    (head.starts_with(MAGIC) && within).then_some(cost)
}

fn random(bytes: &mut [u8]) -> SecretResult<()> {
    getrandom::fill(bytes)
        .map_err(|_| SecretError::new(SecretErrorCode::Io, "This computer gives no random numbers"))
}

/// Only the user may read what is made.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

/// The folder of the user is the user's alone on this system.
#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As little as Argon2id takes, so that tests are quick.
    const CHEAP: Cost = Cost {
        memory: 8,
        passes: 1,
        lanes: 1,
    };

    fn open(path: &Path, passphrase: &str) -> SecretResult<PassphraseFile> {
        PassphraseFile::open_at(path, passphrase.into(), CHEAP)
    }

    fn text(secret: Option<SecretString>) -> Option<String> {
        secret.map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn secrets_come_back_with_the_passphrase_and_not_without() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secrets");
        let (tokens, keys) = (SecretName::tokens("a"), SecretName::keys("a"));
        let file = open(&path, "correct horse").expect("a new file");
        file.write(&tokens, &"s3cret-1".into()).expect("written");
        file.write(&keys, &"s3cret-2".into()).expect("written");
        file.write(&tokens, &"s3cret-3".into())
            .expect("written over");
        drop(file);
        let bytes = fs::read(&path).expect("the file");
        assert!(
            !bytes.windows(6).any(|window| window == b"s3cret"),
            "in the clear"
        );

        let file = open(&path, "correct horse").expect("the file");
        assert_eq!(
            text(file.read(&tokens).expect("read")),
            Some("s3cret-3".into())
        );
        file.delete(&tokens).expect("deleted");
        file.delete(&tokens).expect("deleted again");
        assert_eq!(text(file.read(&tokens).expect("read")), None);
        assert_eq!(
            text(file.read(&keys).expect("read")),
            Some("s3cret-2".into())
        );
        let error = open(&path, "wrong horse").expect_err("another passphrase");
        assert_eq!(error.code, SecretErrorCode::WrongPassphrase);
    }

    #[test]
    fn two_that_are_open_see_each_others_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secrets");
        let one = open(&path, "p").expect("a new file");
        let two = open(&path, "p").expect("the file");
        one.write(&SecretName::keys("a"), &"1".into())
            .expect("written");
        two.write(&SecretName::keys("b"), &"2".into())
            .expect("written");
        assert_eq!(
            text(one.read(&SecretName::keys("b")).expect("read")),
            Some("2".into())
        );
        assert_eq!(
            text(two.read(&SecretName::keys("a")).expect("read")),
            Some("1".into())
        );
    }

    #[test]
    fn no_flipped_byte_goes_unseen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secrets");
        drop(open(&path, "p").expect("a new file"));
        let sound = fs::read(&path).expect("the file");
        for at in 0..sound.len() {
            let mut bytes = sound.clone();
            // In the head, costs that are cheap stay cheap: one bit of the lowest byte.
            bytes[at] ^= 1;
            fs::write(&path, &bytes).expect("written");
            assert!(open(&path, "p").is_err(), "byte {at}");
            fs::write(&path, &sound[..at]).expect("written");
            assert!(open(&path, "p").is_err(), "cut at {at}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secrets");
        drop(open(&path, "p").expect("a new file"));
        let mode = fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
