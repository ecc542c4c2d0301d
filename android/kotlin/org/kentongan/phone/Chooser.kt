// The camera, the gallery or a file chooser in front of our screen. While one that we opened is there, the phone does
// not lock itself, unless it stays too long. wry's page could open them too, but leaves the camera's pictures where
// every app finds them. This object outlives the activity, which Android may make again in between.
package org.kentongan.phone

import android.app.Activity
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import android.provider.MediaStore
import androidx.activity.result.ActivityResult
import dev.dioxus.main.MainActivity
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import kotlin.concurrent.thread

class Chooser(private val files: Files) {
    /** Takes the answer; null means that nothing was chosen. Is null itself if nothing was asked. */
    @Volatile private var answer: ((Intent?) -> Unit)? = null
    private var isCamera = false

    /** True if the camera was open when Android ended the previous process, and has not answered yet. */
    private var cameraWasOpen = false
    private var leftAt: Long? = null
    private val main = Handler(Looper.getMainLooper())
    private val lock = Runnable { Native.stopped() }

    /** False: no app does this. */
    fun file(activity: MainActivity): Boolean {
        val choose = Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType("*/*")
        return ask(activity, choose) { chosen -> Native.fileOpened(read(chosen, Files.MAX_FILE)) }
    }

    /** False: no app does this. */
    fun photo(activity: MainActivity, camera: Boolean): Boolean =
        if (camera) take(activity) else ask(activity, gallery()) { Native.photoTaken(read(it, Files.MAX_PHOTO)) }

    private fun take(activity: MainActivity): Boolean {
        val photo = files.newPhoto()
        val place = files.reach(photo)
        val take = Intent(MediaStore.ACTION_IMAGE_CAPTURE).putExtra(MediaStore.EXTRA_OUTPUT, place)
        take.grant(place, Intent.FLAG_GRANT_WRITE_URI_PERMISSION or Intent.FLAG_GRANT_READ_URI_PERMISSION)
        return ask(activity, take) { taken ->
            val content = files.takePhoto(photo)
            Native.photoTaken(content.takeIf { taken != null })
        }
    }

    private fun gallery(): Intent = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
        Intent(MediaStore.ACTION_PICK_IMAGES)
    } else {
        Intent(Intent.ACTION_GET_CONTENT).addCategory(Intent.CATEGORY_OPENABLE).setType("image/*")
    }

    private fun read(chosen: Intent?, limit: Int): ByteArray? = chosen?.data?.let { files.read(it, limit) }

    private fun ask(activity: MainActivity, intent: Intent, then: (Intent?) -> Unit): Boolean {
        val opened = FutureTask {
            // A second tap before the first chooser has opened: only the first is answered.
            if (answer != null) return@FutureTask false
            answer = then
            isCamera = intent.action == MediaStore.ACTION_IMAGE_CAPTURE
            try {
                activity.asking.launch(intent)
                true
            } catch (_: Throwable) {
                // No app does this, none may, or Android itself fails. The caller is answered, and may ask again.
                answer = null
                false
            }
        }
        activity.runOnUiThread(opened)
        return try {
            opened.get(SECONDS, TimeUnit.SECONDS)
        } catch (_: TimeoutException) {
            // The caller no longer waits, so nothing may open.
            opened.cancel(false)
            false
        }
    }

    /** The chooser has closed. Reading the file may take a while, and may ask another app. */
    fun answered(result: ActivityResult?) {
        val then = answer
        answer = null
        val chosen = result?.takeIf { it.resultCode == Activity.RESULT_OK }?.let { it.data ?: Intent() }
        // The process that asked is gone, and with it the record that the picture was for.
        if (then == null && cameraWasOpen && chosen != null) Native.photoLost()
        cameraWasOpen = false
        thread(name = "chosen") { if (then != null) then(chosen) else files.cleanPhotos() }
    }

    /** Android keeps this if the process ends while the screen is away. */
    fun save(kept: Bundle) = kept.putBoolean(CAMERA, answer != null && isCamera)

    fun restore(kept: Bundle) {
        cameraWasOpen = answer == null && kept.getBoolean(CAMERA)
    }

    fun screenLeft() {
        if (answer == null) return Native.stopped()
        leftAt = SystemClock.elapsedRealtime()
        main.postDelayed(lock, PATIENCE)
    }

    fun screenSeen() {
        main.removeCallbacks(lock)
        // A posted task does not run while the phone sleeps.
        leftAt?.let { if (SystemClock.elapsedRealtime() - it >= PATIENCE) Native.stopped() }
        leftAt = null
    }

    /** Answers come before our screen is in front again, so now there is none. */
    fun screenInFront() {
        if (answer != null) answered(null)
        cameraWasOpen = false
    }

    companion object {
        /** Milliseconds that taking a photo or choosing a file may take before the phone locks itself. */
        const val PATIENCE = 5 * 60 * 1000L

        /** How long Rust waits for a chooser to open. */
        private const val SECONDS = 10L
        private const val CAMERA = "kentongan.camera"
    }
}
