//! Photos of a draft: adding, viewing, removing; and the networks over which photos of finished records may be sent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kentongan_exchange::attachment::MAX_RECORD_ATTACHMENTS;
use kentongan_exchange::sealing::SealingError;
use kentongan_exchange::{AttachmentName, RecordId, SealedAttachment};
use kentongan_fail_points::reach;
use kentongan_forms::{Answers, FormDefinition, QuestionKind, Value};

use super::damaged_photos::is_whole;
use super::drafts::readable;
use super::open_vault::OpenVault;
use super::{Phone, PhoneError, PhotoError};
use crate::outbox::{AllWaitingPhotos, NewAttachment, Outbox, WaitingPhotos};
use crate::photos_allowed::PhotosAllowed;
use crate::picture::{self, PictureError};
use crate::vault::{NewPhoto, StoredPhoto};

impl Phone {
    /// Stores a picture as the answer to a draft's question: shrunk, only its pixels, sealed, on disk when it returns.
    /// It deletes the photo that was the answer before. Slow: not for the thread that draws.
    ///
    /// # Errors
    /// [`PhotoError`]. The draft is then unchanged.
    pub fn add_photo(&self, record: RecordId, question: &str, bytes: &[u8]) -> Result<Timestamp, PhotoError> {
        let now = self.now();
        self.with_open(|open| open.may_add_photo(record, question))?;
        // Without the vault's lock, so that the person can go on typing.
        let prepared = picture::prepare(bytes)?;
        self.with_open(|open| {
            open.may_add_photo(record, question)?;
            let sealed = SealedAttachment::seal(&prepared.picture, &open.enrolled.case_recipients)?;
            let photo = NewPhoto { name: sealed.name, ciphertext: &sealed.ciphertext, thumbnail: &prepared.thumbnail };
            open.vault.add_photo(record, question, photo, now).map_err(PhoneError::from)?;
            Ok(now)
        })
    }

    /// Like [`Phone::add_photo`], on a background thread. It finishes even if the person leaves the screen.
    ///
    /// # Errors
    /// As [`Phone::add_photo`].
    pub async fn take_photo(
        &self,
        record: RecordId,
        question: String,
        bytes: Vec<u8>,
    ) -> Result<Timestamp, PhotoError> {
        let phone = self.clone();
        let taken = tokio::task::spawn_blocking(move || phone.add_photo(record, &question, &bytes)).await;
        // If a decoder panics, it cannot read the picture.
        taken.unwrap_or(Err(PhotoError::Picture(PictureError::Unreadable)))
    }

    /// Deletes the photo of a draft's question. Later photos move up.
    ///
    /// # Errors
    /// As [`Phone::draft`].
    pub fn remove_photo(&self, record: RecordId, question: &str) -> Result<Timestamp, PhoneError> {
        let now = self.now();
        self.with_open(|open| {
            let (_, form) = open.answers_of(record)?;
            open.vault.remove_photo(record, question, &photo_questions(&form), now)?;
            Ok(now)
        })
    }

    /// The photos that answer a record's questions now.
    ///
    /// # Errors
    /// [`PhoneError::NoSuchRecord`], [`PhoneError::NoSuchForm`], [`PhoneError::Locked`], or storage's.
    pub fn photo_answers(&self, record: RecordId) -> Result<Vec<(String, Option<Value>)>, PhoneError> {
        self.with_open(|open| {
            let (stored, form) = open.answers_of(record)?;
            let answers = readable(&form, &stored.answers);
            let photos = photo_questions(&form).into_iter();
            Ok(photos.map(|name| (name.clone(), answers.get(&name).cloned())).collect())
        })
    }

    /// The thumbnail of each photo of a record, by question.
    ///
    /// # Errors
    /// As [`Phone::photo_answers`].
    pub fn thumbnails(&self, record: RecordId) -> Result<BTreeMap<String, Vec<u8>>, PhoneError> {
        self.with_open(|open| {
            let (stored, form) = open.answers_of(record)?;
            let answers = readable(&form, &stored.answers);
            let mut thumbnails = BTreeMap::new();
            for (question, name) in photos(&form, &answers) {
                if let Some(thumbnail) = open.vault.thumbnail(record, name)? {
                    thumbnails.insert(question, thumbnail);
                }
            }
            Ok(thumbnails)
        })
    }

    /// All waiting photos; `None` when there is none. Works while locked.
    ///
    /// # Errors
    /// Storage's.
    pub fn all_waiting_photos(&self) -> Result<Option<AllWaitingPhotos>, PhoneError> {
        Ok(self.0.outbox.all_waiting_photos()?)
    }

    /// The first records with waiting photos, at most `records`. Works while locked.
    ///
    /// # Errors
    /// Storage's.
    pub fn waiting_photos(&self, records: u32) -> Result<Vec<WaitingPhotos>, PhoneError> {
        Ok(self.0.outbox.waiting_photos(records)?)
    }

    /// The waiting photos of one record; `None` when there is none.
    ///
    /// # Errors
    /// Storage's.
    pub fn waiting_photos_of(&self, record: RecordId) -> Result<Option<WaitingPhotos>, PhoneError> {
        Ok(self.0.outbox.waiting_photos_of(record)?)
    }

    /// Sets the networks over which the photos of one record may be sent.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn allow_photos_of(&self, record: RecordId, allowed: PhotosAllowed) -> Result<(), PhoneError> {
        // First the vault: the outbox follows it, even if the next step fails.
        self.with_open(|open| Ok::<_, PhoneError>(open.vault.allow_photos_of(record, allowed)?))?;
        self.0.outbox.allow_photos_of(record, allowed)?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// The default network choice for photos.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn photos_allowed(&self) -> Result<PhotosAllowed, PhoneError> {
        self.with_open(|open| Ok(open.vault.photos_allowed()?.unwrap_or_default()))
    }

    /// Sets the default network choice. It holds for photos finished later.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn set_photos_allowed(&self, allowed: PhotosAllowed) -> Result<(), PhoneError> {
        self.with_open(|open| Ok(open.vault.put_photos_allowed(allowed)?))
    }
}

impl OpenVault {
    /// Whether it is a photo question of a draft that may have one more photo.
    fn may_add_photo(&self, record: RecordId, question: &str) -> Result<(), PhotoError> {
        let (stored, form) = self.answers_of(record)?;
        if stored.finished {
            return Err(PhoneError::NotADraft.into());
        }
        let others = photos(&form, &readable(&form, &stored.answers));
        let others = others.iter().filter(|(other, _)| other != question).count();
        if others >= MAX_RECORD_ATTACHMENTS || !photo_questions(&form).iter().any(|name| name == question) {
            return Err(PhotoError::NotAsked);
        }
        Ok(())
    }
}

/// Adds photos of finished records to the outbox that are missing there and have no receipt. It adds one at a time,
/// because all together may not fit into memory. The vault has the network choice and gives it to the outbox. An old
/// vault takes the choice from the outbox first.
pub(super) fn put_missing(open: &mut OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    let default = match open.vault.photos_allowed()? {
        Some(chosen) => chosen,
        None => {
            let learnt = outbox.photos_allowed()?;
            open.vault.put_photos_allowed(learnt)?;
            learnt
        }
    };
    let waiting = open.vault.photos_without_receipt()?;
    if waiting.is_empty() {
        return Ok(());
    }
    let here = outbox.attachments()?;
    for StoredPhoto { name, record, revision, allowed: chosen, .. } in waiting {
        let there = here.get(&name).copied();
        let allowed = chosen.or(there).unwrap_or(default);
        if chosen.is_none() {
            open.vault.allow_photos_of(record, allowed)?;
        }
        match there {
            Some(there) if there == allowed => {}
            Some(_) => outbox.allow_photos_of(record, allowed)?,
            None => {
                let Some(ciphertext) = open.vault.photo_content(name)? else { continue };
                if !is_whole(&ciphertext, name) {
                    // Central would reject it every time. It waits for the person.
                    continue;
                }
                outbox.put_attachment(NewAttachment { name, record, revision, allowed, ciphertext: &ciphertext })?;
            }
        }
    }
    Ok(())
}

/// Stores in the vault which photos central has. It checks each receipt again, against the vault's own name and size.
/// Only then it deletes the sealed bytes, in both files.
pub(super) fn note_delivered(open: &mut OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    for (name, receipt) in outbox.delivered_attachments()? {
        if let Some(size) = open.vault.photo_size(name)? {
            if receipt.check(name, size, &open.enrolled.receipt_key).is_err() {
                tracing::error!(%name, "invalid receipt of a photo: the photo is sent again");
                outbox.redeliver_attachment(name)?;
                continue;
            }
            open.vault.note_photo_receipt(&receipt)?;
            reach("phone.reconcile.photo_noted");
        }
        // Also when the vault has no such photo: nothing needs it.
        outbox.forget_attachment(name)?;
    }
    Ok(())
}

/// The questions of a form that take a photo, in their order.
fn photo_questions(form: &FormDefinition) -> Vec<String> {
    let photos = form.questions().filter(|question| question.kind == QuestionKind::Image);
    photos.map(|question| question.name.clone()).collect()
}

/// The names of the photos, by question.
pub(super) fn photos(form: &FormDefinition, answers: &Answers) -> Vec<(String, AttachmentName)> {
    let named = |question: String| match answers.get(&question) {
        Some(Value::Attachment(name)) => name.parse().ok().map(|name| (question, name)),
        Some(_) | None => None,
    };
    photo_questions(form).into_iter().filter_map(named).collect()
}

impl From<SealingError> for PhotoError {
    /// The picture was made to fit, so this is never the person's mistake.
    fn from(error: SealingError) -> Self {
        match error {
            SealingError::TooLarge(_) => Self::Picture(PictureError::TooLarge),
            SealingError::NoRecipient
            | SealingError::NotARecipient
            | SealingError::NotAnIdentity
            | SealingError::NotForThisKey
            | SealingError::Damaged
            | SealingError::Failed(_) => Self::Phone(PhoneError::Failed(error.to_string())),
        }
    }
}
