// What wry's real WryActivity, which is compiled here too, needs of wry's other classes.
package dev.dioxus.main

import android.content.Context
import android.content.Intent
import android.webkit.WebView

object Rust {
    fun onFirstActivityCreate() = Unit
    fun onFirstActivityCreateWry() = Unit
    fun onCreate(activity: WryActivity) = Unit
    fun onStart(activity: WryActivity) = Unit
    fun onResume(activity: WryActivity) = Unit
    fun onPause(activity: WryActivity) = Unit
    fun onStop(activity: WryActivity) = Unit
    fun onDestroy(activity: WryActivity) = Unit
    fun onWindowFocusChanged(activity: WryActivity, focus: Boolean) = Unit
    fun onLowMemory() = Unit
    fun onNewIntent(intent: Intent) = Unit
    fun onWebviewDestroy(activity: WryActivity, webviewId: String) = Unit
}

class RustWebView(context: Context, val id: String) : WebView(context)

object Logger {
    fun warn(msg: String) = Unit
}
