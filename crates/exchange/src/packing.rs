//! Packs a record version before it is sealed, because ciphertext does not compress.
//!
//! It is Deflate (RFC 1951) against a dictionary that both ends have. A record is small, and most of it is the names of
//! questions. With the dictionary an activity takes a third of its bytes without.
//!
//! The first byte is `number << 3 | 7`, where `number` names the dictionary. The rest is deflated as if the dictionary
//! came before it. No deflated bytes begin with it, because block type 3 is reserved (section 3.2.3). So bytes packed
//! before there was a dictionary are recognised, and stay readable. Without this program, Python reads them with
//! `zlib.decompressobj(-15, zdict=dictionary).decompress(packed[1:])`.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

/// Every dictionary, from number 1. Bytes packed with one need it for reading, so none ever changes.
const DICTIONARIES: [&[u8]; 1] = [include_bytes!("packing/dictionary_1.txt")];
/// The reserved block type, with the bit of a last block.
const MARK: u8 = 7;

/// Not packed, or larger than allowed when unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotPacked;

/// Packs with the newest dictionary.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, NotPacked> {
    let number = DICTIONARIES.len();
    let mut packer = Compress::new(Compression::best(), false);
    // After a sync flush the rest is complete in itself, except for what it repeats of the dictionary.
    deflate(&mut packer, DICTIONARIES[number - 1], FlushCompress::Sync)?;
    let mut packed = vec![u8::try_from(number << 3).map_err(|_| NotPacked)? | MARK];
    packed.extend(deflate(&mut packer, bytes, FlushCompress::Finish)?);
    Ok(packed)
}

/// Unpacks at most `limit` bytes.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, NotPacked> {
    let (dictionary, packed) = match packed.split_first() {
        Some((first, rest)) if first & 6 == 6 => {
            let number = usize::from(first >> 3);
            let known = number.checked_sub(1).and_then(|place| DICTIONARIES.get(place)).filter(|_| first & 7 == MARK);
            (*known.ok_or(NotPacked)?, rest)
        }
        Some(_) | None => (&[][..], packed),
    };
    // A stored block (section 3.2.4) puts the dictionary before the rest, which refers back to it.
    let length = u16::try_from(dictionary.len()).map_err(|_| NotPacked)?;
    let stored = [&[0][..], &length.to_le_bytes(), &(!length).to_le_bytes(), dictionary].concat();
    let most = dictionary.len() + limit;
    let mut bytes = Vec::with_capacity(most.min(dictionary.len() + 4 * packed.len()));
    DeflateDecoder::new(stored.chain(packed)).take(most as u64 + 1).read_to_end(&mut bytes).map_err(|_| NotPacked)?;
    if bytes.len() > most {
        return Err(NotPacked);
    }
    bytes.drain(..dictionary.len());
    Ok(bytes)
}

/// The packer's whole output for `bytes`.
fn deflate(packer: &mut Compress, bytes: &[u8], flush: FlushCompress) -> Result<Vec<u8>, NotPacked> {
    let (mut packed, before) = (Vec::with_capacity(bytes.len() / 2 + 64), packer.total_in());
    loop {
        let taken = usize::try_from(packer.total_in() - before).map_err(|_| NotPacked)?;
        match packer.compress_vec(&bytes[taken..], &mut packed, flush).map_err(|_| NotPacked)? {
            Status::StreamEnd => return Ok(packed),
            // Room that is left over means that the packer is done for now.
            Status::Ok | Status::BufError => {
                let all_in = packer.total_in() - before == bytes.len() as u64;
                if all_in && packed.len() < packed.capacity() && matches!(flush, FlushCompress::Sync) {
                    return Ok(packed);
                }
                packed.reserve(packed.capacity().max(64));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 64 * 1024;

    fn activity() -> Vec<u8> {
        br#"{"wire":1,"record":"01a211e0-a636-7434-afa4-eab5b1d94c91","revision":1,"code":"TMP-26-C8D3","form":{"id":"activity","version":"2026112401"},"device_seq":1,"started_at":"2026-11-25T08:44:25.014Z","finished_at":"2026-11-25T08:44:25.073Z","finished_at_wall_clock":"2026-11-25T08:44:25.073789047","countable":{"area":"33.16.09.1016","audiences":["adolescents"],"date":"2026-11-20","duration_minutes":90,"female_0_5":0,"female_12_14":3,"female_15_17":0,"first_time":2,"kind":"outreach","male_12_14":1,"participants_total":4,"place":"village_hall","session_number":1,"start_time":"09:30:00","title":"internet aman","topics":["safe_internet"],"with_disability":0}}"#.to_vec()
    }

    /// Packed as before there was a dictionary.
    fn packed_before(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn an_activity_takes_half_of_what_it_takes_without_the_dictionary() {
        let (with, without) = (pack(&activity()).unwrap(), packed_before(&activity()));
        assert!(with.len() * 2 < without.len(), "{} and {}", with.len(), without.len());
        assert_eq!(unpack(&with, LIMIT).unwrap(), activity());
    }

    #[test]
    fn bytes_packed_before_there_was_a_dictionary_are_read() {
        for bytes in [&b""[..], b"isi", &activity()] {
            assert_eq!(unpack(&packed_before(bytes), LIMIT).unwrap(), bytes);
        }
    }

    #[test]
    fn no_dictionary_is_ever_changed() {
        let hashes = DICTIONARIES.map(|dictionary| blake3::hash(dictionary).to_hex().to_string());
        assert_eq!(hashes, ["f5768db57beb92140ba4a298b418458b6a1b4bdac7a0b9e3b5ef73130ac1138a"]);
    }

    #[test]
    fn a_few_bytes_that_unpack_into_many_are_refused() {
        let packed = pack(&vec![b' '; LIMIT + 1]).unwrap();
        assert!(packed.len() < 1_000);
        assert_eq!(unpack(&packed, LIMIT), Err(NotPacked));
        assert_eq!(unpack(&packed, LIMIT + 1).unwrap().len(), LIMIT + 1);
    }

    #[test]
    fn an_unknown_dictionary_is_refused() {
        let packed = pack(b"isi").unwrap();
        for first in [2 << 3 | MARK, MARK, 1 << 3 | 6] {
            assert_eq!(unpack(&[&[first], &packed[1..]].concat(), LIMIT), Err(NotPacked));
        }
        assert_eq!(unpack(&packed[..1], LIMIT), Err(NotPacked), "cut off");
    }

    proptest! {
        #[test]
        fn packed_bytes_unpack_to_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..5_000)) {
            prop_assert_eq!(unpack(&pack(&bytes).unwrap(), LIMIT).unwrap(), bytes);
        }
    }
}
