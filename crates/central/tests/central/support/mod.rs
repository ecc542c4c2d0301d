//! A server, its phones, and their answers, in the user's words.

mod answers;
mod browser;
mod phone;
#[cfg(feature = "fail-points")]
#[path = "../../../../../tests/support/planted.rs"]
mod planted;
mod process;
mod server;
mod uploads;

pub(crate) use answers::{activity, incident};
pub(crate) use browser::{Browser, FORM, PASSWORD, Page};
pub(crate) use phone::{Finished, Phone, http};
#[cfg(feature = "fail-points")]
pub(crate) use planted::{assert_caught, fail_at};
pub(crate) use process::Process;
pub(crate) use server::{Server, database, set_up};
pub(crate) use uploads::{Answer, OFFSET, half_sent, photo};

/// Whether there is time for many more cases.
pub(crate) fn nightly() -> bool {
    std::env::var_os("KENTONGAN_NIGHTLY").is_some()
}

/// A small generator of numbers that is the same for the same seed (xorshift64*, Vigna 2016).
pub(crate) struct Dice(u64);

impl Dice {
    /// A new random seed each time. It is printed, so that a failure can be repeated.
    pub(crate) fn new() -> Self {
        let seed = uuid::Uuid::now_v7().as_u64_pair().1 | 1;
        println!("dice seed {seed}");
        Self(seed)
    }

    /// 0 to `sides` - 1.
    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    /// One of them.
    pub(crate) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.throw(of.len() as u64)).unwrap()]
    }
}
