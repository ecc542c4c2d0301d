// What draws our page: Android's web view, an app of its own that is kept up to date by itself, or not. One that is too
// old would show a blank page, so the person is told without one.
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
     * Some makers number a web view of their own as they like; what it says of itself to servers names Chromium's version.
     * Asking starts it, which takes a moment.
     */
    private fun chromium(): Int = try {
        version(WebSettings.getDefaultUserAgent(activity).substringAfter("Chrome/", ""))
    } catch (_: RuntimeException) {
        // It does not start.
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

    /** The whole process: Rust looks once in its life whether it can draw. */
    private fun end() {
        activity.finishAndRemoveTask()
        Process.killProcess(Process.myPid())
    }

    private companion object {
        /** Chromium's version. Older ones do not understand what Dioxus draws with: its scripts write `?.` and `??`. */
        const val OLDEST = 80

        const val USUAL = "com.google.android.webview"
    }
}
