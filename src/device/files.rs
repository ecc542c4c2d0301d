//! Files and pictures in and out.

use tokio::sync::oneshot;

use super::error::DeviceError;

/// Who gives files to the person and takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileHandler {
    /// The page on screen: its chooser, its download.
    Page,
    /// The device: [`Files::share_file`], [`Files::choose_file`], [`Files::take_photo`].
    Device,
}

/// Where a picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSource {
    /// A person takes it now.
    Camera,
    /// It is an older picture.
    Gallery,
}

/// The result of choosing a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChosenFile {
    /// Its bytes.
    File(Vec<u8>),
    /// It is too large.
    TooLarge,
    /// It is gone, the app may not read it, or the web view cannot.
    Unreadable,
    /// The person chose none.
    Nothing,
}

/// A choice under way. It ends without an answer when the person chooses again meanwhile.
pub type PendingChoice = oneshot::Receiver<ChosenFile>;

/// Files and pictures in and out.
pub trait Files {
    /// Who does it here. A device whose page does it need not implement the rest.
    fn file_handler(&self) -> FileHandler {
        FileHandler::Page
    }

    /// Hands a file to another app that the person picks.
    ///
    /// # Errors
    /// [`DeviceError::NoFiles`] when no app takes it.
    fn share_file(&self, name: &str, content: &[u8]) -> Result<(), DeviceError> {
        let _ = (name, content);
        Err(DeviceError::NoFiles)
    }

    /// Lets the person choose a file.
    ///
    /// # Errors
    /// [`DeviceError::NoFiles`].
    fn choose_file(&self) -> Result<PendingChoice, DeviceError> {
        Err(DeviceError::NoFiles)
    }

    /// Lets the person take or choose a photo. No other app stores it.
    ///
    /// # Errors
    /// [`DeviceError::NoCamera`].
    fn take_photo(&self, source: PhotoSource) -> Result<PendingChoice, DeviceError> {
        let _ = source;
        Err(DeviceError::NoCamera)
    }
}
