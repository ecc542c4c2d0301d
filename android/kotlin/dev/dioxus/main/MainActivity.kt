// The one screen. dx copies this file itself (Dioxus.toml). It replaces wry's activity, where the back button leaves a
// half-filled form, screenshots are possible, and keyboard and bars cover the page.
package dev.dioxus.main

import android.Manifest
import android.content.ContentResolver
import android.content.Intent
import android.content.pm.PackageManager
import android.content.res.Configuration
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.Process
import android.view.View
import android.view.WindowManager
import android.webkit.WebSettings
import android.webkit.WebView
import androidx.activity.OnBackPressedCallback
import androidx.activity.result.contract.ActivityResultContracts
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat
import androidx.core.view.WindowInsetsCompat.Type
import kotlin.concurrent.thread
import kotlin.math.roundToInt
import org.kentongan.phone.Files
import org.kentongan.phone.KentonganApplication
import org.kentongan.phone.Native
import org.kentongan.phone.PageDrawer
import org.kentongan.phone.Platform

/** wry's classes look for it here. */
typealias BuildConfig = org.kentongan.phone.BuildConfig

class MainActivity : WryActivity() {
    override val handleBackNavigation = false
    private val platform: Platform get() = (application as KentonganApplication).platform

    private var isInFront = false
    private var page: WebView? = null

    /** Opens the camera and the choosers, and takes their answer. */
    internal val asking = registerForActivityResult(ActivityResultContracts.StartActivityForResult()) {
        platform.chooser.answered(it)
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        // Before anything is drawn: no picture of the screen, no preview among the recent apps.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        val drawer = PageDrawer(this)
        // If Rust does not draw now, it never draws in this process.
        platform.drawsPage = platform.drawsPage && drawer.canDraw()
        // Rust begins here, and draws.
        super.onCreate(savedInstanceState)
        if (!platform.drawsPage) drawer.tell()
        // A password manager does not get the content of fields either. For keyboards see Keyboard.
        window.decorView.importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS
        platform.activity = this
        onBackPressedDispatcher.addCallback(this, back)
        keepClear(findViewById(android.R.id.content))
        // An activity that Android makes again still has the intent that it was first opened with.
        if (savedInstanceState == null) open(intent) else platform.chooser.restore(savedInstanceState)
    }

    override fun onWebViewCreate(webView: WebView) {
        page = webView
        // A long press on an answer must not pass it to a search or another app.
        webView.settings.disabledActionModeMenuItems = WebSettings.MENU_ITEM_SHARE or
            WebSettings.MENU_ITEM_WEB_SEARCH or WebSettings.MENU_ITEM_PROCESS_TEXT
    }

    /** The web view reads the size of letters only when it is made. */
    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        page?.settings?.textZoom = (newConfig.fontScale * 100).roundToInt()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        platform.chooser.save(outState)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        open(intent)
    }

    override fun onStart() {
        super.onStart()
        platform.chooser.screenSeen()
    }

    override fun onResume() {
        super.onResume()
        isInFront = true
        platform.chooser.screenInFront()
    }

    override fun onPause() {
        super.onPause()
        isInFront = false
    }

    override fun onStop() {
        super.onStop()
        platform.chooser.screenLeft()
    }

    override fun onDestroy() {
        super.onDestroy()
        if (platform.activity === this) platform.activity = null
        // Android makes the activity again, for a change that configChanges does not name. Dioxus draws a page only
        // once in a process, so the new one would stay blank. A new process draws it; drafts are on the disk.
        if (isChangingConfigurations) Process.killProcess(Process.myPid())
    }

    /** Asks whether the job may say how many records were sent. After two refusals Android stops asking. */
    fun askToTell() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || !isInFront || hasAskedToTell) return
        if (checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED) return
        hasAskedToTell = true
        requestPermissions(arrayOf(Manifest.permission.POST_NOTIFICATIONS)) {}
    }

    private val back = object : OnBackPressedCallback(true) {
        override fun handleOnBackPressed() {
            if (Native.back()) return
            isEnabled = false
            onBackPressedDispatcher.onBackPressed()
            isEnabled = true
        }
    }

    /** From Android 15 on, an app is drawn under the bars, the notch and the keyboard, and must keep clear of them. */
    private fun keepClear(content: View) {
        val covered = Type.systemBars() or Type.displayCutout() or Type.ime()
        ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
            val edges = insets.getInsets(covered)
            view.setPadding(edges.left, edges.top, edges.right, edges.bottom)
            WindowInsetsCompat.CONSUMED
        }
    }

    /** An enrolment link, or a carry file that another app opened or shared with us. */
    private fun open(intent: Intent) {
        // The list of recent apps sends the same intent a second time.
        if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return
        @Suppress("DEPRECATION")
        val uri = when (intent.action) {
            Intent.ACTION_VIEW -> intent.data
            Intent.ACTION_SEND -> intent.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)
            else -> null
        }
        when (uri?.scheme) {
            "kentongan", "https" -> if (intent.action == Intent.ACTION_VIEW) Native.linkOpened(uri.toString())
            // Never a path: another app could name one of our files.
            ContentResolver.SCHEME_CONTENT -> thread(name = "opened") {
                Native.fileOpened(platform.files.read(uri, Files.MAX_FILE))
            }
        }
    }

    private companion object {
        /** Once for as long as the process lives. */
        var hasAskedToTell = false
    }
}
