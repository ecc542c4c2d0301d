//! Calls of Kotlin's `org.kentongan.phone.Platform`. Every failure is an error here, a thrown exception too. No
//! exception stays pending.

use std::sync::{Mutex, PoisonError};

use jni::objects::{JByteArray, JObject, JString};
use jni::refs::Global;
use jni::signature::RuntimeMethodSignature;
use jni::strings::JNIString;
use jni::{Env, JValue, JValueOwned, JavaVM};

/// A method of `Platform`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// The app's folder.
    FilesDir,
    /// Free bytes there.
    FreeSpace,
    /// Opens the telephone.
    Dial,
    /// Opens a web address.
    OpenLink,
    /// 0 unknown, 1 none, 2 metered, 3 unmetered.
    Network,
    /// Hands a file to another app.
    Share,
    /// Lets the person choose a file.
    ChooseFile,
    /// Lets the person take or choose a photo.
    TakePhoto,
    /// Makes the key of the key store.
    MakeKey,
    /// Computes a MAC with it.
    Mac,
    /// Lets another app come to the front.
    Leave,
    /// Whether a web view here can draw the screens.
    CanDraw,
    /// Asks for the worker.
    ScheduleUpload,
    /// Maker and model.
    Model,
    /// The system and its version.
    System,
    /// Whether the system saves battery at the worker's cost.
    BatteryRestricted,
    /// Opens the settings for that.
    OpenBatterySettings,
}

/// Every method that Rust calls, by its Kotlin name, with its signature (JNI specification, "Type Signatures").
pub const CALLS: [(Call, &str, &str); 17] = [
    (Call::FilesDir, "filesDir", "()Ljava/lang/String;"),
    (Call::FreeSpace, "freeSpace", "()J"),
    (Call::Dial, "dial", "(Ljava/lang/String;)Z"),
    (Call::OpenLink, "openLink", "(Ljava/lang/String;)Z"),
    (Call::Network, "network", "()I"),
    (Call::Share, "share", "(Ljava/lang/String;[B)Z"),
    (Call::ChooseFile, "chooseFile", "()Z"),
    (Call::TakePhoto, "takePhoto", "(Z)Z"),
    (Call::MakeKey, "makeKey", "()Z"),
    (Call::Mac, "mac", "([B)[B"),
    (Call::Leave, "leave", "()V"),
    (Call::CanDraw, "canDraw", "()Z"),
    (Call::ScheduleUpload, "scheduleUpload", "(Z)V"),
    (Call::Model, "model", "()Ljava/lang/String;"),
    (Call::System, "system", "()Ljava/lang/String;"),
    (Call::BatteryRestricted, "batteryRestricted", "()Z"),
    (Call::OpenBatterySettings, "openBatterySettings", "()Z"),
];

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlatformError {
    /// Kotlin has not attached itself yet.
    #[error("not attached")]
    NotAttached,
    /// The call failed. The exception's own text is left out: it may quote the arguments.
    #[error("{0}")]
    Failed(&'static str),
}

impl From<jni::errors::Error> for PlatformError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the border's many ways to fail, none with an answer of its own"
    )]
    fn from(error: jni::errors::Error) -> Self {
        use jni::errors::Error;
        Self::Failed(match error {
            Error::JavaException | Error::CaughtJavaException { .. } => "an exception was thrown",
            Error::MethodNotFound { .. } => "no such method",
            Error::WrongJValueType(..) | Error::InvalidArgList(_) => "other types than agreed",
            Error::NullPtr(_) => "nothing came back",
            _ => "the call failed",
        })
    }
}

/// Kotlin's `Platform`, once it is attached.
#[derive(Debug)]
pub(super) struct Platform(Mutex<Option<Global<JObject<'static>>>>);

impl Platform {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(super) fn attach(&self, env: &Env<'_>, platform: &JObject<'_>) -> Result<(), jni::errors::Error> {
        let held = env.new_global_ref(platform)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(())
    }

    pub(super) fn text(&self, call: Call) -> Result<String, PlatformError> {
        self.with(|env, platform| {
            let object = method(env, platform, call, &[])?.into_object()?;
            if object.is_null() {
                return Err(PlatformError::Failed("nothing came back"));
            }
            Ok(env.cast_local::<JString<'_>>(object)?.to_string())
        })
    }

    pub(super) fn number(&self, call: Call) -> Result<i64, PlatformError> {
        self.with(|env, platform| Ok(method(env, platform, call, &[])?.into_long()?))
    }

    pub(super) fn network(&self) -> Result<i32, PlatformError> {
        self.with(|env, platform| Ok(method(env, platform, Call::Network, &[])?.into_int()?))
    }

    pub(super) fn flag(&self, call: Call) -> Result<bool, PlatformError> {
        self.with(|env, platform| Ok(method(env, platform, call, &[])?.into_bool()?))
    }

    pub(super) fn nothing(&self, call: Call) -> Result<(), PlatformError> {
        self.with(|env, platform| Ok(method(env, platform, call, &[])?.into_void()?))
    }

    /// Lets an app open a number or an address. Returns whether there is one.
    pub(super) fn open(&self, call: Call, what: &str) -> Result<bool, PlatformError> {
        self.with(|env, platform| {
            let what = env.new_string(what)?;
            Ok(method(env, platform, call, &[JValue::Object(&what)])?.into_bool()?)
        })
    }

    pub(super) fn share(&self, name: &str, content: &[u8]) -> Result<bool, PlatformError> {
        self.with(|env, platform| {
            let (name, content) = (env.new_string(name)?, env.byte_array_from_slice(content)?);
            let arguments = [JValue::Object(&name), JValue::Object(&content)];
            Ok(method(env, platform, Call::Share, &arguments)?.into_bool()?)
        })
    }

    pub(super) fn take_photo(&self, camera: bool) -> Result<bool, PlatformError> {
        self.with(|env, platform| Ok(method(env, platform, Call::TakePhoto, &[JValue::Bool(camera)])?.into_bool()?))
    }

    pub(super) fn schedule_upload(&self, urgent: bool) -> Result<(), PlatformError> {
        self.with(
            |env, platform| Ok(method(env, platform, Call::ScheduleUpload, &[JValue::Bool(urgent)])?.into_void()?),
        )
    }

    /// Calls a method that takes bytes and answers with bytes.
    pub(super) fn through(&self, call: Call, bytes: &[u8]) -> Result<Vec<u8>, PlatformError> {
        self.with(|env, platform| {
            let bytes = env.byte_array_from_slice(bytes)?;
            let object = method(env, platform, call, &[JValue::Object(&bytes)])?.into_object()?;
            if object.is_null() {
                return Err(PlatformError::Failed("nothing came back"));
            }
            let answer = env.cast_local::<JByteArray<'_>>(object)?;
            Ok(env.convert_byte_array(&answer)?)
        })
    }

    /// Uses the platform on this thread. Catches a thrown exception and returns it as the error.
    fn with<T>(
        &self,
        use_it: impl FnOnce(&mut Env<'_>, &JObject<'_>) -> Result<T, PlatformError>,
    ) -> Result<T, PlatformError> {
        let machine = JavaVM::singleton().map_err(|_| PlatformError::NotAttached)?;
        machine.attach_current_thread(|env| {
            // A reference of this thread's own. The lock is free while Kotlin works, because Kotlin may call back.
            let platform = {
                let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                env.new_local_ref(held.as_ref().ok_or(PlatformError::NotAttached)?)?
            };
            use_it(env, &platform)
        })
    }
}

fn method<'local>(
    env: &mut Env<'local>,
    platform: &JObject<'_>,
    call: Call,
    arguments: &[JValue<'_>],
) -> Result<JValueOwned<'local>, PlatformError> {
    let (_, name, signature) =
        CALLS.iter().find(|(known, ..)| *known == call).ok_or(PlatformError::Failed("unknown"))?;
    let signature: RuntimeMethodSignature = signature.parse().map_err(|_| PlatformError::Failed("not a signature"))?;
    Ok(env.call_method(platform, JNIString::from(*name), signature.method_signature(), arguments)?)
}
