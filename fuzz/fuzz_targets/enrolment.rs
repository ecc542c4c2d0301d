//! Fuzzes what `targets::enrolment` reads.
#![no_main]

#[path = "../targets.rs"]
#[expect(dead_code, reason = "each program fuzzes one of them")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::enrolment(bytes);
});
