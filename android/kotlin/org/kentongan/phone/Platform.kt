// What Rust calls in Android, by name (src/device/android) and from any thread. An exception becomes an error with words
// for the person, so only "no app does this" is caught here.
package org.kentongan.phone

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.PowerManager
import android.provider.Settings
import dev.dioxus.main.MainActivity

class Platform(private val context: Context) {
    internal val files = Files(context)
    internal val chooser = Chooser(files)
    private val key = KeyStoreKey(context)
    private val network = Network(context)

    /** The screen, if there is one. */
    @Volatile internal var activity: MainActivity? = null

    /** True if the web view can draw our page. Set before Rust asks. */
    @Volatile internal var drawsPage = true

    fun filesDir(): String = context.filesDir.path

    fun freeSpace(): Long = context.filesDir.usableSpace

    fun dial(number: String): Boolean = open(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    fun openLink(address: String): Boolean = open(Intent(Intent.ACTION_VIEW, Uri.parse(address)))

    fun network(): Int = network.state()

    fun share(name: String, content: ByteArray): Boolean {
        val file = files.toShare(name, content)
        val send = Intent(Intent.ACTION_SEND).setType("application/octet-stream").putExtra(Intent.EXTRA_STREAM, file)
        return open(Intent.createChooser(send.grant(file, Intent.FLAG_GRANT_READ_URI_PERMISSION), null))
    }

    fun chooseFile(): Boolean = activity?.let(chooser::file) ?: false

    fun takePhoto(camera: Boolean): Boolean = activity?.let { chooser.photo(it, camera) } ?: false

    fun makeKey(): Boolean {
        key.make()
        return true
    }

    fun mac(message: ByteArray): ByteArray = key.mac(message)

    fun canDraw(): Boolean = drawsPage

    fun leave() {
        activity?.let { it.runOnUiThread { it.moveTaskToBack(true) } }
    }

    fun scheduleUpload(urgent: Boolean) {
        UploadJob.schedule(context, urgent)
        activity?.let { it.runOnUiThread(it::askToTell) }
    }

    fun model(): String = "${Build.MANUFACTURER} ${Build.MODEL}"

    fun system(): String = "Android ${Build.VERSION.RELEASE} (API ${Build.VERSION.SDK_INT})"

    fun batteryRestricted(): Boolean =
        !context.getSystemService(PowerManager::class.java).isIgnoringBatteryOptimizations(context.packageName)

    fun openBatterySettings(): Boolean = open(Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS))

    private fun open(intent: Intent): Boolean = try {
        context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        true
    } catch (_: ActivityNotFoundException) {
        false
    }
}
