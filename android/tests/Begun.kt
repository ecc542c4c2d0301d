// What every test begins with: a phone out of the box, the app started on it, and its screen if there is one.
package org.kentongan.phone

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import androidx.activity.result.ActivityResult
import dev.dioxus.main.MainActivity
import java.io.File
import kotlin.io.path.createTempDirectory
import org.junit.After
import org.junit.Before
import stubs.Phone

abstract class Begun {
    protected val folder: File = createTempDirectory().toFile()
    protected lateinit var application: KentonganApplication
    protected val platform get() = application.platform

    @Before
    fun begin() {
        Phone.fresh(folder)
        Native.fresh()
        start()
    }

    @After
    fun end() {
        folder.deleteRecursively()
    }

    protected fun start() {
        application = KentonganApplication()
        Phone.application = application
        application.onCreate()
        check(Native.called() == "attach")
    }

    protected fun screen(opened: Intent = Intent(Intent.ACTION_MAIN), saved: Bundle? = null): MainActivity =
        MainActivity().apply {
            intent = opened
            call("onCreate", Bundle::class.java, saved)
            show(this)
        }

    /** Android makes it with what it kept, and has not shown it yet. */
    protected fun anew(kept: Bundle): MainActivity = MainActivity().apply { call("onCreate", Bundle::class.java, kept) }

    protected fun save(screen: MainActivity): Bundle = Bundle().also { screen.call("onSaveInstanceState", Bundle::class.java, it) }

    protected fun show(screen: MainActivity) {
        screen.call("onStart")
        screen.call("onResume")
    }

    protected fun hide(screen: MainActivity) {
        screen.call("onPause")
        screen.call("onStop")
    }

    protected fun destroy(screen: MainActivity) = screen.call("onDestroy")

    protected fun open(screen: MainActivity, opened: Intent) = screen.call("onNewIntent", Intent::class.java, opened)

    protected fun answer(screen: MainActivity, chosen: Intent?, seen: Boolean = true) {
        if (seen) screen.call("onStart")
        val code = if (chosen == null) Activity.RESULT_CANCELED else Activity.RESULT_OK
        platform.chooser.answered(ActivityResult(code, chosen))
        screen.call("onResume")
    }

    protected fun offered(name: String, size: Int): Uri {
        val uri = "content://other.app/$name"
        Phone.offered[uri] = ByteArray(size) { it.toByte() }
        return Uri.parse(uri)
    }

    protected fun inCache(folder: String): List<String> = File(this.folder, "cache/$folder").list().orEmpty().toList()

    /** Android calls what is protected. */
    private fun MainActivity.call(name: String, type: Class<*>? = null, value: Any? = null) {
        val types = listOfNotNull(type).toTypedArray()
        val method = MainActivity::class.java.getDeclaredMethodOrAbove(name, *types)
        method.isAccessible = true
        if (type == null) method.invoke(this) else method.invoke(this, value)
    }

    private fun Class<*>.getDeclaredMethodOrAbove(name: String, vararg types: Class<*>): java.lang.reflect.Method =
        declaredMethods.find { it.name == name && it.parameterTypes.contentEquals(types) }
            ?: superclass.getDeclaredMethodOrAbove(name, *types)
}
