//! The three operations on the curve that no server of sealed and signed records can leave out: checking the maker's
//! signature, opening the envelope, signing the receipt. How many records a second the cores would manage if they did
//! nothing else.

use std::hint::black_box;
use std::time::Instant;

use ed25519_dalek::{Signer, SigningKey};
use x25519_dalek::{PublicKey, StaticSecret};

/// Bytes of an activity's envelope, which its signature covers.
const ENVELOPE_BYTES: usize = 700;
/// Bytes that a receipt's signature covers.
const RECEIPT_BYTES: usize = 100;

/// Records a second on so many cores.
pub(crate) fn records_a_second(records: usize, cores: usize) -> f64 {
    let began = Instant::now();
    std::thread::scope(|scope| {
        for core in 0..cores {
            scope.spawn(move || one_core(records / cores, u8::try_from(core).unwrap_or_default() + 1));
        }
    });
    records as f64 / began.elapsed().as_secs_f64()
}

fn one_core(records: usize, seed: u8) {
    let (maker, central) = (SigningKey::from_bytes(&[seed; 32]), SigningKey::from_bytes(&[seed + 100; 32]));
    let (opens, ephemeral) = (StaticSecret::from([seed; 32]), PublicKey::from(&StaticSecret::from([seed + 50; 32])));
    let mut envelope = vec![seed; ENVELOPE_BYTES];
    let signature = maker.sign(&envelope);
    let verifying = maker.verifying_key();
    for _record in 0..records {
        verifying.verify_strict(black_box(&envelope), &signature).unwrap();
        black_box(opens.diffie_hellman(black_box(&ephemeral)));
        black_box(central.sign(black_box(&envelope[..RECEIPT_BYTES])));
    }
    envelope.clear();
}
