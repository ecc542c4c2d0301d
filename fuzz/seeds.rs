//! Writes the corpora that the fuzzer begins with and that tests replay: for each target some inputs that it reads
//! (their names begin with `read`) and some that it must refuse (`refused`). Nothing in them was ever real: keys are
//! made for the purpose, answers are the first choices of the forms.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use kentongan_exchange::attachment::AttachmentName;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{
    AttachmentReceipt, Carried, CarryFile, DeviceId, Envelope, FeedAnswer, FeedEntry, FeedItem, Receipt, RecordId,
    RecordNews, RecordProgress, SERVICE, WIRE_VERSION,
};
use serde_json::json;

#[expect(dead_code, reason = "the fuzzer's programs use the rest")]
mod targets;

fn main() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let write = |target: &str, name: &str, bytes: &[u8]| {
        fs::create_dir_all(corpus.join(target)).unwrap();
        fs::write(corpus.join(target).join(name), bytes).unwrap();
    };
    let (record, device, key) = (RecordId::new(), DeviceId::new(), targets::key());
    let central = targets::identity().recipient();
    let version = json!({
        "wire": 1, "record": record, "revision": 1, "code": "TMP-26-7K3Q", "device_seq": 1,
        "form": {"id": "activity", "version": "2026112401"},
        "started_at": "2026-11-25T08:44:25Z", "finished_at": "2026-11-25T08:44:25Z",
        "finished_at_wall_clock": "2026-11-25T15:44:25",
        "countable": {"area": "33.16.09.1016", "kind": "outreach", "topics": ["safe_internet"], "female_12_14": 3},
        "later": "a field of a newer version",
    });
    let version = serde_json::to_vec(&version).unwrap();
    let envelope = Envelope::seal(&version, record, 1, device, &central, &key).unwrap();
    let envelope_json = serde_json::to_value(&envelope).unwrap();
    write("envelope", "read-version", &version);
    write("envelope", "read-envelope", &serde_json::to_vec(&envelope).unwrap());
    write("envelope", "refused-packed", &[0x0F, 0, 0xFF]);

    let stored = Stored { record, revision: 1, device, digest: &[7; 32] };
    let receipt = Receipt::sign(stored, Timestamp::UNIX_EPOCH, &key);
    let attachment = AttachmentReceipt::sign(AttachmentName::of(b"x"), 1, device, Timestamp::UNIX_EPOCH, &key);
    write("receipt", "read-record", &serde_json::to_vec(&receipt).unwrap());
    write("receipt", "read-attachment", &serde_json::to_vec(&attachment).unwrap());
    write("receipt", "refused-date", br#"{"stored_at":"-009999-99-99T99:99:99Z"}"#);

    let at = Timestamp::UNIX_EPOCH;
    let entry =
        FeedEntry::Record(RecordNews { record, maker: device, revision: 1, progress: RecordProgress::Closed, at });
    let items = vec![FeedItem::seal(1, &entry, &central).unwrap()];
    let feed = FeedAnswer { service: SERVICE.to_owned(), cursor: 1, items, more: false };
    write("feed", "read-entry", &serde_json::to_vec(&entry).unwrap());
    write("feed", "refused-kind", br#"{"kind":"a word of a newer central","record":1}"#);
    write("feed", "read-answer", &serde_json::to_vec(&feed).unwrap());
    write("feed", "refused-cursor", br#"{"service":"","cursor":-1,"items":[],"more":false}"#);

    let request = json!({
        "wire": WIRE_VERSION, "sent_at": "2026-11-25T08:44:25Z", "app_version": "0.1.0", "feed_after": 0,
        "waiting": {"records": 1, "oldest_finished_at": "2026-11-25T08:44:25Z"}, "envelopes": [envelope_json],
    });
    let answer = json!({
        "service": SERVICE, "server_time": "2026-11-25T08:44:25Z",
        "records": [
            {"record": record, "revision": 1, "outcome": "stored", "receipt": receipt},
            {"record": record, "revision": 2, "outcome": "a word of a newer central"},
        ],
        "feed": feed,
    });
    write("batch", "read-request", request.to_string().as_bytes());
    write("batch", "read-answer", answer.to_string().as_bytes());
    write("batch", "refused-wire", br#"{"wire":65536,"envelopes":[]}"#);

    let asked = json!({
        "wire": 1, "code": "7K3Q-M2XA", "verifying_key": key.verifying_key(), "recipient": central,
        "app_version": "0.1.0",
    });
    write("enrolment", "read-request", asked.to_string().as_bytes());
    write("enrolment", "read-code", " 7k3q-m2xa".as_bytes());
    write("enrolment", "read-name", AttachmentName::of(b"x").to_string().as_bytes());
    write("enrolment", "refused-code", "7K3Q-M2XU".as_bytes());

    let carried = [Carried::Envelope(envelope), Carried::Receipt(receipt)];
    let file = CarryFile::write(&central, &carried).unwrap();
    write("carry_file", "read-whole", &file);
    write("carry_file", "read-cut-off", &file[..file.len() - 40]);
    write("carry_file", "refused-picture", b"\xFF\xD8\xFF\xE0");

    let form = "survey,,,,\n,type,name,label::Indonesian (id),relevant\n,text,title,Judul,\n\
                ,integer,count,Jumlah,string-length(${title}) > 3 and not(${title} = 'a')\n\
                settings,,,,\n,form_id,form_title,version,\n,f,F,1,\n";
    write("form", "refused-small", form.as_bytes());
    write("form", "read-activity", include_bytes!("../assets/forms/activity.csv"));
    let deep = form.replace("string-length", &"(".repeat(400));
    write("form", "refused-deep", deep.as_bytes());
}
