//! Keys: from the environment, or from a file that only its owner can read.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
/// Bytes of the fingerprint that stand in each record.
const ID_BYTES: usize = 8;

/// 32 secret bytes and the name their records carry.
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<[u8; KEY_BYTES]>,
    /// A fingerprint: the same key has the same id wherever it is configured.
    id: String,
}

/// Never says what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes in base64 or hex; `openssl rand -base64 32` makes one")]
pub struct KeyError;

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("the key file {} cannot be read or written", .path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the key file {} can be read by others; `chmod 600` it", .path.display())]
    Open { path: PathBuf },
    #[error("the key file {} holds something else than keys, one a line; put it back from a backup", .path.display())]
    Damaged { path: PathBuf },
}

impl Key {
    #[must_use]
    pub fn generate() -> Self {
        Self::new(Zeroizing::new(rand::random()))
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }

    /// 16 hex digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The keys of a file, newest first; one is made when there is no file. Two processes
    /// that start at once get the same.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`], in words for whoever starts the server.
    pub fn file(path: &Path) -> Result<Vec<Self>, KeyFileError> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        if !path.try_exists().map_err(io)? {
            write_new(path, &Self::generate()).map_err(io)?;
        }

        let mode = fs::metadata(path).map_err(io)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyFileError::Open { path: path.to_owned() });
        }
        let lines = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let keys: Result<Vec<Self>, _> = lines.split_whitespace().map(Self::from_str).collect();
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(keys),
            _ => Err(KeyFileError::Damaged { path: path.to_owned() }),
        }
    }

    fn new(bytes: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let id = hex::encode(&Sha256::digest(bytes.as_slice())[..ID_BYTES]);
        Self { bytes, id }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let raw = raw.trim();
        let decoded = Zeroizing::new(match raw.len() {
            64 => hex::decode(raw).map_err(|_| KeyError)?,
            _ => BASE64_STANDARD.decode(raw).map_err(|_| KeyError)?,
        });
        let bytes: [u8; KEY_BYTES] = decoded.as_slice().try_into().map_err(|_| KeyError)?;
        Ok(Self::new(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

/// Written beside it and linked to its name, so that nobody ever reads half a key and the
/// first of two writers wins.
fn write_new(path: &Path, key: &Key) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension(format!("{:x}.new", rand::random::<u64>()));
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).and_then(|mut file| {
        writeln!(file, "{}", *Zeroizing::new(BASE64_STANDARD.encode(key.bytes())))?;
        file.sync_all()
    });
    let linked = written.and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&draft)?;
    linked
}
