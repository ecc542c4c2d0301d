//! Reading versions again whose form has come after them.

use kentongan_exchange::{DeviceId, FormReference, RecordId, RecordVersion};

use super::device_id;
use super::rollups::Changes;
use super::transaction::Transaction;
use super::{StoreError, attachments, moment, organisation};
use crate::flags::{Flag, Flags};
use crate::reading::Reading;
use crate::shares::Share;

/// A version as it was stored without its form.
struct Unread {
    record: RecordId,
    maker: DeviceId,
    revision: u32,
    digest: [u8; 32],
    received_at: i64,
    area: String,
    month: String,
    flags: Flags,
    body: Vec<u8>,
}

/// Reads every version of `form` that was stored before central had it, and counts it by its answers.
pub(super) fn read_again(tx: &Transaction<'_>, form: &FormReference) -> Result<(), StoreError> {
    let mut changes = Changes::default();
    for unread in unread(tx, form)? {
        read_one(tx, form, &unread, &mut changes)?;
    }
    changes.apply(tx)
}

fn unread(tx: &Transaction<'_>, form: &FormReference) -> Result<Vec<Unread>, StoreError> {
    let rows = tx.all(
        "SELECT record, maker, revision, digest, received_at, area, month, flags, body FROM versions
         WHERE organisation = ?1 AND form_id = ?2 AND form_version = ?3 AND flags LIKE ?4 ORDER BY arrival",
        (tx.organisation, &form.id, &form.version, format!("%{}%", Flag::UnknownForm.word())),
        |row| {
            let (record, maker): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let place = (row.get(4)?, row.get(5)?, row.get(6)?);
            Ok((record, maker, row.get(2)?, row.get(3)?, place, row.get::<_, String>(7)?, row.get(8)?))
        },
    )?;
    let unread = |(record, maker, revision, digest, (received_at, area, month), flags, body): (
        Vec<u8>,
        Vec<u8>,
        _,
        _,
        _,
        String,
        _,
    )| {
        Ok(Unread {
            record: RecordId::from_slice(&record).ok_or(StoreError::Damaged("record id"))?,
            maker: device_id(&maker)?,
            revision,
            digest,
            received_at,
            area,
            month,
            flags: Flags::from_text(&flags),
            body,
        })
    };
    rows.into_iter().map(unread).collect()
}

fn read_one(
    tx: &Transaction<'_>,
    form: &FormReference,
    unread: &Unread,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let body = RecordVersion::unpack(&unread.body).map_err(|_| StoreError::Damaged("version"))?;
    let version = RecordVersion::from_bytes(&body).map_err(|_| StoreError::Damaged("version"))?;
    let definition = tx.form(form)?.ok_or(StoreError::Damaged("form"))?;
    let read = Reading::of(Some(&definition), &version, moment(unread.received_at)?);
    let mut flags = unread.flags.clone();
    flags.remove(Flag::UnknownForm);
    read.flags.iter().for_each(|flag| flags.add(flag));
    let area = match &read.area {
        Some(area) if organisation::area_by_code(tx, area)?.is_some() => area.clone(),
        Some(_) => {
            flags.add(Flag::UnknownArea);
            unread.area.clone()
        }
        None => unread.area.clone(),
    };
    let countable =
        read.countable(Some(&definition), &version).map_err(|_| StoreError::Damaged("countable answers"))?;
    tx.execute(
        "UPDATE versions SET area = ?5, month = ?6, flags = ?7, countable = ?8
         WHERE organisation = ?1 AND record = ?2 AND revision = ?3 AND digest = ?4",
        (
            tx.organisation,
            unread.record.as_bytes(),
            unread.revision,
            unread.digest,
            &area,
            &read.month,
            flags.to_text(),
            countable,
        ),
    )?;
    attachments::expect(tx, unread.record, unread.maker, &read.attachments)?;
    let counts = tx.execute(
        "UPDATE records SET area = ?6, month = ?7
         WHERE organisation = ?1 AND maker = ?2 AND record = ?3 AND revision = ?4 AND digest = ?5",
        (
            tx.organisation,
            unread.maker.as_bytes(),
            unread.record.as_bytes(),
            unread.revision,
            unread.digest,
            &area,
            &read.month,
        ),
    )?;
    if counts > 0 {
        changes.record(-1, (&form.id, &unread.month, &unread.area), &[Share::of_the_record()]);
        changes.record(1, (&form.id, &read.month, &area), &read.shares(Some(&definition)));
    }
    Ok(())
}
