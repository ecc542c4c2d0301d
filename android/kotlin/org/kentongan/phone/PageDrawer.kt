// Android's web view draws our page. It is a separate app that may or may not be up to date. One that is too old would
// show a blank page, so the person is told in a dialog of Android's.
package org.kentongan.phone

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.net.Uri
import android.os.Process
import android.webkit.WebSettings
import android.webkit.WebView

class PageDrawer(private val activity: Activity) {
    private val drawer = WebView.getCurrentWebViewPackage()

    fun canDraw(): Boolean = drawer != null && (version(drawer.versionName) >= OLDEST || chromium() >= OLDEST)

    /**
     * Some makers number their own web view differently. Its user agent names Chromium's version; asking for it starts
     * the web view, which takes a moment.
     */
    private fun chromium(): Int = try {
        version(WebSettings.getDefaultUserAgent(activity).substringAfter("Chrome/", ""))
    } catch (_: RuntimeException) {
        // The web view does not start.
        0
    }

    private fun version(name: String?): Int = name?.substringBefore('.')?.toIntOrNull() ?: 0

    fun tell() {
        val page = Uri.parse("market://details?id=${drawer?.packageName ?: USUAL}")
        val store = Intent(Intent.ACTION_VIEW, page).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        val dialog = AlertDialog.Builder(activity)
            .setTitle(R.string.web_view_title)
            .setMessage(R.string.web_view_text)
            .setCancelable(false)
            .setNegativeButton(R.string.web_view_close) { _, _ -> end() }
        if (store.resolveActivity(activity.packageManager) != null) {
            dialog.setPositiveButton(R.string.web_view_update) { _, _ ->
                activity.startActivity(store)
                end()
            }
        }
        dialog.show()
    }

    /** Ends the whole process: Rust asks only once in a process whether it can draw. */
    private fun end() {
        activity.finishAndRemoveTask()
        Process.killProcess(Process.myPid())
    }

    private companion object {
        /** Chromium's version. Older ones fail at Dioxus' scripts, which use `?.` and `??`. */
        const val OLDEST = 80

        const val USUAL = "com.google.android.webview"
    }
}
