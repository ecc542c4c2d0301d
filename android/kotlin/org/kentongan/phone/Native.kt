// What Rust does for Android: the only door from Kotlin into the app. tests/android holds both sides of it together.
package org.kentongan.phone

object Native {
    init {
        System.loadLibrary("main")
    }

    /** First of all: how Rust reaches Android. */
    @JvmStatic external fun attach(platform: Platform)

    /** The back button. False: nobody listens yet, the system does what it does. */
    @JvmStatic external fun back(): Boolean

    /** The app is no longer seen: the phone locks itself. */
    @JvmStatic external fun stopped()

    /** A network came or went. */
    @JvmStatic external fun networkChanged()

    /** An enrolment link was tapped or scanned. */
    @JvmStatic external fun linkOpened(link: String)

    /** A file that the person chose, or opened with us. Null: none. Empty: too large, or it cannot be read. */
    @JvmStatic external fun fileOpened(content: ByteArray?)

    /** The camera's or the gallery's picture. Null: none. Empty: too large, or it cannot be read. */
    @JvmStatic external fun photoTaken(content: ByteArray?)

    /** The camera took a picture, and the process that asked for it was ended meanwhile. */
    @JvmStatic external fun photoLost()

    /** Sends what waits, for at most so long: how many were delivered, how many wait still. Null: not possible now. */
    @JvmStatic external fun sendWaiting(run: Int, seconds: Int): LongArray?

    /** The run of this number, and any before it, ends at once, even if it has not come to sending yet. */
    @JvmStatic external fun stopSending(run: Int)
}
