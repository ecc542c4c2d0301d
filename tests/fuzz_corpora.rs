//! In every test run, the code reads or refuses the fuzzer's seeds and findings as it should.
#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "tests fail loudly")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn what_the_fuzzer_tries_is_read_or_refused_as_it_should_be() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let folders: BTreeSet<String> = names(&corpora);
    assert_eq!(folders, targets::ALL.map(|(name, _)| name.to_owned()).into(), "each target has a corpus");
    for (target, reads) in targets::ALL {
        let files = names(&corpora.join(target));
        for beginning in ["read-", "refused-"] {
            assert!(files.iter().any(|name| name.starts_with(beginning)), "{target} has nothing that is {beginning}");
        }
        for name in files {
            let bytes = fs::read(corpora.join(target).join(&name)).unwrap();
            let read = reads(&bytes);
            // The fuzzer found the others: they must neither panic nor take for ever, that is all.
            let expected = [("read-", true), ("refused-", false)].into_iter().find(|(b, _)| name.starts_with(b));
            assert!(expected.is_none_or(|(_, expected)| read == expected), "{target}/{name}: read is {read}");
        }
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
