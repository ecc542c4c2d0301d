//! Files and pictures in and out.

use tokio::sync::oneshot;

use super::DeviceError;

/// Who hands files to the person and takes them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesBy {
    /// The page on screen: its chooser, its download.
    Page,
    /// The device: [`Files::share_file`], [`Files::choose_file`], [`Files::take_photo`].
    Device,
}

/// Where a picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSource {
    /// It is taken now.
    Camera,
    /// It was taken before.
    Gallery,
}

/// What came of choosing a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Its bytes.
    File(Vec<u8>),
    /// It is larger than may be.
    TooLarge,
    /// It is gone, the app may not read it, or the web view cannot.
    Unreadable,
    /// None was chosen.
    Nothing,
}

/// What the person is choosing; ends without a word when they chose again meanwhile.
pub type Choosing = oneshot::Receiver<Chosen>;

/// Files and pictures in and out.
pub trait Files {
    /// Who does it here. Whoever the page serves need not implement the rest.
    fn files_by(&self) -> FilesBy {
        FilesBy::Page
    }

    /// Hands a file to another app that the person picks.
    ///
    /// # Errors
    /// [`DeviceError::NoFiles`] when none takes it.
    fn share_file(&self, name: &str, content: &[u8]) -> Result<(), DeviceError> {
        let _ = (name, content);
        Err(DeviceError::NoFiles)
    }

    /// Lets the person choose a file.
    ///
    /// # Errors
    /// [`DeviceError::NoFiles`].
    fn choose_file(&self) -> Result<Choosing, DeviceError> {
        Err(DeviceError::NoFiles)
    }

    /// Lets the person take a photo or choose one. It is kept nowhere else.
    ///
    /// # Errors
    /// [`DeviceError::NoCamera`].
    fn take_photo(&self, source: PhotoSource) -> Result<Choosing, DeviceError> {
        let _ = source;
        Err(DeviceError::NoCamera)
    }
}
