// What Kotlin calls in Rust, all of it. tests/android compares both sides.
package org.kentongan.phone

object Native {
    init {
        System.loadLibrary("main")
    }

    /** Called first: tells Rust how to reach Android. */
    @JvmStatic external fun attach(platform: Platform)

    /** The back button. False: no screen handles it, so the system does. */
    @JvmStatic external fun back(): Boolean

    /** The app is no longer visible: the phone locks itself. */
    @JvmStatic external fun stopped()

    /** A network came or went. */
    @JvmStatic external fun networkChanged()

    /** An enrolment link was tapped or scanned. */
    @JvmStatic external fun linkOpened(link: String)

    /** A file that the person chose, or opened with us. Null: none. Empty: too large, or it cannot be read. */
    @JvmStatic external fun fileOpened(content: ByteArray?)

    /** The camera's or the gallery's picture. Null: none. Empty: too large, or it cannot be read. */
    @JvmStatic external fun photoTaken(content: ByteArray?)

    /** The camera took a picture, but Android ended the process that asked for it. */
    @JvmStatic external fun photoLost()

    /** Sends what waits, for at most `seconds`. Answers how many were delivered and how many still wait. Null: cannot. */
    @JvmStatic external fun sendWaiting(run: Int, seconds: Int): LongArray?

    /** Ends this run at once, and any before it, even if it has not begun to send. */
    @JvmStatic external fun stopSending(run: Int)
}
