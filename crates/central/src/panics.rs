//! Keeps the message of a panic out of the log. A message such as `slice index … of "…"` quotes data, which may be an
//! answer about a child. The place and the backtrace are enough to find the bug.

/// Logs panics by place and backtrace, which hold no values.
pub fn keep_words_out_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let way = std::backtrace::Backtrace::force_capture();
        tracing::error!(place, %way, "a mistake in the program (panic)");
    }));
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_logged_by_its_place_and_without_what_it_quotes() {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let before = std::panic::take_hook();
        keep_words_out_of_panics();
        let panicked = tracing::subscriber::with_default(subscriber, || {
            std::panic::catch_unwind(|| "é KODE-RAHASIA-7F3A".split_at(1).0.len())
        });
        std::panic::set_hook(before);
        assert!(panicked.is_err());
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(log.contains("str/mod.rs:") && log.contains("a_panic_is_logged") && !log.contains("RAHASIA"), "{log}");
    }
}
