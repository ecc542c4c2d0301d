//! The carry file (`….kentongan`): envelopes that a person with a signal takes along for a neighbour without one, and
//! the receipts on their way back.
//!
//! JSON Lines: a [`Header`], then one [`Carried`] a line. A file that was cut off is good up to its last whole line.
//! Envelopes are sealed to central and signed by the maker's phone; central signs receipts. So a carrier can neither
//! read nor change them, and carrying them twice stores them once.

use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::receipt::Receipt;
use crate::sealing::Recipient;

/// `format` of every carry file.
pub const CARRY_FORMAT: &str = "kentongan-carry";
/// The file's ending.
pub const CARRY_EXTENSION: &str = "kentongan";
/// Most lines of a file, without its header.
pub const MAX_CARRIED: usize = 2_000;
/// Most bytes of a file.
pub const MAX_CARRY_BYTES: usize = 32 * 1024 * 1024;

/// The first line: what this is and for which central. It tells a wrong file before anything else is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always [`CARRY_FORMAT`].
    pub format: String,
    /// Wire version.
    pub wire: u16,
    /// The central that everything in it is for.
    pub recipient: Recipient,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    /// On its way to central.
    Envelope(Envelope),
    /// On its way back.
    Receipt(Receipt),
}

/// Why a file is no carry file at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarryError {
    /// Its first line is not ours.
    #[error("not a carry file")]
    NotACarryFile,
    /// Written by a version of the app that this one does not understand.
    #[error("written by a newer version")]
    NewerWire,
    /// More lines or bytes than the limit.
    #[error("too large")]
    TooLarge,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryFile {
    /// The central that everything in it is for.
    pub recipient: Recipient,
    /// The readable lines.
    pub carried: Vec<Carried>,
    /// How many lines were unreadable: damaged, or cut off at the end.
    pub unreadable: usize,
}

impl CarryFile {
    /// The bytes of a file for this central.
    ///
    /// # Errors
    /// [`CarryError::TooLarge`] above [`MAX_CARRIED`] lines.
    pub fn write(recipient: &Recipient, carried: &[Carried]) -> Result<Vec<u8>, CarryError> {
        if carried.len() > MAX_CARRIED {
            return Err(CarryError::TooLarge);
        }
        let header =
            Header { format: CARRY_FORMAT.to_owned(), wire: crate::WIRE_VERSION, recipient: recipient.clone() };
        let mut bytes = Vec::new();
        // Plain structs of text and numbers always have a JSON form.
        let mut line = |json: Result<Vec<u8>, serde_json::Error>| {
            bytes.extend(json.map_err(|_| CarryError::TooLarge)?);
            bytes.push(b'\n');
            if bytes.len() > MAX_CARRY_BYTES { Err(CarryError::TooLarge) } else { Ok(()) }
        };
        line(serde_json::to_vec(&header))?;
        carried.iter().try_for_each(|one| line(serde_json::to_vec(one)))?;
        Ok(bytes)
    }

    /// Reads a file. It checks no signatures: central checks those of envelopes, the maker's phone those of receipts.
    ///
    /// # Errors
    /// [`CarryError`].
    pub fn read(bytes: &[u8]) -> Result<Self, CarryError> {
        if bytes.len() > MAX_CARRY_BYTES {
            return Err(CarryError::TooLarge);
        }
        let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let first = lines.next().ok_or(CarryError::NotACarryFile)?;
        let header: Header = serde_json::from_slice(first).map_err(|_| CarryError::NotACarryFile)?;
        if header.format != CARRY_FORMAT {
            return Err(CarryError::NotACarryFile);
        }
        if header.wire > crate::WIRE_VERSION {
            return Err(CarryError::NewerWire);
        }
        let mut file = Self { recipient: header.recipient, carried: Vec::new(), unreadable: 0 };
        for (number, line) in lines.enumerate() {
            if number >= MAX_CARRIED {
                return Err(CarryError::TooLarge);
            }
            match serde_json::from_slice(line) {
                Ok(one) => file.carried.push(one),
                Err(_) => file.unreadable += 1,
            }
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::ids::{DeviceId, RecordId};
    use crate::receipt::Stored;
    use crate::sealing::Identity;
    use crate::signing::SigningKey;

    fn sample() -> (Recipient, Vec<Carried>) {
        let (central, key) = (Identity::generate().recipient(), SigningKey::generate().unwrap());
        let (record, device) = (RecordId::new(), DeviceId::new());
        let envelope = Envelope::seal(b"isi", record, 1, device, &central, &key).unwrap();
        let stored = Stored { record, revision: 1, device, digest: &[7; 32] };
        let receipt = Receipt::sign(stored, Timestamp::UNIX_EPOCH, &key);
        (central, vec![Carried::Envelope(envelope), Carried::Receipt(receipt)])
    }

    #[test]
    fn a_carry_file_gives_back_what_was_put_into_it() {
        let (central, carried) = sample();
        let file = CarryFile::read(&CarryFile::write(&central, &carried).unwrap()).unwrap();
        assert_eq!(file, CarryFile { recipient: central, carried, unreadable: 0 });
    }

    #[test]
    fn a_file_cut_off_anywhere_keeps_its_whole_lines() {
        let (central, carried) = sample();
        let bytes = CarryFile::write(&central, &carried).unwrap();
        let header = bytes.iter().position(|byte| *byte == b'\n').unwrap();
        for end in header + 1..bytes.len() {
            let file = CarryFile::read(&bytes[..end]).unwrap();
            let whole = bytes[header + 1..=end].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(file.carried, carried[..whole], "cut at {end}");
            assert!(file.unreadable <= 1);
        }
        for end in 0..header {
            assert_eq!(CarryFile::read(&bytes[..end]), Err(CarryError::NotACarryFile), "cut at {end}");
        }
    }

    #[test]
    fn another_kind_of_file_is_refused() {
        for bytes in [&b""[..], b"\xff\xd8\xff", b"{}", b"{\"format\":\"x\",\"wire\":1}", b"[1]\n"] {
            assert_eq!(CarryFile::read(bytes), Err(CarryError::NotACarryFile));
        }
        let (central, _) = sample();
        let newer = format!("{{\"format\":\"{CARRY_FORMAT}\",\"wire\":99,\"recipient\":\"{}\"}}", central.as_str());
        assert_eq!(CarryFile::read(newer.as_bytes()), Err(CarryError::NewerWire));
    }

    #[test]
    fn a_file_beyond_the_limits_is_refused_on_both_sides() {
        let (central, carried) = sample();
        let many = vec![carried[1].clone(); MAX_CARRIED + 1];
        assert_eq!(CarryFile::write(&central, &many), Err(CarryError::TooLarge));
        let mut bytes = CarryFile::write(&central, &many[1..]).unwrap();
        CarryFile::read(&bytes).unwrap();
        bytes.extend_from_slice(b"{}\n");
        assert_eq!(CarryFile::read(&bytes), Err(CarryError::TooLarge));
        assert_eq!(CarryFile::read(&vec![b' '; MAX_CARRY_BYTES + 1]), Err(CarryError::TooLarge));
    }
}
