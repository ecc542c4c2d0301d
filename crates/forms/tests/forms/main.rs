//! What people who write forms, fill them in and receive them may rely on.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod answers;
mod definition;
mod filling_in;
mod moving_numbers;
mod odd_inputs;
mod received;
mod shipped;
mod support;
