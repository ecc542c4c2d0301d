//! Migrations that phones or servers may have run. An edited one would leave these with another schema than a new file.

use crate::project::File;

/// Every migration, and blake3 of its text.
const LANDED: &[(&str, &str)] = &[
    (
        "crates/central/src/store/migrations/0001_central.sql",
        "fb30d26dfc5f925eff909f90662a868128ca57f7c47e11f312359fdb48a74715",
    ),
    ("src/outbox/migrations/0001_first.sql", "56d8e05d878b242f6488671a8ea639b6a550b74fddb0c0d5fde8da6d347706fb"),
    ("src/outbox/migrations/0002_attachments.sql", "52a446ba184c488ce9662784b9fe5781e2f7b591534a740eae8ea4666e0303a4"),
    ("src/outbox/migrations/0003_sending.sql", "43970792b8ab86855517dcb1b2deaacf60936ec6bac15e0bf381286683c69a88"),
    ("src/outbox/migrations/0004_uploads.sql", "8dc8ec4b1761a5bb91a443863fba47f4aacc4ab42f167dc1c9946b60ea96cfe8"),
    ("src/outbox/migrations/0005_carried.sql", "4358aadee915269440e0f53493d319ddcd70af34b8ccb6d9b603beb1e7c8bb08"),
    (
        "src/outbox/migrations/0006_receipts_home.sql",
        "dc1dd2de61957b9c4add2d171574b05bf244f397f62e7f749e7fe912302de705",
    ),
    ("src/outbox/migrations/0007_text_size.sql", "d70283a8690f7eae96453570b245afeaf59f69e31a9c55d73dcaf616e4ffa55e"),
    ("src/outbox/migrations/0008_locked_phone.sql", "7be4cd49ca4f89c01bb93bc0bafc9537548c5dca6c2c8ce4f54ee6288780deab"),
    ("src/outbox/migrations/0009_office.sql", "4229ccd436d0157d38a9da370bcf8dcb1aacd00a368839057af7edabfa524630"),
    (
        "src/outbox/migrations/0010_no_sealed_token.sql",
        "c28ec15fc720ceb729152e48382bef029bc3ee960f930acf068e59d02a584047",
    ),
    ("src/vault/migrations/0001_first.sql", "888c14c23817724d057816cd1d1d349f3e202fea148e7d64585e170689014d41"),
    (
        "src/vault/migrations/0002_enrolled_again.sql",
        "6a372a7693103255e482d8899efb1798ae7b9c9f94d147cf73ebba619b943854",
    ),
    ("src/vault/migrations/0003_photos.sql", "007dcbb183c124f56f0ffaf09fe1191c5c0e822a39734451faa91a26ad1b401c"),
    ("src/vault/migrations/0004_kept_short.sql", "52e64a15cc63ce76da1826c4f3d0f8ec6f75dd27abe41211d803824c8a77d2ae"),
    (
        "src/vault/migrations/0005_what_is_kept_short.sql",
        "8f967337b0874285a3425a5977f0e6b10a00de1b4f7a74617a298be8a6fb9f3f",
    ),
    (
        "src/vault/migrations/0006_photos_allowed.sql",
        "a924504af43033a230d21c469c666e0f21181690d6a4af2157aeb0b9babe28d4",
    ),
    ("src/vault/migrations/0007_guide_seen.sql", "ba8fccefa29206dc703c26b334033883635881819debaac7831c30082ac0d2c8"),
    (
        "src/vault/migrations/0009_place_in_a_draft.sql",
        "5528b884b6895911bf423cbc981ff8d66b91dd2ae6df3015fe31d1beea863ca9",
    ),
    ("src/vault/migrations/0010_offered_keys.sql", "4f9405882d216c2ca898a5ad9e413fe974d349f8e81b3af89f71e59999442ff9"),
    ("src/vault/migrations/0008_news.sql", "a5db9a41151d82b4db292aeda403b4fac13b4730d6ac81e3bb3ec2313757652b"),
];

/// The differences between the present migrations and the landed ones.
pub fn complaints(files: &[File]) -> Vec<String> {
    let migrations: Vec<&File> = files.iter().filter(|file| is_migration(file)).collect();
    let hash = |file: &File| blake3::hash(file.text.as_bytes()).to_hex().to_string();
    let strange = migrations.iter().filter_map(|file| match LANDED.iter().find(|(path, _)| *path == file.path) {
        None => Some(format!("{}: no hash yet; it is {}", file.path, hash(file))),
        Some((_, landed)) if *landed != hash(file) => Some(format!("{}: edited; add a migration instead", file.path)),
        Some(_) => None,
    });
    let gone = LANDED.iter().filter(|(path, _)| !migrations.iter().any(|file| file.path == *path));
    strange.chain(gone.map(|(path, _)| format!("{path}: is gone"))).collect()
}

fn is_migration(file: &File) -> bool {
    file.path.contains("/migrations/") && file.path.ends_with(".sql")
}
