// What wry's real WryActivity and RustWebView, which are compiled here too, need of wry's other classes.
package dev.dioxus.main

import android.content.Intent

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
    fun shouldOverride(id: String, url: String) = false
    fun onEval(webviewId: String, id: Int, result: String) = Unit
    fun onWebviewDestroy(activity: WryActivity, webviewId: String) = Unit
}

object Logger {
    fun warn(msg: String) = Unit
    fun error(msg: String) = Unit
}
