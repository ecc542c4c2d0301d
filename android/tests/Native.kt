// Stands in front of the app's own Native, writes down what is called and answers as a test says.
package org.kentongan.phone

import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

object Native {
    private val calls = LinkedBlockingQueue<String>()
    @Volatile var dealsWithBack = true
    @Volatile var content: ByteArray? = null
    @Volatile var sending: () -> LongArray? = { null }
    /** The run that sent last. */
    @Volatile var run = 0
    /** The last run that was stopped. */
    @Volatile var stopped = 0

    fun fresh() {
        calls.clear()
        dealsWithBack = true
        content = null
        sending = { null }
    }

    /** What was called next; some calls come from a thread of their own. */
    fun called(): String? = calls.poll(10, TimeUnit.SECONDS)

    /** What was called and not asked for yet. */
    fun calledSoFar(): List<String> = buildList { calls.drainTo(this) }

    @JvmStatic fun attach(platform: Platform) { calls.add("attach") }
    @JvmStatic fun back(): Boolean = dealsWithBack.also { calls.add("back") }
    @JvmStatic fun stopped() { calls.add("stopped") }
    @JvmStatic fun networkChanged() { calls.add("networkChanged") }
    @JvmStatic fun linkOpened(link: String) { calls.add("linkOpened $link") }
    @JvmStatic fun fileOpened(content: ByteArray?) = took("fileOpened", content)
    @JvmStatic fun photoTaken(content: ByteArray?) = took("photoTaken", content)

    @JvmStatic fun photoLost() { calls.add("photoLost") }

    @JvmStatic fun sendWaiting(run: Int, seconds: Int): LongArray? {
        this.run = run
        calls.add("sendWaiting $seconds")
        return sending()
    }

    @JvmStatic fun stopSending(run: Int) {
        stopped = run
        calls.add("stopSending")
    }

    private fun took(name: String, content: ByteArray?) {
        this.content = content
        calls.add("$name ${content?.size ?: "nothing"}")
    }
}
